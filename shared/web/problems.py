"""Errors as problem documents (RFC 9457): a message for a person, a code for a program."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, redirect, request
from flask_babel import gettext
from marshmallow import fields
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from shared.access.tokens import NotSignedIn, TokenExpired
from shared.canonical import plain
from shared.errors import Conflict, DomainError, Fault, Invalid, NotAllowed, NotFound, TooMany
from shared.tracing import current_trace_id
from shared.web.browser_session import kept_renewal
from shared.web.forms import in_this_language
from shared.web.problem_pages import problem_page, wants_page
from shared.web.schemas import Response as ResponseSchema
from shared.web.sign_in import ConfirmationIsNeeded

_log = logging.getLogger(__name__)
PROBLEM_TYPE = "application/problem+json"
# Where a browser gets a new token for a sign-in that goes on: a page of `people`, found by its address alone.
RENEWAL = "/people/renewal"
# Where they prove once more that it is them, before what cannot be undone: only `people` knows how somebody can.
CONFIRM = "/people/confirm"
NOT_OURS = "This is not the address of this system. Use the address that you were given."
FROM_ELSEWHERE = "This was sent by a page of another website. Nothing was done."

STATUS_OF: Mapping[type[DomainError], int] = {
    NotSignedIn: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
    Fault: 503,
}

_FILE_TOO_LARGE = "The file is larger than is taken here. Choose a smaller one."
_WORDS = {
    400: ("malformed_request", "The request could not be read."),
    404: ("no_such_address", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method."),
    413: ("too_large", "The request is larger than 1 MiB, which is the most that is taken."),
    415: ("not_json", "Send the content as JSON, with Content-Type: application/json."),
    422: ("content_is_wrong", "Some of the content is not as it has to be."),
    429: ("too_many_requests", "Too many requests in a short time. Wait a little and try again."),
}


class Problem(ResponseSchema):
    """What went wrong, by RFC 9457."""

    type = fields.String(metadata={"description": "names the kind of problem"})
    title = fields.String(metadata={"description": "the kind of problem, in short"})
    status = fields.Integer()
    detail = fields.String(metadata={"description": "what is wrong and what to do, for a person"})
    code = fields.String(metadata={"description": "the kind of problem, for a program"})
    errors = fields.List(
        fields.Dict(keys=fields.String(), values=fields.String()),
        metadata={"description": "what is wrong with each field: field and message"},
    )


class MalformedRequest(Exception):
    """The request's bytes cannot be read as what they say they are."""

    def __init__(self, detail: str, status: int = 400, code: str = "malformed_request") -> None:
        super().__init__(detail)
        self.detail, self.status, self.code = detail, status, code


def status_of(error: DomainError) -> int:
    """Return the HTTP status of a domain error: the nearest family in the table, or 400."""
    return next((STATUS_OF[family] for family in type(error).__mro__ if family in STATUS_OF), 400)


def problem(status: int, code: str, detail: str, **members: Any) -> Response:
    """Build a problem document, or, for a person's page, a page that says the same."""
    if wants_page():
        return _headed(problem_page(status, code, gettext(detail), members), members)
    document = {
        **members,
        "type": f"urn:coproduce:problem:{code}", "title": code.replace("_", " ").capitalize(),
        "status": status, "detail": detail, "code": code,
    }  # fmt: skip
    # What the client sent may come back in it, and half of a surrogate pair cannot be written as UTF-8.
    text = json.dumps(plain(document), ensure_ascii=False).encode("utf-8", "replace")
    answer = Response(text, status, content_type=PROBLEM_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return _headed(answer, members)


def _headed(answer: Response, members: Mapping[str, Any]) -> Response:
    if "retry_after_seconds" in members:
        answer.headers["Retry-After"] = str(members["retry_after_seconds"])
    return answer


def problem_of(error: DomainError) -> Response:
    """Build the problem document of a domain error. What `people` can mend for a browser is sent there, and comes back.

    That is a token that has run out, and a confirmation that is needed. 307: a form on its way goes along.
    """
    mended_at = _mended_at(error) if wants_page() else ""
    if mended_at:
        return redirect(f"{mended_at}?next={quote(request.full_path.rstrip('?'))}", 307)  # type: ignore[return-value]
    words = in_this_language(error) if wants_page() else error.message
    return problem(status_of(error), error.code, words, **error.extra)


def _mended_at(error: DomainError) -> str:
    if isinstance(error, ConfirmationIsNeeded):
        return CONFIRM
    return RENEWAL if isinstance(error, TokenExpired) and kept_renewal() else ""


def _flatten(messages: Any, path: str = "") -> list[dict[str, str]]:
    if isinstance(messages, Mapping):
        found = []
        for name, inner in messages.items():
            step = "" if name in ("json", "query", "_schema") and not path else str(name)
            found += _flatten(inner, f"{path}.{step}".strip("."))
        return found
    texts = messages if isinstance(messages, list) else [messages]
    return [{"field": path, "message": str(text)} for text in texts]


def _on_http(error: HTTPException) -> Response:
    status = error.code or 500
    code, words = _WORDS.get(status, (HTTPStatus(status).phrase.lower().replace(" ", "_"), error.description or ""))
    usual = current_app.config["MAX_CONTENT_LENGTH"]
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and request.max_content_length != usual:
        words = _FILE_TOO_LARGE
    found = getattr(error, "data", None) or {}
    members: dict[str, Any] = {}
    if found.get("messages"):
        members["errors"] = _flatten(found["messages"])
        words = " ".join(f"{e['field'] or 'content'}: {e['message']}" for e in members["errors"][:5])
    answer = problem(status, code, words, **members)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _on_unexpected(error: Exception) -> Response:
    _log.error("a request failed", exc_info=error)
    trace_id = current_trace_id()
    words = "Something went wrong on our side. Nothing was changed. If you tell us, name this number:"
    told = gettext(words) if wants_page() else words
    return problem(500, "unexpected", f"{told} {trace_id}", trace_id=trace_id)


def _on_database_down(error: Exception) -> Response:
    _log.error("the database did not answer", exc_info=error)
    words = "We cannot reach our records right now. Nothing was changed. Please try again in a moment."
    return problem(503, "try_again", words, retry_after_seconds=5)


def _on_collision(error: IntegrityError) -> Response:
    _log.warning("two acts collided", exc_info=error)
    return problem(409, "changed_meanwhile", "Somebody changed this at the same moment. Look again, then try again.")


def _on_unfit(error: DataError) -> Response:
    """Answer what PostgreSQL keeps in no column: a zero among letters, a number or a text that is too large.

    Pages and shapes refuse what people type; this is for what only programs send, such as in an address.
    """
    _log.warning("something was sent that cannot be kept", exc_info=error)
    return problem(422, *_WORDS[422])


def register_problems(app: Flask) -> None:
    """Answer every error of this app with a problem document."""
    app.register_error_handler(DomainError, problem_of)
    app.register_error_handler(MalformedRequest, lambda e: problem(e.status, e.code, e.detail))
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(IntegrityError, _on_collision)
    app.register_error_handler(DataError, _on_unfit)
    for unreachable in (OperationalError, InterfaceError, PoolTimeoutError):
        app.register_error_handler(unreachable, _on_database_down)
    app.register_error_handler(Exception, _on_unexpected)
