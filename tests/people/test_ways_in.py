from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from services.people.app import create_app
from services.people.models.joining import WayIn
from services.people.rules.names import ReasonNamesSomebody
from services.people.rules.passphrases import PassphraseIsTooWeak
from services.people.rules.seats import NoSuchSeat
from services.people.rules.sessions import SignInIsWrong
from services.people.rules.way_in import MayNotLetIn, WayInIsNotGood
from services.people.use_cases.let_back_in import let_back_in
from services.people.use_cases.sign_in import sign_in
from services.people.use_cases.use_way_in import use_way_in
from shared.access import Caller
from shared.access.origin import Origin
from shared.contracts.people import SessionRevoked, WayInGiven
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.people.desk import PASSPHRASE, Desk
from tests.people.test_groups import refused
from tests.people.test_setting_up_pages import browser
from tests.visitor import Visitor

NEW = "five green kites over town"


def let_in(desk: Desk, host: Caller, seat_id: str, reason: str = "Forgot it.") -> tuple[WayIn, str]:
    with desk.session() as session:
        return let_back_in(
            session, desk.settings, commission_id=desk.commission_id, seat_id=seat_id, reason=reason, caller=host,
            now=desk.bench.now,
        )  # fmt: skip


def came_in(desk: Desk, code: str, passphrase: str = NEW) -> dict[str, Any]:
    with desk.session() as session:
        return use_way_in(
            session, desk.settings, code=code, passphrase=passphrase, origin=Origin(), now=desk.bench.now
        )  # fmt: skip


def signed_in(desk: Desk, name: str, passphrase: str) -> Any:
    with desk.session() as session:
        return sign_in(
            session, desk.settings, sign_in_name=name, passphrase=passphrase, origin=Origin(), now=desk.bench.now
        )


@pytest.fixture
def marzipan(desk: Desk) -> Caller:
    return desk.seated(Role.YOUNG_PERSON, desk.person(AccountKind.YOUNG_PERSON, name="Marzipan"))[1]


def test_a_facilitator_lets_somebody_back_in_on_the_record(desk: Desk, marzipan: Caller) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    before = signed_in(desk, "Marzipan", PASSPHRASE)
    way_in, code = let_in(desk, host, marzipan.seat)
    assert desk.events()[-1] == WayInGiven(
        commission_id=desk.commission_id, way_in_id=way_in.way_in_id, seat_id=marzipan.seat,
        expires_at=desk.bench.now + timedelta(minutes=15),
    )  # fmt: skip
    row = desk.bench.recorded()[-1]
    assert (row.actor, row.reason) == (host.seat, "Forgot it.")
    assert code not in str(desk.bench.recorded()) + str([vars(each) for each in desk.bench.rows(WayIn)])
    assert came_in(desk, code.lower().replace("-", " "))["holder_id"] == marzipan.holder_id
    ended = desk.events()[-1]
    assert isinstance(ended, SessionRevoked)
    assert ended.session_id == before["session_id"]
    assert isinstance(signed_in(desk, "Marzipan", PASSPHRASE), SignInIsWrong)
    assert "token" in signed_in(desk, "Marzipan", NEW)


def test_a_code_lets_in_once_and_for_fifteen_minutes(desk: Desk, marzipan: Caller) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    _, lost = let_in(desk, host, marzipan.seat)
    _, code = let_in(desk, host, marzipan.seat)
    refused(desk, WayInIsNotGood, came_in, lost)
    refused(desk, WayInIsNotGood, came_in, "AAAA-BBBB-CCCC")
    refused(desk, PassphraseIsTooWeak, came_in, code, "short")
    desk.advance(minutes=15, microseconds=-1)
    came_in(desk, code)
    refused(desk, WayInIsNotGood, came_in, code)
    _, late = let_in(desk, host, marzipan.seat)
    desk.advance(minutes=15)
    refused(desk, WayInIsNotGood, came_in, late)


def test_guesses_before_do_not_keep_whoever_was_let_in_out(desk: Desk, marzipan: Caller) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    for _ in range(5):
        signed_in(desk, "Marzipan", "wrong words")
    came_in(desk, let_in(desk, host, marzipan.seat)[1])
    assert "token" in signed_in(desk, "Marzipan", NEW)


def test_only_young_people_of_the_commission_are_let_in_and_nobody_lets_themselves_in(desk: Desk) -> None:
    ambassador, host = desk.seated(Role.FACILITATOR, desk.person(AccountKind.YOUNG_PERSON, born_on=date(2006, 1, 1)))
    _, own = desk.seated(Role.YOUNG_PERSON, ambassador)
    _, elsewhere = desk.seated(Role.YOUNG_PERSON, commission_id=new_id())
    _, adult = desk.seated(Role.EVALUATOR)
    for seat_id in (elsewhere.seat, adult.seat, host.seat, new_id()):
        refused(desk, NoSuchSeat, let_in, host, seat_id)
    refused(desk, MayNotLetIn, let_in, host, own.seat)


def test_the_reason_names_nobody(desk: Desk, marzipan: Caller) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    refused(desk, ReasonNamesSomebody, let_in, host, marzipan.seat, "Marzipan forgot it.")


def test_a_way_in_over_http(desk: Desk, marzipan: Caller) -> None:
    token = desk.sign_in(desk.seated(Role.FACILITATOR)[0])["token"]
    path = desk.at(f"/seats/{marzipan.seat}/way-in")
    given = desk.ask("POST", path, token, {"reason": "Forgot it."})
    assert given.status_code == 201
    used = desk.ask("POST", "/ways-in", body={"code": (given.json or {})["code"], "passphrase": NEW})
    assert (used.status_code, (used.json or {})["holder_id"]) == (201, marzipan.holder_id)
    officer = desk.sign_in(desk.seated(Role.COMMISSIONER)[0])["token"]
    assert desk.ask("POST", path, officer, {"reason": "Forgot it."}).status_code == 403


def test_a_way_in_by_pages(desk: Desk, marzipan: Caller) -> None:
    facilitator = browser(desk, desk.seated(Role.FACILITATOR)[0])
    setup = f"/people/commissions/{desk.commission_id}/setup"
    assert "Forgot the passphrase" in facilitator.open(f"{setup}/who").text
    facilitator.open(f"{setup}/seats/{marzipan.seat}/way-in").send(reason="Forgot it.")
    (code,) = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", facilitator.text)
    young = Visitor(create_app(desk.bench.runtime).test_client())
    young.open("/people/way-in").send(code="AAAA-BBBB-CCCC", passphrase=NEW)
    assert young.problems[0].startswith("This code does not work")
    young.send(code=code, passphrase=NEW)
    assert young.open("/people/seats").status == 200
