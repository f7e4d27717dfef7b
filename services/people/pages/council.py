"""Signing in with an account of the council's own: on the way to its provider, and back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, make_response, redirect, request, session
from werkzeug.datastructures import MultiDict

from services.people.openid import Provider
from services.people.pages.group import pages
from services.people.queries.council import identity_hash, spend_state
from services.people.rules.council import (
    CouncilAccountIsUnknown,
    CouncilProofIsNeeded,
    Proved,
    ProviderIsDown,
    Purpose,
    ReturnIsNotGood,
    Started,
    check_in_time,
)
from services.people.use_cases.confirm_with_council import confirm_with_council
from services.people.use_cases.sign_in_with_council import sign_in_with_council
from shared.access import Caller, accounts, anyone, fresh
from shared.access.tokens import NotSignedIn
from shared.errors import DomainError
from shared.roles import AccountKind
from shared.settings import Settings
from shared.web.browser_session import keep_sign_in, keep_token
from shared.web.forms import in_this_language
from shared.web.pages import done, page_token, render
from shared.web.problem_pages import local_path
from shared.web.problems import status_of
from shared.web.routing import Read, edge, origin_of

STAFF = accounts(AccountKind.STAFF)
_ON_THE_WAY, _PROVED = "council", "council_proved"
# Tabs of one browser; and an address that is longer than this does not fit into a cookie beside the rest.
_MOST_ON_THE_WAY, _LONGEST_NEXT = 3, 400
_SEE_OTHER = 303


@dataclass(frozen=True)
class Shown:
    """An account of the council that this browser has just shown. identity: its hash."""

    identity: str
    name: str
    email: str


def provider() -> Provider:
    """Return the provider of this deployment."""
    found: Provider = current_app.extensions["coproduce_openid"]
    return found


def start() -> Response:
    """Send a browser to the provider: to sign in, or to open an account."""
    runtime = edge().runtime
    if not runtime.settings.oidc_issuer:
        return done("/people/sign-in")
    opens = request.args.get("for") == Purpose.OPEN
    return _set_out(Purpose.OPEN if opens else Purpose.SIGN_IN, request.args.get("next", ""), runtime.clock())


pages.passage("/openid/start", start, who=anyone())


@pages.page("/openid/link", who=fresh(STAFF))
def link(read: Read) -> Response:
    """Send somebody who is signed in to the provider, to show which account there is theirs."""
    if not read.settings.oidc_issuer:
        return done("/people/council-account")
    return _set_out(Purpose.LINK, "", read.now)


@pages.page("/openid/confirm", who=STAFF)
def confirm_at_council(read: Read) -> Response:
    """Send somebody who is signed in to the provider, to be asked once more."""
    if not read.settings.oidc_issuer:
        return done("/people/confirm")
    return _set_out(Purpose.CONFIRM, request.args.get("next", ""), read.now)


def return_from_provider() -> Response:
    """Take what the provider says of somebody who comes back."""
    runtime = edge().runtime
    if not runtime.settings.oidc_issuer:
        return done("/people/sign-in")
    now = runtime.clock()
    started = Started("", Purpose.SIGN_IN, "/", now)
    try:
        started = _who_set_out(request.args)
        caller = _caller(now) if started.purpose is Purpose.CONFIRM else None
        session[_ON_THE_WAY] = [each for each in session[_ON_THE_WAY] if each[0] != started.state]
        check_in_time(started.begun_at, now)
        # In a transaction of its own: whatever comes of it, this was its one use; and none is open while we wait.
        with runtime.sessions.begin() as records:
            spend_state(records, runtime.settings, started.state, now)
        return _arrive(started, provider().whom(started, request.args, now), caller, now)
    except NotSignedIn:
        raise
    except DomainError as error:
        return _not_in(error, started)


pages.passage("/openid/return", return_from_provider, who=anyone())


def _set_out(purpose: Purpose, next_path: str, now: datetime) -> Response:
    path = local_path(next_path)
    # The cookie keeps whole seconds.
    begun_at = now.replace(microsecond=0)
    started = Started(secrets.token_urlsafe(32), purpose, path if len(path) <= _LONGEST_NEXT else "/", begun_at)
    try:
        address = provider().address_for(started, now)
    except ProviderIsDown as error:
        return _not_in(error, started)
    before = session.get(_ON_THE_WAY, [])[1 - _MOST_ON_THE_WAY :]
    session[_ON_THE_WAY] = [*before, [started.state, purpose.value, started.next_path, int(begun_at.timestamp())]]
    return redirect(address, _SEE_OTHER)  # type: ignore[return-value]


def _who_set_out(answer: MultiDict[str, str]) -> Started:
    """Return who was sent from this browser with this state. Raises ReturnIsNotGood."""
    for state, purpose, next_path, begun_at in session.get(_ON_THE_WAY, []):
        if secrets.compare_digest(state.encode(), answer.get("state", "").encode()):
            return Started(state, Purpose(purpose), next_path, datetime.fromtimestamp(begun_at, UTC))
    raise ReturnIsNotGood("This sign-in was not begun in this browser, or it was used already. Please start again.")


def _caller(now: datetime) -> Caller:
    here = edge()
    with here.runtime.read_sessions() as records:
        found = here.gate.let_in_token(records, page_token(), STAFF, None, now)
    if found is None:
        message = "nobody is known to ask, though staff have to be signed in here"
        raise TypeError(message)
    return found


def _arrive(started: Started, proved: Proved, caller: Caller | None, now: datetime) -> Response:
    runtime = edge().runtime
    settings = runtime.settings
    identity = identity_hash(settings, proved.issuer, proved.subject)
    if started.purpose is Purpose.CONFIRM and caller is not None:
        with runtime.sessions.begin() as records:
            found = confirm_with_council(records, settings, identity=identity, caller=caller, now=now)
        keep_token(found["token"])
        return done(started.next_path)
    if started.purpose is Purpose.SIGN_IN:
        try:
            with runtime.sessions.begin() as records:
                account, begun = sign_in_with_council(
                    records, settings, identity=identity, authenticated_at=proved.authenticated_at,
                    origin=origin_of(request), now=now,
                )  # fmt: skip
        except CouncilAccountIsUnknown:
            _keep_shown(proved, identity, now)
            return done("/people/council-account/unknown")
        keep_sign_in(begun, account.kind)
        return done(started.next_path)
    _keep_shown(proved, identity, now)
    return done("/people/open-account/council" if started.purpose is Purpose.OPEN else "/people/council-account/new")


def _keep_shown(proved: Proved, identity: str, now: datetime) -> None:
    session[_PROVED] = {"who": identity, "name": proved.name, "email": proved.email, "at": int(now.timestamp())}


def shown_here(now: datetime) -> Shown | None:
    """Return which account of the council this browser has shown in the last 10 minutes, or None."""
    kept: dict[str, Any] | None = session.get(_PROVED)
    if kept is None:
        return None
    try:
        check_in_time(datetime.fromtimestamp(kept["at"], UTC), now)
    except ReturnIsNotGood:
        return None
    return Shown(kept["who"], kept["name"], kept["email"])


def needed_here(now: datetime) -> Shown:
    """Return the same. Raises CouncilProofIsNeeded where there is none."""
    found = shown_here(now)
    if found is None:
        raise CouncilProofIsNeeded("First sign in with your council account once more.")
    return found


def forget_shown() -> None:
    """Use it no more."""
    session.pop(_PROVED, None)


def is_on(settings: Settings) -> bool:
    """Say whether staff of this deployment can sign in with an account of the council."""
    return bool(settings.oidc_issuer)


def _not_in(error: DomainError, started: Started) -> Response:
    """Say that it came to nothing, and what to do."""
    onward = f"next={quote(started.next_path)}"
    again = {
        Purpose.SIGN_IN: f"/people/openid/start?{onward}", Purpose.OPEN: "/people/openid/start?for=open",
        Purpose.LINK: "/people/council-account", Purpose.CONFIRM: f"/people/openid/confirm?{onward}",
    }  # fmt: skip
    words = {"detail": in_this_language(error), "code": error.code, "again": again[started.purpose]}
    answer = make_response(render("council_refused.html", **words))
    answer.status_code = 503 if isinstance(error, ProviderIsDown) else status_of(error)
    return answer
