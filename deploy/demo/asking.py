"""Asking the running system, as one of its people: signed in, patient, and never doing a thing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from deploy.demo.clock import StoryClock

# What a service answers while an event that it needs is still on its way, or while it restarts.
_NOT_YET = frozenset({401, 403, 404, 409, 502, 503, 504})
_RENEW_BEFORE = timedelta(minutes=2)
# A session can be renewed for 12 hours; an hour less is safe.
_SESSION = timedelta(hours=11)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class StoryWentWrong(Exception):
    """Something that should have succeeded was refused, or the other way round. The message says what and where."""


@dataclass
class Person:
    """Somebody in the story, and how they sign in."""

    key: str
    sign_in_name: str
    passphrase: str
    holder_id: str = ""
    seat_id: str = ""
    renewal: str = ""
    token: str = ""
    token_ends_at: datetime = _LONG_AGO
    session_ends_at: datetime = _LONG_AGO


class System:
    """The running system, behind one address."""

    def __init__(self, client: httpx.Client, clock: StoryClock) -> None:
        self.clock = clock
        self._client = client
        self.acts = 0

    def act(self, who: Person | None, path: str, body: dict[str, Any] | None = None, *, method: str = "POST") -> Any:
        """Change something. Asked again with the same key while what it needs may still be on its way."""
        self.acts += 1
        return self._insist(who, method, path, body, {"Idempotency-Key": str(uuid4())}, lambda _: True)

    def read(self, who: Person | None, path: str, until: Callable[[Any], bool] = lambda _: True) -> Any:
        """Look at something, again and again until it is as expected."""
        return self._insist(who, "GET", path, None, {}, until)

    def refused(
        self, who: Person | None, path: str, body: dict[str, Any] | None, *, status: int, code: str, method: str = "POST"
    ) -> dict[str, Any]:
        """Try what must not work, and return the problem document that says why it did not."""
        answer = self._send(who, method, path, body, {"Idempotency-Key": str(uuid4())} if method != "GET" else {})
        problem: dict[str, Any] = answer.json() if answer.content else {}
        if (answer.status_code, problem.get("code")) != (status, code):
            message = f"{method} {path} should have been refused with {status} {code}, but: {_told(answer)}"
            raise StoryWentWrong(message)
        return problem

    def _insist(
        self, who: Person | None, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str],
        until: Callable[[Any], bool],
    ) -> Any:  # fmt: skip
        told = ""
        for _ in self.clock.attempts():
            try:
                answer = self._send(who, method, path, body, headers)
            except httpx.TransportError as error:
                told = f"no answer ({error})"
                continue
            told = _told(answer)
            if answer.is_success:
                found = answer.json() if answer.content else None
                if until(found):
                    return found
            elif answer.status_code not in _NOT_YET:
                break
        message = f"{who.key if who else 'Somebody'} asked {method} {path}, and it did not come right: {told}"
        raise StoryWentWrong(message)

    def _send(
        self, who: Person | None, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]
    ) -> httpx.Response:
        sent = dict(headers)
        if who is not None:
            sent["Authorization"] = f"Bearer {self._token(who)}"
        return self._client.request(method, path, json=body, headers=sent)

    def _token(self, who: Person) -> str:
        now = self.clock.now()
        if who.token and now < who.token_ends_at - _RENEW_BEFORE:
            return who.token
        if who.renewal and now < who.session_ends_at:
            found = self._anew("/people/tokens", {"renewal": who.renewal})
        else:
            found = self._anew("/people/sign-ins", {"sign_in_name": who.sign_in_name, "passphrase": who.passphrase})
            who.renewal = str(found["renewal"])
            who.session_ends_at = now + _SESSION
        who.token = str(found["token"])
        who.token_ends_at = datetime.fromisoformat(found["expires_at"])
        return who.token

    def _anew(self, path: str, body: dict[str, Any]) -> Any:
        return self._insist(None, "POST", path, body, {"Idempotency-Key": str(uuid4())}, lambda _: True)


def _told(answer: httpx.Response) -> str:
    limit = 600
    return f"{answer.status_code} {answer.text[:limit]}"
