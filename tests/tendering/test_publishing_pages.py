"""Publishing as a list of tasks: the text, the dates, how a provider sees it, and the publication."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.tendering.models import TenderDates
from services.tendering.rules import bids, periods
from services.tendering.rules.locked import locked_rules
from services.tendering.use_cases.publish_tender import publish_tender
from services.tendering.use_cases.set_tender_dates import set_tender_dates
from shared.canonical import canonical_hash
from shared.contracts.tendering import TenderPublished
from shared.roles import Role
from tests.kit import Bench
from tests.tendering.office import OPEN_FOR, Office
from tests.tendering.visiting import at, browser, html
from tests.tendering.web import Web

DATES: dict[str, str | list[str]] = {
    "closes_on": ["30", "3", "2026"], "closes_hour": "17", "questions_on": ["23", "3", "2026"], "questions_hour": "9",
}  # fmt: skip


def set_dates(office: Office, days: int = 28, urgent_because: str = "") -> TenderDates:
    ends = office.bench.now + timedelta(days=days)
    with office.bench.session() as session:
        return set_tender_dates(
            session, commission_id=office.commission_id, closes_at=ends, questions_until=ends,
            urgent_because=urgent_because, now=office.bench.now,
        )  # fmt: skip


def test_a_list_of_tasks_leads_to_a_published_tender(office: Office) -> None:
    visitor = browser(office, office.commissioner).open(at(office, "/publishing"))
    assert (visitor.heading, visitor.text.count("Cannot start yet")) == ("Publish the tender", 2)
    office.bench.handle(office.agreed())
    visitor.open(at(office, "/publishing"))
    assert visitor.text.count("Cannot start yet") == 1
    assert "bids are taken for at least 25 days" in visitor.text
    visitor.open(at(office, "/publishing/dates")).send(**DATES)
    assert visitor.path == at(office, "/publishing")
    assert "Cannot start yet" not in visitor.text
    visitor.open(at(office, "/publishing/publication"))
    assert "nobody can change what is scored" in visitor.text
    visitor.send()
    assert visitor.path == at(office, "/call")
    (event,) = office.all_of(TenderPublished)
    # By the clocks in London, which are an hour ahead from 29 March on.
    assert (event.closes_at.isoformat(), event.questions_until.isoformat()) == (
        "2026-03-30T16:00:00+00:00", "2026-03-23T09:00:00+00:00",
    )  # fmt: skip
    assert office.bench.rows(TenderDates) == []
    assert "Its rules are locked." in visitor.open(at(office, "/publishing")).text


def test_dates_that_give_too_little_time_stay_typed_and_the_page_says_what_would_do(office: Office) -> None:
    office.bench.handle(office.agreed())
    visitor = browser(office, office.commissioner).open(at(office, "/publishing/dates"))
    visitor.send(**{**DATES, "closes_on": ["20", "3", "2026"], "questions_on": ["10", "3", "2026"]})
    assert "Providers have at least 25 days" in visitor.problems[0]
    assert "10:30, 27.03.2026" not in visitor.problems[0]
    assert "09:30, 27.03.2026" in visitor.problems[0]
    assert 'value="20"' in html(visitor)
    assert office.bench.rows(TenderDates) == []
    visitor.send(urgent_because="The old service ends in April.")
    assert [each.urgent_because for each in office.bench.rows(TenderDates)] == ["The old service ends in April."]


def test_a_provider_sees_what_the_preview_shows(office: Office) -> None:
    office.bench.handle(office.agreed())
    set_dates(office)
    seen = browser(office, office.commissioner).open(at(office, "/publishing/preview"))
    for words in ("It is not published yet.", "Somewhere to go", "Welcome?", "28 days left", "Questions are taken"):
        assert words in seen.text
    assert browser(office, office.young).open(at(office, "/publishing/preview")).status == 403


def test_nothing_is_previewed_or_published_without_an_agreed_text(office: Office) -> None:
    visitor = browser(office, office.commissioner)
    assert visitor.open(at(office, "/publishing/preview")).status == 409
    set_dates(office)
    with office.refuses(bids.SpecificationIsNotAgreed):
        office.publish_only()


def test_without_dates_the_publication_says_so(office: Office) -> None:
    office.bench.handle(office.agreed())
    visitor = browser(office, office.commissioner).open(at(office, "/publishing/publication")).send()
    assert visitor.problems == ["Set the dates first."]
    assert office.all_of(TenderPublished) == []


def test_dates_grow_old_and_the_list_says_so(office: Office) -> None:
    office.bench.handle(office.agreed())
    set_dates(office, 25)
    office.bench.advance(timedelta(days=1))
    visitor = browser(office, office.commissioner)
    assert "do not give enough time any more" in visitor.open(at(office, "/publishing")).text
    visitor.open(at(office, "/publishing/publication")).send()
    assert "at least 25 days" in visitor.problems[0]
    assert office.all_of(TenderPublished) == []


def test_an_urgent_tender_says_why(office: Office) -> None:
    office.bench.handle(office.agreed())
    ends = office.bench.now + timedelta(days=10)
    with office.refuses(periods.ClosingTimeIsTooSoon):
        office.publish_only(ends)
    office.act(publish_tender, office.commissioner, closes_at=ends, urgent_because="The old service ends in April.")
    assert office.all_of(TenderPublished)[0].urgent_because == "The old service ends in April."
    seen = browser(office).open(at(office, "/call"))
    assert "There is less time than usual." in seen.text
    assert "The old service ends in April." in seen.text


def test_the_hash_of_what_is_locked_can_be_worked_out_again_by_anybody(office: Office) -> None:
    process = office.publish()
    (event,) = office.all_of(TenderPublished)
    told = Web(office).get(office.young, "tender").get_json()
    assert canonical_hash(told["rules"]) == told["rules_sha256"] == event.rules_sha256 == process.rules_sha256
    assert event.rules_sha256 in browser(office).open(at(office, "/call")).text
    assert told["rules"]["tie_break"]["seed"] == event.tie_seed


@pytest.mark.parametrize("name", ["criteria", "shares", "price_formula", "tie_seed"])
def test_the_hash_changes_with_each_thing_that_is_locked(office: Office, name: str) -> None:
    process = office.publish()
    plan = process.plan or {}
    parts = {
        "criteria": process.criteria, "shares": plan["shares"], "price_formula": plan["price_formula"],
        "tie_seed": process.tie_seed,
    }  # fmt: skip
    assert canonical_hash(locked_rules(**parts)) == process.rules_sha256
    other = {"criteria": [], "shares": {}, "price_formula": "fixed_price", "tie_seed": "0"}
    assert canonical_hash(locked_rules(**{**parts, name: other[name]})) != process.rules_sha256


def test_dates_are_set_over_the_api_too_until_the_tender_is_out(office: Office) -> None:
    web, ends = Web(office), office.bench.now + OPEN_FOR
    body = {"closes_at": ends.isoformat(), "questions_until": ends.isoformat()}
    assert web.put(office.commissioner, "tender-dates", body).status_code == 200
    assert web.put(office.young, "tender-dates", body).status_code == 403
    office.publish()
    assert web.put(office.commissioner, "tender-dates", body).get_json()["code"] == "tender_is_published_already"
    office.abandon()
    with office.refuses(bids.CommissionHasEnded):
        set_dates(office)


def test_the_publication_takes_a_time_for_questions_and_has_one_where_none_is_said(bench: Bench) -> None:
    office = Office(bench, regime="below_threshold")
    office.bench.handle(office.agreed())
    ends = office.bench.now + timedelta(minutes=20)
    with office.refuses(periods.QuestionTimeIsWrong):
        office.act(publish_tender, office.commissioner, closes_at=ends, questions_until=office.bench.now)
    body = {"closes_at": ends.isoformat()}
    told = Web(office).post(office.commissioner, "tender", body).get_json()
    assert told["questions_until"] == "2026-03-02T09:45:00.000000Z"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COMMISSIONER])
def test_the_tasks_are_the_commissioners(office: Office, role: Role) -> None:
    caller = office.seat(role)
    for path in ("/publishing", "/publishing/dates", "/publishing/publication", "/amend", "/questions", "/ending"):
        assert browser(office, caller).open(at(office, path)).status == 403
