"""One commission told through the API, with the databases copied at the moments at which there is most to call."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from flask import Flask

from deploy.demo import asking, co_writing, getting_ready, panel, tender
from deploy.demo.cast import Story
from deploy.demo.clock import SteppedClock
from deploy.demo.material import Sample, read_sample
from deploy.embedded import System
from deploy.services import NAMES, create_app
from shared.roles import Role
from shared.runtime import Runtime, make_runtime
from shared.settings import Settings
from tests.ring import ring_in

SECRET = "a secret for tests only, long enough"
SETUP_CODE = "SETUP-CODE-FOR-TESTS"
_PEOPLE = {
    Role.COMMISSIONER: "commissioner_1", Role.FACILITATOR: "facilitator_1", Role.EVALUATOR: "evaluator_1",
    Role.BOARD_MEMBER: "board_members", Role.AUDITOR: "auditors", Role.YOUNG_PERSON: "young_2",
}  # fmt: skip
_BIDDER = "bidder"
WRITING, BIDDING, SCORING, LOCKED, AWARDED, SIGNED = "writing", "bidding", "scoring", "locked", "awarded", "signed"


def settings_at(folder: Path, keys: Path) -> Settings:
    url = f"sqlite:///{folder}/{{service}}.sqlite"
    return Settings(url, SECRET, SETUP_CODE, bid_keys=ring_in(keys))


@dataclass(frozen=True)
class Said:
    """What somebody sent in the story, and it was accepted; now or later in the story."""

    method: str
    path: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Moment:
    """The commission as it was at one time: its databases, somebody signed in per role, and the ids of things."""

    folder: Path
    now: datetime
    tokens: dict[Role, str]
    ids: dict[str, list[str]]
    said: list[Said]

    @property
    def commission_id(self) -> str:
        return self.ids["commission_id"][0]


class Copy:
    """One service of a moment, in a folder of its own, that can be put back to how it was."""

    def __init__(self, moment: Moment, service: str, folder: Path) -> None:
        self._kept = moment.folder / f"{service}.sqlite"
        self._file = folder / f"{service}.sqlite"
        shutil.copyfile(self._kept, self._file)
        self.runtime: Runtime = make_runtime(
            service, settings_at(folder, moment.folder.parent), clock=lambda: moment.now
        )
        self.app: Flask = create_app(service)(self.runtime)

    def put_back(self) -> None:
        """Forget what was done since."""
        self.runtime.close()
        _copy(self._kept, self._file)


def _copy(source: Path, target: Path) -> None:
    kept, file = sqlite3.connect(source), sqlite3.connect(target)
    kept.backup(file)
    kept.close()
    file.close()


def _say_nothing(_line: str) -> None:
    pass


class Told:
    """The story, told step by step, and its moments."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._clock = SteppedClock(datetime(2026, 9, 7, 9, 0, tzinfo=UTC))
        (folder / "live").mkdir()
        self._system = System(settings_at(folder / "live", folder), self._clock.now)
        self._clock.carry = self._system.settle
        self._system.settle()
        transport = httpx.WSGITransport(app=self._system.wsgi)
        hooks = {"response": [self._keep]}
        self._client = httpx.Client(transport=transport, base_url="http://localhost", event_hooks=hooks)
        sample = read_sample()
        plan = getting_ready.plan_of(self._clock.now().date(), sample.commission, {})
        asked = asking.System(self._client, self._clock)
        self._story = Story(asked, sample, _say_nothing, SETUP_CODE, plan)
        self._said: list[Said] = []
        self.moments: dict[str, Moment] = {}
        for name, steps in self._stages(sample):
            for step in steps:
                step()
            self.moments[name] = self._moment(name)
        self._client.close()
        self._system.stop()

    def _stages(self, sample: Sample) -> list[tuple[str, list[Callable[[], object]]]]:
        story = self._story

        def write() -> None:
            getting_ready.start_commission(story)
            getting_ready.invite_everybody(story)
            co_writing.write_clauses(story)
            co_writing.set_criteria(story)

        def publish() -> None:
            co_writing.sign(story)
            getting_ready.register_providers(story)
            self._closes_at = tender.publish(story)
            self._draft_a_bid()

        def open_bids() -> None:
            story.bid_ids.pop(_BIDDER)
            story.people.pop(_BIDDER)
            tender.bid(story, self._closes_at)
            tender.open_together(story)
            panel.form_and_practise(story)

        def award() -> None:
            panel.choose(story)
            self._ends_at = tender.award(story)

        def sign() -> None:
            self._clock.go_to(self._ends_at)
            tender.sign_contract(story)

        return [
            (WRITING, [write]),
            (BIDDING, [publish]),
            (SCORING, [open_bids]),
            (LOCKED, [lambda: panel.score_alone(story), lambda: panel.moderate(story)]),
            (AWARDED, [award]),
            (SIGNED, [sign]),
        ]

    def _keep(self, answer: httpx.Response) -> None:
        request = answer.request
        if answer.is_success and request.content:
            self._said.append(Said(request.method, request.url.path, json.loads(request.content)))

    def _draft_a_bid(self) -> None:
        """Let somebody who is not in the sample begin a bid, so that there is one while bids are taken."""
        story = self._story
        words = {"kind": "provider", "email": "bidder@example.org", "name": "A bidder", "passphrase": "nine wet spoons"}
        holder_id = story.system.act(None, "/people/accounts", words)["holder_id"]
        story.people[_BIDDER] = asking.Person(_BIDDER, words["email"], words["passphrase"], holder_id)
        story.act(_BIDDER, "/tendering/organisations", {"name": "A bidder's organisation"})
        story.act(_BIDDER, story.at("people", "/provider-seats"))
        answers = [{"criterion_id": each, "text": "We listen."} for each in story.criterion_ids.values()]
        drafted = {"answers": answers, "price": "100000.00"}
        story.bid_ids[_BIDDER] = story.act(_BIDDER, story.at("tendering", "/bids"), drafted)["bid_id"]

    def _moment(self, name: str) -> Moment:
        tokens = {role: self._sign_in(key) for role, key in self._who().items()}
        self._system.settle()
        folder = self._folder / name
        folder.mkdir()
        for service in NAMES:
            _copy(self._folder / "live" / f"{service}.sqlite", folder / f"{service}.sqlite")
        return Moment(folder, self._clock.now(), tokens, self._ids(), self._said)

    def _who(self) -> dict[Role, str]:
        found = {}
        for role, key in _PEOPLE.items():
            found[role] = key if key in self._story.people else self._story.keys_of(key)[0]
        bidder = _BIDDER if _BIDDER in self._story.people else f"provider_{self._story.sample.assessed()[1]}"
        return {**found, Role.PROVIDER: bidder} if bidder in self._story.people else found

    def _sign_in(self, key: str) -> str:
        person = self._story.person(key)
        words = {"sign_in_name": person.sign_in_name, "passphrase": person.passphrase}
        answer = self._client.post("/people/sign-ins", json=words)
        return str(answer.json()["token"])

    def _ids(self) -> dict[str, list[str]]:
        story = self._story
        found = {
            "commission_id": [story.commission_id],
            "criterion_id": list(story.criterion_ids.values()),
            "clause_id": list(story.clause_ids.values()),
            "organisation_id": list(story.organisation_ids.values()),
            "bid_id": list(story.bid_ids.values()),
            "seat_id": [person.seat_id for person in story.people.values() if person.seat_id],
            "young_people": [story.seat(key) for key in story.keys_of("young_people")],
            "adults": [story.seat(key) for key in story.keys_of("evaluators")],
            "message_id": [],
        }
        young = story.keys_of("young_people")[1]
        messages = story.read(young, "/notifications/messages")
        found["message_id"] = [str(each["message_id"]) for each in messages]
        return {name: values for name, values in found.items() if values}
