"""What is kept: the page says it, a person can take it away or have it forgotten, and its time runs out by rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.people.models import Account, SignIn, Worry, WorryEntry
from services.people.queries.retention import Due, due
from services.people.rules.retention import KEPT, WORRIES_KEPT
from services.people.use_cases.keep_no_longer import keep_no_longer
from shared.contracts.people import PersonErased
from shared.contracts.tendering import ContractSigned
from shared.reading_age import reading_age
from shared.roles import AccountKind, Role
from tests.people.desk import Desk
from tests.people.test_worries import Refuge
from tests.people.test_worry_pages import main_part, signed_in
from tests.visitor import Visitor

SIX_YEARS = timedelta(days=6 * 366)


def preview(desk: Desk) -> Due:
    with desk.bench.runtime.read_sessions() as session:
        return due(session, desk.settings, desk.bench.now)


def apply(desk: Desk) -> Due:
    with desk.session() as session:
        return keep_no_longer(session, desk.settings, now=desk.bench.now)


def end_commission(desk: Desk) -> None:
    from decimal import Decimal  # noqa: PLC0415

    event = ContractSigned(
        commission_id=desk.commission_id, bid_id="b" * 36, provider_name="Amber Door", price=Decimal(1),
        signed_at=desk.bench.now,
    )  # fmt: skip
    desk.bench.handle(event)


def test_people_are_forgotten_when_their_time_is_over_and_not_before(desk: Desk) -> None:
    desk.start_commission()
    young, _ = desk.seated(Role.YOUNG_PERSON)
    end_commission(desk)
    desk.bench.advance(SIX_YEARS - timedelta(days=9))
    assert preview(desk).accounts == ()
    assert apply(desk).accounts == ()
    desk.bench.advance(timedelta(days=9))
    found = preview(desk)
    assert young.holder_id in found.accounts
    assert apply(desk) == found, "what was shown before is what is done"
    account = next(row for row in desk.bench.rows(Account) if row.holder_id == young.holder_id)
    assert (account.name, account.sign_in_name, account.born_on) == (None, None, None)
    assert young.holder_id in [e.holder_id for e in desk.events() if isinstance(e, PersonErased)]
    assert preview(desk).accounts == ()


def test_who_takes_part_in_something_that_goes_on_stays(desk: Desk) -> None:
    desk.start_commission()
    young, _ = desk.seated(Role.YOUNG_PERSON)
    end_commission(desk)
    other = desk.start_commission(commission_id="c" * 36)
    desk.seated(Role.YOUNG_PERSON, young, other)
    desk.bench.advance(SIX_YEARS)
    assert young.holder_id not in preview(desk).accounts


def test_a_lead_stays_while_they_are_a_lead_and_a_stranger_goes_after_the_same_time(desk: Desk) -> None:
    refuge = Refuge(desk)
    idle = desk.person()
    desk.bench.advance(SIX_YEARS)
    assert idle.holder_id in preview(desk).accounts
    assert refuge.fallback.holder_id not in preview(desk).accounts


def test_a_worry_is_kept_for_fifteen_years_after_it_was_closed(desk: Desk) -> None:
    refuge = Refuge(desk)
    closed, _ = refuge.send()
    still_open, _ = refuge.send()
    refuge.close(closed)
    desk.bench.advance(WORRIES_KEPT)
    assert preview(desk).worries == ()
    desk.bench.advance(timedelta(seconds=1))
    assert apply(desk).worries == (closed.worry_id,)
    assert [row.worry_id for row in desk.bench.rows(Worry)] == [still_open.worry_id]
    assert {row.worry_id for row in desk.bench.rows(WorryEntry)} == {still_open.worry_id}


def test_sessions_that_are_over_go(desk: Desk) -> None:
    desk.sign_in(desk.person())
    desk.advance(hours=13)
    assert len(apply(desk).sign_ins) == 1
    assert desk.bench.rows(SignIn) == []


def test_an_officer_sees_what_would_go_and_lets_it_go(desk: Desk) -> None:
    desk.start_commission()
    young, _ = desk.seated(Role.YOUNG_PERSON)
    end_commission(desk)
    desk.bench.advance(SIX_YEARS)
    officer, _ = desk.seated(Role.COMMISSIONER, commission_id=desk.start_commission(commission_id="d" * 36))
    page = signed_in(desk, officer).open("/people/retention")
    count = len(preview(desk).accounts)
    assert f"People {count}" in page.text
    page.send()
    assert f"Removed: {count} people" in page.text
    assert "There is nothing to remove today." in page.text
    assert next(row.name for row in desk.bench.rows(Account) if row.holder_id == young.holder_id) is None


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.EVALUATOR])
def test_nobody_but_an_officer_lets_time_run_out(desk: Desk, role: Role) -> None:
    person, _ = desk.seated(role)
    assert signed_in(desk, person).open("/people/retention").status == 403


def test_a_person_is_forgotten_on_the_page_and_the_browser_is_signed_out(desk: Desk) -> None:
    young, _ = desk.seated(Role.YOUNG_PERSON)
    page = signed_in(desk, young)
    page.open("/people/erase-me").send()
    assert page.heading == "We have forgotten you"
    assert page.open("/people/settings").status == 401
    assert next(row.name for row in desk.bench.rows(Account) if row.holder_id == young.holder_id) is None


def test_my_data_holds_my_own_and_no_secret_and_nobody_elses(desk: Desk) -> None:
    young, _ = desk.seated(Role.YOUNG_PERSON, desk.person(AccountKind.YOUNG_PERSON, name="Okapi"))
    other, _ = desk.seated(Role.YOUNG_PERSON, desk.person(AccountKind.YOUNG_PERSON, name="Quokka"))
    page = signed_in(desk, young).open("/people/my-data.json")
    assert page.answer is not None
    held = page.answer.get_json()["held"]
    assert {"accounts", "seats", "sign_ins"} <= held.keys()
    assert [each["name"] for each in held["accounts"]] == ["Okapi"]
    text = page.answer.get_data(as_text=True)
    for secret in ("passphrase_hash", "renewal_hash", "Quokka", other.holder_id):
        assert secret not in text
    assert page.answer.headers["Content-Disposition"].startswith("attachment")


def test_every_page_of_it_is_read_by_a_child_of_eleven(desk: Desk) -> None:
    young, _ = desk.seated(Role.YOUNG_PERSON)
    page = signed_in(desk, young)
    ages = {path: reading_age(main_part(page.open(f"/people/{path}"))) for path in ("privacy", "my-data", "erase-me")}
    assert max(ages.values()) <= 11, ages


def test_the_page_says_all_that_the_rule_lists(desk: Desk) -> None:
    text = Visitor(desk.client).open("/people/privacy").text
    for each in KEPT:
        assert each.name.replace("'", "&#39;") in text
    assert "6 years" in text
