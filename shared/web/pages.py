"""Pages: one declaration says the address, who may come, and, for a form, what it asks for and what it does.

A page calls the same use cases as the JSON routes. It lets in whoever has a token: from the browser's cookie or, for
programs, from the Authorization header. Every page that changes something is a form, and every form has a CSRF token.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from flask import Blueprint, Flask, Response, flash, g, make_response, redirect, request
from flask import render_template as _render
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from shared.access.caller import Caller
from shared.access.tokens import NotSignedIn, TokenExpired
from shared.access.who import Who, signed_in
from shared.canonical import canonical_hash
from shared.errors import DomainError
from shared.idempotency import AnsweredAlready, Slot, slot_for
from shared.web.browser_session import forget_sign_in, kept_token
from shared.web.forms import PageForm
from shared.web.problems import status_of
from shared.web.routing import Act, Declaration, Read, bearer_token, commission_in_address, edge, text_values

FormT = TypeVar("FormT", bound=PageForm)
Answer = str | Response
_SEE_OTHER = 303


class FormIsIncomplete(DomainError):
    """Something in the form is missing or cannot be read. The form itself says what."""


class FormPage(Generic[FormT]):
    """A page with a form: `show` renders it, and the function given to `act` does what it asks for."""

    def __init__(
        self, show: Callable[..., str], form: type[FormT], who: Who, *, once: bool, largest: int | None, sealed: bool
    ) -> None:
        self.show, self.form, self.who = show, form, who
        self.once, self.largest, self.sealed = once, largest, sealed
        self.does: Callable[..., Any] | None = None

    def act(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Declare what the form does: (act, form, **path) returns an answer, mostly `done(...)`.

        One form sent is one transaction. A DomainError that is raised rolls it back; one that is returned, such as a
        wrong passphrase that was counted, is kept. Either way the form comes back with it, and with what was typed.
        """
        self.does = function
        return function


