"""What a browser keeps between pages: one signed cookie, the same for all services at one address.

In it are the CSRF secret and, once somebody has signed in, their token and the secret that renews it. Scripts cannot
read it (HttpOnly), other sites cannot send it with a form (SameSite), and with an https address it travels over https
alone and cannot be set by another host or for one path only (the `__Host-` prefix, RFC 6265bis).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, after_this_request, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from shared.settings import Settings

_NAME = "coproduce"
_DEVICE = "coproduce-device"
_DEVICE_KEPT_FOR = timedelta(days=180)
# A tablet in a workshop is used by many.
_MOST_MARKS = 12
_MARK = re.compile(r"[\w-]{1,40}\.[0-9a-f]{32}")


class _OneCookie(SecureCookieSessionInterface):
    """Takes the cookie only where there is one of its name.

    A second one can only come from another path or host that wants its own to be taken for ours. It is not answered
    with a new one either: that would take the place of ours.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self._is_tossed(app, request):
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not self._is_tossed(app, request):
            super().save_session(app, session, response)

    def _is_tossed(self, app: Flask, asked: Request) -> bool:
        return len(asked.cookies.getlist(self.get_cookie_name(app))) > 1


def set_up_browser_session(app: Flask, settings: Settings) -> None:
    """Give an application the cookie. The key is made from the deployment's secret, which signs nothing itself."""
    secure = settings.address.startswith("https://")
    app.secret_key = hmac.new(settings.secret.encode(), b"browser session", hashlib.sha256).digest()
    app.session_interface = _OneCookie()
    app.config.update(
        SESSION_COOKIE_NAME=f"__Host-{_NAME}" if secure else _NAME, SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
    )  # fmt: skip


def keep_sign_in(signed_in: dict[str, Any], kind: str) -> None:
    """Keep a new sign-in (token, renewal, device). All that was kept before goes, against session fixation."""
    forget_sign_in()
    session.update(token=signed_in["token"], renewal=signed_in["renewal"], kind=kind)
    _mark_device(str(signed_in["device"]))


def kept_marks(asked: Request) -> tuple[str, ...]:
    """Return the marks by which this device is known to people who signed in on it before.

    They stay when somebody signs out. Each is sealed, so it does not matter who put the cookie there.
    """
    found = " ".join(value for name in _device_names() for value in asked.cookies.getlist(name))
    return tuple(_MARK.findall(found))[:_MOST_MARKS]


def _device_names() -> tuple[str, str]:
    return f"__Host-{_DEVICE}", _DEVICE


def _mark_device(mark: str) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    marks = [mark, *(each for each in kept_marks(request) if each != mark)][:_MOST_MARKS]

    @after_this_request
    def keep(answer: Response) -> Response:
        answer.set_cookie(
            _device_names()[0 if secure else 1], " ".join(marks), max_age=_DEVICE_KEPT_FOR, secure=secure,
            httponly=True, samesite="Lax", path="/",
        )  # fmt: skip
        return answer


def keep_first_step(holder_id: str, until: datetime) -> None:
    """Keep, until then, that somebody gave the right passphrase here. It signs nobody in. What was kept before goes."""
    forget_sign_in()
    session["first_step"] = [holder_id, until.timestamp()]


def kept_first_step(now: datetime) -> str:
    """Return who gave the right passphrase in this browser a moment ago, or an empty text."""
    holder_id, until = session.get("first_step", ("", 0))
    return str(holder_id) if now.timestamp() < until else ""


def keep_token(token: str) -> None:
    """Keep the next token of the same sign-in."""
    session["token"] = token


def forget_sign_in() -> None:
    """Keep nothing of this browser any more, its CSRF secret included."""
    session.clear()
    g.pop("csrf_token", None)


def browser_mark() -> str:
    """Return what tells this browser from others until it signs in or out: random, made where there is none."""
    if "mark" not in session:
        session["mark"] = secrets.token_urlsafe(16)
    return str(session["mark"])


def kept_token() -> str:
    """Return the token of whoever signed in with this browser, or an empty text."""
    return str(session.get("token", ""))


def kept_renewal() -> str:
    """Return the secret that gets a new token, or an empty text."""
    return str(session.get("renewal", ""))


def kept_kind() -> str:
    """Return the kind of account that signed in, or an empty text: for what a page shows, never for what it lets."""
    return str(session.get("kind", ""))
