"""Routes: one declaration says the address, who may call, what goes in and out, and opens the transaction."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Request, Response, current_app, g, make_response, request
from flask_smorest import Blueprint
from flask_wtf.csrf import validate_csrf
from marshmallow import Schema
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from wtforms import ValidationError

from shared.access.caller import Caller
from shared.access.origin import Origin
from shared.access.who import Who
from shared.errors import DomainError
from shared.idempotency import LONGEST_KEY, AnsweredAlready, Slot, forget_old_answers, slot_for
from shared.runtime import Runtime
from shared.settings import Settings
from shared.web.browser_session import kept_marks, kept_token
from shared.web.problems import PROBLEM_TYPE, MalformedRequest, Problem, problem_of
from shared.web.reading import check_body
from shared.web.sign_in import Gate
from shared.web.strangers import comes_from_elsewhere

CSRF_HEADER = "X-CSRF-Token"
_TIDY_EVERY = timedelta(minutes=1)
_STATUS_WORDS = {
    400: "The request cannot be read.", 401: "Nobody is signed in, or the token is no longer good.",
    403: "The caller may not do this.", 404: "There is no such thing, or the caller may not know of it.",
    409: "The state of things does not allow this now.", 413: "The content is larger than 1 MiB.",
    415: "The content is not JSON.", 422: "Some of the content is not as it has to be.",
    429: "Too many tries in a short time.", 503: "The records cannot be reached right now.",
}  # fmt: skip


@dataclass(frozen=True)
class Declaration:
    """What a route says of itself: who may call it, and whether calls to it leave no count behind."""

    who: Who
    sealed: bool
    changes: bool


class Read:
    """What a reading route gets: a session that only reads, who asks, and when."""

    def __init__(self, session: Session, caller: Caller | None, now: datetime, runtime: Runtime) -> None:
        self.session = session
        self.now = now
        self.runtime = runtime
        self.settings: Settings = runtime.settings
        self._caller = caller

    @property
    def caller(self) -> Caller:
        """Who asks. Raises TypeError on a route that is open to anyone: a mistake in the program."""
        if self._caller is None:
            message = "this route is open to anyone, so nobody is known to ask"
            raise TypeError(message)
        return self._caller

    @property
    def origin(self) -> Origin:
        """Where the request comes from."""
        return origin_of(request)


def origin_of(asked: Request) -> Origin:
    """Return where a request comes from."""
    return Origin(address=asked.remote_addr or "", agent=asked.user_agent.string, devices=kept_marks(asked))


class Act(Read):
    """What a changing route gets: a session whose transaction commits when the answer is ready."""

    def refuse(self, error: DomainError) -> Response:
        """Answer with this error and still keep what was recorded, such as the refusal itself."""
        return problem_of(error)


@dataclass
class Edge:
    """What the routes of an app share."""

    runtime: Runtime
    gate: Gate
    tidied_at: datetime | None = None

    def tidying_is_due(self, now: datetime) -> bool:
        """Say, about once a minute, that old answers should be forgotten."""
        due = self.tidied_at is None or now - self.tidied_at >= _TIDY_EVERY
        if due:
            self.tidied_at = now
        return due


class Routes:
    """The routes of one service, under /<service>."""

    def __init__(self, service: str, description: str = "") -> None:
        self.service = service
        self.blueprint = Blueprint(service, __name__, description=description, url_prefix=f"/{service}")
        self.declarations: dict[str, Declaration] = {}

    def act(
        self, method: str, path: str, *, who: Who, takes: type[Schema] | None = None,
        gives: type[Schema] | None = None, status: int = 200, refusals: Sequence[int] = (), sealed: bool = False,
        many: bool = False,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # fmt: skip
        """Declare a state change. The function gets (act, body, **path) or, where nothing is taken, (act, **path).

        One request is one transaction; a DomainError rolls it back. Under an Idempotency-Key the first answer is
        given again.
        """

        def declare(function: Callable[..., Any]) -> Callable[..., Any]:
            def called(*body: Any, **path_values: Any) -> Any:
                return function(g.act, *body, **text_values(path_values))

            statuses = {400, 409, 413, 422, 503, *refusals} | ({415} if takes else set())
            view = self._documented(called, function, who, gives, status=status, statuses=statuses, many=many)
            if takes is not None:
                view = self.blueprint.arguments(takes, error_status_code=422)(view)
            view = self.blueprint.doc(parameters=[_IDEMPOTENCY_PARAMETER])(view)
            return self._add(
                method,
                path,
                _acting(view, who, has_body=takes is not None, sealed=sealed),
                Declaration(who, sealed, True),
            )

        return declare

    def read(
        self, path: str, *, who: Who, gives: type[Schema] | None = None, query: type[Schema] | None = None,
        refusals: Sequence[int] = (), sealed: bool = False, many: bool = False, raw: str = "",
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # fmt: skip
        """Declare a reading route. The function gets (read, query, **path) or (read, **path).

        raw: the content type of a route that returns its own Response.
        """

        def declare(function: Callable[..., Any]) -> Callable[..., Any]:
            def called(*found: Any, **path_values: Any) -> Any:
                return function(g.act, *found, **text_values(path_values))

            statuses = {503, *refusals} | ({422} if query else set())
            view = self._documented(called, function, who, gives, status=200, statuses=statuses, many=many, raw=raw)
            if query is not None:
                view = self.blueprint.arguments(query, location="query", error_status_code=422)(view)
            return self._add("GET", path, _reading(view, who), Declaration(who, sealed, False))

        return declare

    def _documented(
        self, called: Callable[..., Any], function: Callable[..., Any], who: Who, gives: type[Schema] | None, *,
        status: int, statuses: set[int], many: bool = False, raw: str = "",
    ) -> Callable[..., Any]:  # fmt: skip
        view: Callable[..., Any] = functools.wraps(function)(called)
        del view.__dict__["__wrapped__"]
        answer = gives(many=many) if gives is not None else None
        options: dict[str, Any] = {"content_type": raw} if raw else {}
        if raw:
            answer = {"type": "string"}  # type: ignore[assignment]
        view = self.blueprint.response(status, answer, **options)(view)
        if not who.open:
            statuses = statuses | {401} | ({403} if who.fresh or not _everyone(who) else set())
        for code in sorted(statuses | {404}):
            words = _STATUS_WORDS[code]
            view = self.blueprint.alt_response(code, schema=Problem, description=words, content_type=PROBLEM_TYPE)(view)
        security: list[dict[str, list[str]]] = [] if who.open else [{"bearer": []}]
        text = f"{(function.__doc__ or '').strip()}\n\nWho may call: {who.describe()}."
        return self.blueprint.doc(security=security, description=text)(view)  # type: ignore[no-any-return]

    def _add(self, method: str, path: str, view: Callable[..., Any], declaration: Declaration) -> Callable[..., Any]:
        name = view.__name__
        self.declarations[f"{self.service}.{name}"] = declaration
        self.blueprint.route(path, methods=[method], endpoint=name)(view)
        return view


_IDEMPOTENCY_PARAMETER = {
    "in": "header", "name": "Idempotency-Key", "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
    "description": "Repeat the request under the same key, and it has one effect and the first answer.",
}  # fmt: skip


def _everyone(who: Who) -> bool:
    return bool(who.kinds) and len(who.kinds) == 3  # noqa: PLR2004  (there are three kinds of account)


def text_values(path_values: dict[str, Any]) -> dict[str, str]:
    """Return the values in an address as text."""
    return {name: str(value) for name, value in path_values.items()}


def edge() -> Edge:
    """Return what the routes of this application share."""
    found: Edge = current_app.extensions["coproduce_edge"]
    return found


def commission_in_address() -> str | None:
    """Return the commission that the address names, or None."""
    found = (request.view_args or {}).get("commission_id")
    return None if found is None else str(found)


def _reading(view: Callable[..., Any], who: Who) -> Callable[..., Any]:
    @functools.wraps(view)
    def read(**path_values: Any) -> Any:
        here = edge()
        now = here.runtime.clock()
        with here.runtime.read_sessions() as session:
            caller = here.gate.let_in_token(session, _token(), who, commission_in_address(), now)
            g.act = Read(session, caller, now, here.runtime)
            return make_response(view(**path_values))

    return read


def bearer_token() -> str:
    """Return the token in the Authorization header of this request, or an empty text."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _token() -> str:
    """Return the token of this request: a program's own, or that of the browser whose CSRF token came with it.

    So scripts on our pages use the same routes as programs. A cookie alone does nothing here: another site can make a
    browser send it, but cannot know the token or set the header (OWASP: CSRF prevention, custom request headers).
    """
    if "Authorization" in request.headers or CSRF_HEADER not in request.headers:
        return bearer_token()
    if comes_from_elsewhere(request, edge().runtime.settings):
        return ""
    try:
        validate_csrf(request.headers[CSRF_HEADER])
    except ValidationError:
        return ""
    return kept_token()


