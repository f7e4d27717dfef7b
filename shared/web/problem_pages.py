"""What went wrong, as a page: what is wrong, what to do, and what was typed is still there."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, has_request_context, render_template, request, session
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import RequestEntityTooLarge

from shared.web.forms import PageForm, line, secret, send
from shared.web.strangers import comes_from_elsewhere

# How the youngest sign in; the four fields are in this order.
PICTURE_FIELDS = ("first_picture", "second_picture", "third_picture", "fourth_picture")
_NEVER_KEPT = frozenset(
    {"passphrase", *PICTURE_FIELDS, "second_code", "credential", "csrf_token", "once", "kept", "next"}
)
_MOST_KEPT = 200_000


class SignInForm(PageForm):
    """Sign in, from wherever somebody was. `next`: where to go on; `kept`: what was typed there, as JSON."""

    sign_in_name = line(
        _l("Nickname or email address"), needed=_l("Write your nickname, or your email address."), most=320,
        autocomplete="username", spellcheck="false", autocapitalize="none",
    )  # fmt: skip
    passphrase = secret(
        _l("Passphrase"), needed=_l("Write your passphrase."), autocomplete="current-password",
    )  # fmt: skip
    button = send(_l("Sign in"))


def wants_page() -> bool:
    """Say whether this request is a person's: for a page, or, where there is nothing, from a browser."""
    if not has_request_context():
        return False
    if request.endpoint is not None:
        return request.endpoint in current_app.extensions["coproduce_pages"]
    accepted = request.accept_mimetypes
    return "text/html" in str(accepted) and accepted.best_match(["application/json", "text/html"]) == "text/html"


def problem_page(status: int, code: str, detail: str, members: dict[str, Any]) -> Response:
    """Return the page for a problem. Who is not signed in signs in right there, and goes on."""
    kept = typed_so_far()
    if status == HTTPStatus.UNAUTHORIZED:
        # A token that is no longer good keeps nothing alive, and a form signs in anew.
        for name in ("token", "renewal", "kind"):
            session.pop(name, None)
        page = render_template("sign_in_first.html", code=code, form=SignInForm(formdata=None), **going_on(kept))
    else:
        title, advice = _words(status)
        words = {"title": title, "advice": advice, "detail": detail, "code": code, "status": status}
        page = render_template("problem.html", kept=kept, again=request.full_path.rstrip("?"), members=members, **words)
    return Response(page, status, content_type="text/html; charset=utf-8")


def typed_so_far() -> list[tuple[str, str]]:
    """Return what this request's form brought, without secrets; nothing where it is too much to hand back."""
    if request.method != "POST" or request.endpoint not in current_app.extensions["coproduce_pages"]:
        return []
    if comes_from_elsewhere(request, current_app.extensions["coproduce_edge"].runtime.settings):
        return []
    try:
        typed = [(name, value) for name, value in request.form.items(multi=True) if name not in _NEVER_KEPT]
    except RequestEntityTooLarge:
        return []
    return typed if sum(len(value) for _, value in typed) <= _MOST_KEPT else []


def going_on(kept: list[tuple[str, str]]) -> dict[str, str]:
    """Return the hidden fields with which a sign-in leads back: where to, and what was typed there."""
    return {"next_path": request.full_path.rstrip("?"), "kept": written_kept(kept)}


def written_kept(kept: list[tuple[str, str]]) -> str:
    """Write what was typed as `read_kept` reads it; empty where there is nothing."""
    return json.dumps(kept) if kept else ""


def read_kept(text: str) -> list[tuple[str, str]]:
    """Read what `written_kept` wrote; nothing where it is not of that form."""
    try:
        found = json.loads(text) if len(text) <= 2 * _MOST_KEPT else []
    except ValueError:
        return []
    pairs = found if isinstance(found, list) else []
    return [
        (each[0], each[1])
        for each in pairs
        if isinstance(each, list) and len(each) == 2 and all(isinstance(part, str) for part in each)  # noqa: PLR2004
        and each[0] not in _NEVER_KEPT
    ]  # fmt: skip


def local_path(path: str, otherwise: str = "/") -> str:
    """Return a path on this address, or `otherwise` for anything that could lead elsewhere."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if plain else otherwise


def csrf_token() -> str:
    """Return the CSRF token for a form that is written by hand in a template."""
    return str(generate_csrf())


def _words(status: int) -> tuple[str, str]:
    known = {
        400: (gettext("We could not read that"), gettext("Please go back and try again.")),
        403: (
            gettext("This page is not for you"),
            gettext("If you think it should be, ask the person who invited you."),
        ),
        404: (gettext("There is nothing here"), gettext("The address may be wrong, or the page may be gone.")),
        405: (gettext("That does not work here"), gettext("Please go back and try again.")),
        409: (gettext("That cannot be done now"), gettext("Something has changed. Have a look, then try again.")),
        413: (gettext("That is too much at once"), gettext("Please send less.")),
        422: (gettext("Something is not right yet"), gettext("Please change it and try again.")),
        429: (gettext("Please wait a little"), gettext("Then try again.")),
        503: (gettext("We cannot reach our records"), gettext("Nothing was changed. Please try again in a minute.")),
    }
    return known.get(status, (gettext("Something went wrong"), gettext("It is our fault. Nothing was changed.")))
