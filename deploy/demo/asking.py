"""Asking the running system, as one of its people: signed in, patient, and never doing a thing twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import httpx

from deploy.demo.clock import StoryClock

# What a service answers while an event that it needs is still on its way, or while it restarts.
_NOT_YET = frozenset({401, 403, 404, 409, 502, 503, 504})
# What no waiting mends: invites and the setup code are known at once, or never.
_FOR_GOOD = frozenset({"invite_is_not_good"})
_RENEW_BEFORE = timedelta(minutes=2)
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


@dataclass(frozen=True)
class Request:
    """What is asked. A change carries a key, so that it has one effect however often it is asked."""

    method: str
    path: str
    body: dict[str, Any] | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers of a new act, with a key of its own; none where nothing is changed."""
        return {} if self.method == "GET" else {"Idempotency-Key": str(uuid4())}


class System:
    """The running system, behind one address."""

    def __init__(self, client: httpx.Client, clock: StoryClock) -> None:
        self.clock = clock
        self._client = client
        self.acts = 0

    def act(self, who: Person | None, path: str, body: dict[str, Any] | None = None, *, method: str = "POST") -> Any:
        """Change something. Asked again with the same key while what it needs may still be on its way."""
        self.acts += 1
        return self._insist(who, Request(method, path, body))

    def read(self, who: Person | None, path: str, until: Callable[[Any], bool] = lambda _: True) -> Any:
        """Look at something, again and again until it is as expected."""
        return self._insist(who, Request("GET", path), until)

    def refused(self, who: Person | None, request: Request, *, status: int, code: str) -> dict[str, Any]:
        """Try what must not work, and return the problem document that says why it did not."""
        answer = self._send(who, request, request.headers())
        problem = _problem(answer)
        if (answer.status_code, problem.get("code")) != (status, code):
            message = f"{request.method} {request.path} should have been refused with {status} {code}: {_told(answer)}"
            raise StoryWentWrong(message)
        return problem

    def read_page(self, who: Person, path: str) -> str:
        """Look at a page, signed in with its form as a browser would be; nothing of that stays."""
        try:
            words = {"sign_in_name": who.sign_in_name, "passphrase": who.passphrase, "next": "/"}
            self._send_form("/people/sign-in", words)
            for _ in self.clock.attempts():
                answer = self._client.get(path)
                if answer.is_success:
                    return answer.text
        finally:
            self._client.cookies.clear()
        raise StoryWentWrong(f"The page {path} did not open for {who.key}: {_told(answer)}")

    def send_page(self, path: str, typed: dict[str, str]) -> None:
        """Send a page's form, as somebody whom nobody knows; nothing of them stays."""
        self.acts += 1
        try:
            self._send_form(path, typed)
        finally:
            self._client.cookies.clear()

    def _send_form(self, path: str, typed: dict[str, str]) -> None:
        page = self._client.get(path)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        if token is None:
            raise StoryWentWrong(f"The page {path} has no form: {page.status_code}")
        answer = self._client.post(path, data={"csrf_token": unescape(token[1]), **typed})
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise StoryWentWrong(f"The form of {path} was not taken: {answer.status_code}")

    def _insist(self, who: Person | None, request: Request, until: Callable[[Any], bool] = lambda _: True) -> Any:
        headers = request.headers()
        told = ""
        for _ in self.clock.attempts():
            try:
                answer = self._send(who, request, headers)
            except httpx.TransportError as error:
                told = f"no answer ({error})"
                continue
            told = _told(answer)
            if answer.is_success:
                found = answer.json() if answer.content else None
                if until(found):
                    return found
            elif answer.status_code not in _NOT_YET or _problem(answer).get("code") in _FOR_GOOD:
                break
        asker = who.key if who else "somebody"
        message = f"{request.method} {request.path}, asked by {asker}, did not come right: {told}"
        raise StoryWentWrong(message)

    def _send(self, who: Person | None, request: Request, headers: dict[str, str]) -> httpx.Response:
        sent = headers if who is None else {**headers, "Authorization": f"Bearer {self._token(who)}"}
        return self._client.request(request.method, request.path, json=request.body, headers=sent)

    def _token(self, who: Person) -> str:
        now = self.clock.now()
        if who.token and now < who.token_ends_at - _RENEW_BEFORE:
            return who.token
        found = self._renewed(who)
        if found is None:
            words = {"sign_in_name": who.sign_in_name, "passphrase": who.passphrase}
            found = self._insist(None, Request("POST", "/people/sign-ins", words))
            who.renewal = str(found["renewal"])
        who.token = str(found["token"])
        who.token_ends_at = datetime.fromisoformat(found["expires_at"])
        return who.token

    def _renewed(self, who: Person) -> dict[str, Any] | None:
        """Return the next token of the session, or None where it is over: then it is time to sign in again."""
        if not who.renewal:
            return None
        request = Request("POST", "/people/tokens", {"renewal": who.renewal})
        try:
            answer = self._send(None, request, request.headers())
        except httpx.TransportError:
            return None
        return dict(answer.json()) if answer.is_success else None


def _problem(answer: httpx.Response) -> dict[str, Any]:
    """Return the problem document of an answer; an empty one where there is none."""
    is_one = answer.headers.get("Content-Type", "").startswith("application/problem+json")
    return dict(answer.json()) if is_one else {}


def _told(answer: httpx.Response) -> str:
    limit = 600
    problem = _problem(answer)
    if not problem.get("detail"):
        return f"{answer.status_code} {answer.text[:limit]}"
    wrong = f" {problem['errors']}"[:limit] if problem.get("errors") else ""
    return f"{problem['detail']} ({answer.status_code} {problem.get('code')}){wrong}"