def _acting(view: Callable[..., Any], who: Who, *, has_body: bool, sealed: bool) -> Callable[..., Any]:
    @functools.wraps(view)
    def act(**path_values: Any) -> Any:
        # The request is here in full before the clock is read and anything is held.
        request.get_data(cache=True)
        if has_body:
            check_body(request)
        key = _idempotency_key()
        try:
            return _act_once(view, who, key, path_values, sealed=sealed)
        except (AnsweredAlready, DomainError, IntegrityError):
            # Somebody may have sent the same request at the same moment and been first.
            stored = _stored_answer() if key else None
            if stored is None:
                raise
            return stored

    return act


def _act_once(view: Callable[..., Any], who: Who, key: str, path_values: dict[str, Any], *, sealed: bool) -> Response:
    here = edge()
    now = here.runtime.moment()
    with here.runtime.sessions.begin() as session:
        caller = here.gate.let_in_token(session, _token(), who, commission_in_address(), now)
        slot = _slot(caller, key, sealed=sealed) if key else None
        g.slot = slot
        # Looked up before the act: one that is done and then rolled back would guess at passphrases without a count.
        stored = slot.stored(session, now) if slot else None
        if stored is not None:
            return stored
        g.act = Act(session, caller, now, here.runtime)
        answer = make_response(view(**path_values))
        if slot is not None:
            slot.remember(session, answer, now)
            if here.tidying_is_due(now):
                forget_old_answers(session, now)
    return answer


def _slot(caller: Caller | None, key: str, *, sealed: bool) -> Slot:
    return slot_for(
        secret=edge().runtime.settings.secret, holder_id=caller.holder_id if caller else "", key=key,
        method=request.method, path=request.path, body=request.get_data(cache=True), sealed=sealed,
    )  # fmt: skip


def _stored_answer() -> Response | None:
    slot: Slot | None = g.get("slot")
    if slot is None:
        return None
    runtime = edge().runtime
    with runtime.read_sessions() as session:
        return slot.stored(session, runtime.clock())


def _idempotency_key() -> str:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    if not 1 <= len(key) <= LONGEST_KEY or not all("!" <= letter <= "~" for letter in key):
        raise MalformedRequest(
            f"Idempotency-Key has to be 1 to {LONGEST_KEY} characters without spaces.", code="idempotency_key_is_wrong"
        )
    return key
