"""All six services in one process with a clock of our own, and one person per role in each of two commissions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from flask import Flask

from deploy import embedded
from deploy.services import NAMES, create_app, create_root
from shared.roles import Role
from shared.runtime import Runtime
from shared.settings import Settings
from shared.web.problems import CONFIRM
from tests.ring import ring_in

SECRET = "a secret for tests only, long enough"
SETUP_CODE = "SETUP-CODE-FOR-TESTS"
PASSPHRASE = "seven purple lanterns in the rain"

PLAN = {
    "budget": "400000.00", "currency": "GBP", "regime": "below_threshold", "standstill_promise_working_days": 0,
    "shares": {"young_people": "60", "adults": "20", "price": "20"}, "price_formula": "lowest_over_price",
    "sign_off_quorum": 1, "choice_quorum": 3, "rung_aimed_at": "Co-production",
    "timetable": [{"stage": "co-writing", "begins_on": "2026-03-02"}],
}  # fmt: skip


@dataclass
class Commission:
    """A commission and the tokens of one person per role in it."""

    id: str
    tokens: dict[Role, str] = field(default_factory=dict)


class Town:
    """The services and the people of a test."""

    def __init__(self, folder: Path) -> None:
        self.now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
        self.settings = Settings(
            database_url=f"sqlite:///{folder}/{{service}}.sqlite",
            secret=SECRET,
            setup_code=SETUP_CODE,
            bid_keys=ring_in(folder),
        )
        self.system = embedded.System(self.settings, clock=lambda: self.now)
        self.system.settle()
        self.client = httpx.Client(
            transport=httpx.WSGITransport(app=self.system.wsgi, raise_app_exceptions=False),
            base_url="http://localhost",
        )  # fmt: skip

    def apps(self) -> dict[str, Flask]:
        """The applications, by service, and the root's pages."""
        found = {name: create_app(name)(self.system.runtimes[name]) for name in NAMES}
        return {**found, "root": create_root()(self.system.runtimes["decision_trail"])}

    def runtime(self, name: str) -> Runtime:
        return self.system.runtimes[name]

    def ask(self, method: str, path: str, token: str = "", body: Any = None, status: int | None = None) -> Any:
        """Send a request, deliver what it caused, and return the answer's content."""
        answer = self.send(method, path, token, body)
        assert status is None or answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        assert status is not None or answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        self.system.settle()
        return answer.json() if answer.content else None

    def send(self, method: str, path: str, token: str = "", body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.client.request(method, path, json=body, headers=headers)

    @staticmethod
    def problem_code(answer: httpx.Response) -> str:
        """The kind of problem that an answer tells of, whether it is a document or a page; empty where it is none.

        Who has to confirm on a page is led to where they can.
        """
        if answer.is_redirect and urlsplit(answer.headers["location"]).path == CONFIRM:
            return "confirmation_is_needed"
        if "json" in answer.headers.get("content-type", ""):
            return str(answer.json().get("code", ""))
        found = re.search(r'data-problem="([a-z_]+)"', answer.text)
        return found[1] if found else ""

    def account(self, kind: str, invite_code: str | None = None, name: str | None = None) -> str:
        """Make an account and return a token for it."""
        email = f"{uuid4().hex[:12]}@example.org"
        body = {"kind": kind, "email": email, "name": name or f"Person {email[:6]}", "passphrase": PASSPHRASE}
        if kind == "staff":
            body["invite_code"] = invite_code or SETUP_CODE
        self.ask("POST", "/people/accounts", body=body)
        return self.sign_in(email)

    def sign_in(self, sign_in_name: str) -> str:
        found = self.ask("POST", "/people/sign-ins", body={"sign_in_name": sign_in_name, "passphrase": PASSPHRASE})
        return str(found["token"])

    def young_person(self, code: str, nickname: str | None = None, born_on: str = "2010-06-01") -> str:
        name = nickname or f"Nick {uuid4().hex[:8]}"
        body = {"invite_code": code, "nickname": name, "passphrase": PASSPHRASE, "born_on": born_on}
        self.ask("POST", "/people/young-people", body=body)
        return self.sign_in(name)

    def commission(self) -> Commission:
        """Start a commission and seat one person of each role."""
        officer = self.account("staff")
        body = {"title": "Somewhere to talk", "need": "Waiting takes too long.", "plan": PLAN}
        made = self.ask("POST", "/specification/commissions", officer, body)
        found = Commission(str(made["commission_id"]))
        found.tokens[Role.COMMISSIONER] = officer
        base = f"/people/commissions/{found.id}"
        for role in (Role.FACILITATOR, Role.EVALUATOR, Role.BOARD_MEMBER, Role.AUDITOR):
            invite = self.ask("POST", f"{base}/invites", officer, {"role": role, "places": 1, "days": 14})
            found.tokens[role] = self.account("staff", invite["code"])
        facilitator = found.tokens[Role.FACILITATOR]
        invite = self.ask("POST", f"{base}/invites", facilitator, {"role": "young_person", "places": 9, "days": 14})
        found.tokens[Role.YOUNG_PERSON] = self.young_person(invite["code"])
        provider = self.account("provider")
        self.ask("POST", f"{base}/provider-seats", provider)
        found.tokens[Role.PROVIDER] = provider
        return found

    def advance(self, by: timedelta) -> None:
        self.now += by

    def close(self) -> None:
        self.client.close()
        for runtime in self.system.runtimes.values():
            runtime.close()