class Pages:
    """The pages of one service. Their addresses start with `prefix`: /<service>, or nothing for pages at the root."""

    def __init__(self, service: str, *, prefix: str | None = None) -> None:
        self.service = service
        self.blueprint = Blueprint(f"{service}_pages", __name__, url_prefix=f"/{service}" if prefix is None else prefix)
        self.declarations: dict[str, Declaration] = {}
        self.signals: set[str] = set()

    def page(
        self, path: str, *, who: Who, sealed: bool = False, arrives: bool = False
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a page to read. The function gets (read, **path) and returns HTML or an answer.

        arrives: a form that was on its way elsewhere may be led here (POST). It is read, and nothing is done with it.
        """

        def declare(function: Callable[..., Any]) -> Callable[..., Any]:
            def view(**path_values: Any) -> Response:
                return _shown(who, lambda read: function(read, **text_values(path_values)))

            methods = ["GET", "POST"] if arrives else ["GET"]
            self._add(path, function.__name__, view, methods, Declaration(who, sealed, changes=False))
            return function

        return declare

    def form(
        self,
        path: str,
        *,
        who: Who,
        form: type[FormT],
        sealed: bool = False,
        once: bool = True,
        largest: int | None = None,
    ) -> Callable[[Callable[..., str]], FormPage[FormT]]:
        """Declare a page with a form. The function gets (read, form, **path) and returns HTML.

        once: the same form sent twice, as by a double click, has one effect and the first answer.
        largest: how many bytes it takes, where that is more than all others do. Whoever may not come in sends none.
        """

        def declare(show: Callable[..., str]) -> FormPage[FormT]:
            page = FormPage(show, form, who, once=once, largest=largest, sealed=sealed)

            def view(**path_values: Any) -> Response:
                # The clock is read when the request is here in full.
                values = text_values(path_values)
                return _shown(who, lambda read: show(read, form(formdata=None), **values))

            def send(**path_values: Any) -> Response:
                return _sent(page, text_values(path_values))

            self._add(path, show.__name__, view, ["GET"], Declaration(who, sealed, changes=False))
            self._add(path, f"send_{show.__name__}", send, ["POST"], Declaration(who, sealed, changes=True))
            return page

        return declare

    def signal(
        self, path: str, *, who: Who, sealed: bool = False
    ) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
        """Declare an address that tells a page of ours something, for whoever may see it; it is no page itself."""

        def declare(function: Callable[..., Response]) -> Callable[..., Response]:
            def view(**path_values: Any) -> Response:
                return _shown(who, lambda read: function(read, **text_values(path_values)))

            self._add(path, function.__name__, view, ["GET"], Declaration(who, sealed, changes=False))
            self.signals.add(f"{self.blueprint.name}.{function.__name__}")
            return function

        return declare

    def passage(self, path: str, function: Callable[[], Response], *, who: Who) -> None:
        """Declare an address that only sends a browser on, with whatever it brought: GET and POST alike."""

        def view() -> Response:
            return function()

        self._add(path, function.__name__, view, ["GET", "POST"], Declaration(who, sealed=False, changes=False))

    def _add(
        self, path: str, name: str, view: Callable[..., Any], methods: list[str], declaration: Declaration
    ) -> None:
        self.declarations[f"{self.blueprint.name}.{name}"] = declaration
        self.blueprint.add_url_rule(path, name, view, methods=methods)

    def add_to(self, app: Flask, declared: dict[str, Declaration]) -> None:
        """Add these pages to an application, and what they declare to what it knows."""
        app.register_blueprint(self.blueprint)
        declared.update(self.declarations)
        app.extensions["coproduce_pages"].update(self.declarations.keys() - self.signals)


def render(template: str, **values: Any) -> str:
    """Render a template of this service or of `shared`."""
    return _render(template, **values)


def done(path: str, words: str = "") -> Response:
    """Go on to a page of ours, with a short notice of what was done."""
    if words:
        flash(words)
    answer = redirect(path, _SEE_OTHER)
    # The body is the address: a remembered answer keeps bodies, and must lead to the same page.
    answer.set_data(answer.headers["Location"])
    return answer  # type: ignore[return-value]


def whoever(read: Read) -> Caller | None:
    """Return who asks for a page that is open to anyone, or None where nobody is signed in.

    Raises TokenExpired, so that a browser gets its next token and comes back. What is no longer good is forgotten.
    """
    token = page_token()
    if not token:
        return None
    try:
        return edge().gate.let_in_token(read.session, token, signed_in(), None, read.now)
    except TokenExpired:
        raise
    except NotSignedIn:
        forget_sign_in()
        return None


def page_token() -> str:
    """Return the token of this request: of the Authorization header where there is one, else of the cookie."""
    return bearer_token() if "Authorization" in request.headers else kept_token()


def _shown(who: Who, show: Callable[[Read], Answer], status: int = 200) -> Response:
    runtime = edge().runtime
    now = runtime.clock()
    with runtime.read_sessions() as session:
        caller = edge().gate.let_in_token(session, page_token(), who, commission_in_address(), now)
        g.act = Read(session, caller, now, runtime)
        answer = make_response(show(g.act))
    if status != 200:  # noqa: PLR2004
        answer.status_code = status
    return answer


def _sent(page: FormPage[Any], values: dict[str, str]) -> Response:
    if page.largest is not None:
        _take_more(page.who, page.largest)
    request.get_data(cache=True, parse_form_data=True)
    if page.largest is not None:
        page.form.beforehand()
    try:
        answer = _act_once(page, values)
    except (AnsweredAlready, IntegrityError):
        # The same form came twice at the same moment: the other one was first, and now there is its answer.
        answer = _act_once(page, values)
    if isinstance(answer, Response):
        return answer
    form, error = answer
    if not isinstance(error, FormIsIncomplete):
        form.blame(error)
    status = 422 if isinstance(error, FormIsIncomplete) else status_of(error)
    return _shown(page.who, lambda read: page.show(read, form, **values), status)


def _take_more(who: Who, largest: int) -> None:
    """Let this request be larger than others, once it is known that it comes from somebody who may send it."""
    runtime = edge().runtime
    with runtime.read_sessions() as session:
        edge().gate.let_in_token(session, page_token(), who, commission_in_address(), runtime.clock())
    request.max_content_length = largest + 1


def _act_once(page: FormPage[Any], values: dict[str, str]) -> Response | tuple[PageForm, DomainError]:
    runtime = edge().runtime
    now: datetime = runtime.moment()
    form = None
    try:
        with runtime.sessions.begin() as session:
            caller = edge().gate.let_in_token(session, page_token(), page.who, commission_in_address(), now)
            g.act = Act(session, caller, now, runtime)
            form = page.form(request.form)
            if not form.validate():
                raise FormIsIncomplete("Something in the form is missing.")
            slot = _slot(page, form, caller.holder_id if caller else "")
            stored: Response | None = slot.stored(session, now) if slot else None
            if stored is not None:
                return stored
            found = _does(page)(g.act, form, **values)
            if isinstance(found, DomainError):
                return form, found
            answer = make_response(found)
            if slot is not None:
                slot.remember(session, answer, now)
            return answer
    except NotSignedIn:
        raise
    except DomainError as error:
        if form is None:
            raise
        return form, error


def _does(page: FormPage[Any]) -> Callable[..., Any]:
    if page.does is None:
        message = f"the form of {page.show.__name__} does nothing: give it a function with .act"
        raise TypeError(message)
    return page.does


def _slot(page: FormPage[Any], form: PageForm, holder_id: str) -> Slot | None:
    if not page.once:
        return None
    typed = {name: values for name, values in request.form.lists() if name != "csrf_token"}
    typed |= {f"file {name}": [_hash_of(each) for each in files] for name, files in request.files.lists()}
    # Whoever goes back and sends other words, or another file, with the same page means a new act.
    key = f"{form.once.data}:{canonical_hash(typed)}"[:200]
    return slot_for(
        secret=edge().runtime.settings.secret, holder_id=holder_id, key=key, method="POST", path=request.path, body=b"",
        sealed=page.sealed,
    )  # fmt: skip


def _hash_of(sent: FileStorage) -> str:
    sent.stream.seek(0)
    found = hashlib.file_digest(sent.stream, hashlib.sha256).hexdigest()  # type: ignore[arg-type]
    sent.stream.seek(0)
    return found
