"""Home and a commission's page: what somebody signed in finds there, and what nobody does."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from services.decision_trail.queries.standing import MOST_AT_ONCE
from services.decision_trail.rules.stages import STAGES
from services.decision_trail.rules.words import DOES, ROLES
from shared.access import Caller
from shared.contracts.people import SeatEnded
from shared.ids import new_id
from shared.reading_age import reading_age
from shared.roles import AccountKind, Role
from tests.decision_trail.archive import Archive, sample
from tests.decision_trail.test_pages import HOSTILE, Page, ended, read

SEALED = "tendering.bid_submitted.v1"
YOUNG = Role.YOUNG_PERSON


def plan() -> dict[str, Any]:
    return dict(sample("specification.commission_started.v1").to_wire()["plan"])


def main(page: Page) -> str:
    return " ".join(page.text("main").split())


def home(archive: Archive, caller: Caller) -> Page:
    return read(archive, "/", caller=caller)


def page_of(archive: Archive, caller: Caller) -> Page:
    return read(archive, f"/commissions/{archive.commission_id}", caller=caller)


def another(archive: Archive, caller: Caller, title: str, role: Role = YOUNG) -> str:
    archive.bench.advance(timedelta(minutes=1))
    archive.commission_id = new_id()
    archive.start(title)
    archive.bench.seat(archive.commission_id, role, caller.holder_id)
    return archive.commission_id


@pytest.mark.parametrize("role", list(Role))
def test_a_commissions_page_leads_those_who_set_up_its_people_there(archive: Archive, role: Role) -> None:
    archive.start()
    links = {each.get("href") for each in page_of(archive, archive.seat(role)).all("a")}
    base = f"/people/commissions/{archive.commission_id}"
    assert (f"{base}/setup" in links) == (role in (Role.COMMISSIONER, Role.FACILITATOR))
    assert (f"{base}/leads" in links) == (role is not Role.PROVIDER)
    assert f"/people/worry?commission={archive.commission_id}" in links, "what is said there goes to the leads here"


def test_home_shows_my_commissions_with_where_they_are_and_what_is_next(archive: Archive) -> None:
    archive.start("The first")
    young = archive.seat(YOUNG)
    first = archive.commission_id
    second = another(archive, young, "The second", Role.AUDITOR)
    another(archive, archive.bench.account(AccountKind.STAFF), "Of others")
    page = home(archive, young)
    text = main(page)
    assert text.index("The second") < text.index("The first")
    assert "Of others" not in text
    assert "Getting ready" in text
    assert "Give an idea." in text
    assert "check that none was changed" in text
    for commission_id in (first, second):
        assert {"class": "govuk-link", "href": f"/commissions/{commission_id}"} in page.all("a")


def test_what_has_ended_stands_below_with_its_record(archive: Archive) -> None:
    path = ended(archive, "It is over")
    young = archive.seat(YOUNG)
    another(archive, young, "It goes on")
    page = home(archive, young)
    assert main(page).index("It goes on") < main(page).index("What has ended") < main(page).index("It is over")
    assert path in [each.get("href") for each in page.all("a")]


def test_a_seat_that_has_ended_shows_nothing_any_more(archive: Archive) -> None:
    archive.start("Not mine any more")
    young = archive.seat(YOUNG)
    seat_ended = SeatEnded(
        commission_id=archive.commission_id, seat_id=young.seat, holder_id=young.holder_id, role=YOUNG,
        ended_at=archive.bench.now,
    )  # fmt: skip
    archive.bench.handle(seat_ended)
    assert "Not mine any more" not in main(home(archive, young))
    read(archive, f"/commissions/{archive.commission_id}", 403, young)


def test_somebody_in_very_many_commissions_finds_them_all(archive: Archive) -> None:
    officer = archive.bench.account(AccountKind.STAFF)
    for number in range(MOST_AT_ONCE + 3):
        another(archive, officer, f"Number {number}.", Role.COMMISSIONER)
    text = main(home(archive, officer))
    assert all(f"Number {number}." in text for number in range(MOST_AT_ONCE + 3))
    assert text.count("Getting ready") == MOST_AT_ONCE


def test_whoever_is_not_signed_in_or_no_longer_sees_the_visitors_page(archive: Archive) -> None:
    for headers in ({}, {"Authorization": "Bearer not.a.token"}):
        answer = archive.root.get("/", headers=headers)
        assert answer.status_code == 200
        assert "Do you have a code?" in answer.text


def test_whoever_is_not_signed_in_or_sits_elsewhere_does_not_get_a_commission_s_page(archive: Archive) -> None:
    archive.start("Only for those in it")
    path = f"/commissions/{archive.commission_id}"
    elsewhere = archive.bench.seat(new_id(), Role.AUDITOR)
    for status, caller in ((401, None), (403, elsewhere), (403, archive.bench.account(AccountKind.STAFF))):
        assert "Only for those in it" not in main(read(archive, path, status, caller))


@pytest.mark.parametrize("role", Role)
def test_each_role_finds_where_we_are_what_is_next_what_happened_and_who_decides(archive: Archive, role: Role) -> None:
    archive.start()
    caller = archive.seat(role)
    archive.put("specification.clause_drafted.v1")
    page = page_of(archive, caller)
    text = main(page)
    for words in (
        "What is next for you", "Where we are", "What happened lately", "How much young people decide here",
        "Who does what", "Somebody wrote a part of the text, or changed it.",
        *(stage.title for stage in STAGES), *DOES.values(),
    ):  # fmt: skip
        assert words in text
    assert [each.get("aria-current") for each in page.all("li") if "co-stage" in each.get("class", "")] == (
        [None, "step"] + [None] * (len(STAGES) - 2)
    )
    assert text.count("We are here") == 1
    assert set(DOES) == set(Role) <= set(ROLES)


def test_the_bar_says_in_words_what_it_shows(archive: Archive) -> None:
    shares = {"young_people": "60", "adults": "22.5", "price": "17.5"}
    archive.put("specification.commission_started.v1", plan={**plan(), "shares": shares})
    page = page_of(archive, archive.seat(YOUNG))
    parts = [(each["x"], each["width"]) for each in page.all("rect")]
    words = re.findall(r"(Young people|Adults|The price): ([0-9.]+) out of 100", main(page))
    assert words == [("Young people", "60"), ("Adults", "22.5"), ("The price", "17.5")]
    assert parts == [("0", "60"), ("60", "22.5"), ("82.5", "17.5")]
    assert [{"aria-hidden": "true"}.items() <= each.items() for each in page.all("svg")] == [True]


def test_dates_come_from_what_happened_and_from_the_plan(archive: Archive) -> None:
    timetable = [
        {"stage": "co_writing", "begins_on": "2026-03-09"}, {"stage": "scoring", "begins_on": "2026-05-11"},
    ]  # fmt: skip
    archive.put("specification.commission_started.v1", plan={**plan(), "timetable": timetable})
    archive.put("specification.clause_drafted.v1")
    text = main(page_of(archive, archive.seat(YOUNG)))
    assert "It began on 2 March 2026." in text
    assert "It is planned for 11 May 2026." in text
    assert "9 March" not in text


@pytest.mark.parametrize("role", Role)
def test_a_sealed_bid_changes_neither_page(archive: Archive, role: Role) -> None:
    archive.start()
    caller = archive.seat(role)
    archive.put("tendering.tender_published.v1", closes_at=(archive.bench.now + timedelta(days=1)).isoformat())
    archive.seat(Role.PROVIDER)
    paths = ("/", f"/commissions/{archive.commission_id}")
    headers = archive.bench.headers(caller)
    before = [archive.root.get(path, headers=headers).data for path in paths]
    for _ in range(3):
        bidder = archive.seat(Role.PROVIDER)
        archive.put(SEALED, actor=bidder.seat, reason="BETRAYED")
    assert [archive.root.get(path, headers=headers).data for path in paths] == before


def test_no_page_holds_a_seat_a_reason_or_a_holder(archive: Archive) -> None:
    archive.start()
    young = archive.seat(YOUNG)
    archive.put("specification.clause_agreed.v1", actor=young.seat, reason="SECRET WORDS")
    for page in (home(archive, young), page_of(archive, young)):
        html = " ".join(str(each) for each in page.tags) + main(page)
        assert not any(secret in html for secret in (young.seat, young.holder_id, "SECRET WORDS"))


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_text(archive: Archive, title: str) -> None:
    archive.start(title)
    young = archive.seat(YOUNG)
    assert page_of(archive, young).text("h1") == title
    for page in (home(archive, young), page_of(archive, young)):
        assert page.wrong == []
        assert not page.text("script")
        assert not page.all("img")


STORY = (
    ("specification.clause_drafted.v1",), ("specification.clause_agreed.v1", "specification.criteria_set.v1"),
    ("specification.specification_agreed.v1",), ("tendering.tender_published.v1",), ("tendering.opening_begun.v1",),
    ("tendering.bids_opened.v1",), ("youth_panel.bid_scored.v1",), ("youth_panel.score_agreed.v1",),
    ("youth_panel.scores_locked.v1", "youth_panel.ranking_made.v1"), ("youth_panel.provider_chosen.v1",),
    ("youth_panel.choice_confirmed.v1",), ("tendering.award_decided.v1",), ("tendering.contract_signed.v1",),
)  # fmt: skip


def test_a_young_person_can_read_both_pages_at_eleven_all_the_way(archive: Archive) -> None:
    archive.start()
    young = archive.seat(YOUNG)
    for types in STORY:
        for name in types:
            archive.put(name)
        for page in (home(archive, young), page_of(archive, young)):
            lines = "\n".join(page.words["main"])
            assert reading_age(lines) <= 11, types


@pytest.mark.parametrize("role", Role)
def test_a_sealed_bid_is_no_news_and_anything_that_can_be_seen_is(archive: Archive, role: Role) -> None:
    archive.start()
    caller = archive.seat(role)
    archive.put("tendering.tender_published.v1", closes_at=(archive.bench.now + timedelta(days=1)).isoformat())
    archive.seat(Role.PROVIDER)
    path, headers = f"/commissions/{archive.commission_id}/news", archive.bench.headers(caller)

    def number() -> int:
        answer = archive.root.get(path, headers=headers)
        assert set(answer.json or {}) == {"number"}
        return int((answer.json or {})["number"])

    before = number()
    bidder = archive.seat(Role.PROVIDER)
    for event_type in (SEALED, "tendering.bid_withdrawn.v1", "tendering.late_bid_refused.v1"):
        archive.put(event_type, actor=bidder.seat)
    archive.put("people.seat_ended.v1", seat_id=bidder.seat, holder_id=bidder.holder_id, role="provider")
    archive.put("notifications.seats_told.v1")
    assert number() == before
    archive.put("tendering.opening_begun.v1")
    assert number() == before + 1
    archive.put("tendering.bids_opened.v1")
    assert number() > before + 2


def test_news_counts_no_few_young_people_for_a_provider(archive: Archive) -> None:
    archive.start()
    provider, officer = archive.seat(Role.PROVIDER), archive.seat(Role.COMMISSIONER)
    archive.put("tendering.bids_opened.v1")
    path = f"/commissions/{archive.commission_id}/news"
    found = []
    for _ in range(3):
        archive.put("specification.specification_signed.v1", actor=archive.seat(YOUNG).seat)
        answers = [archive.root.get(path, headers=archive.bench.headers(caller)).json for caller in (provider, officer)]
        found.append([(each or {})["number"] for each in answers])
    taken = [1, 2]  # each young person's taking of the seat can be seen by both
    assert [after[0] - found[0][0] for after in found[1:]] == taken
    assert [after[1] - found[0][1] for after in found[1:]] == [2 * number for number in taken]


def test_news_is_for_those_who_may_see_the_page(archive: Archive) -> None:
    archive.start()
    path = f"/commissions/{archive.commission_id}/news"
    elsewhere = archive.bench.seat(new_id(), Role.AUDITOR)
    for status, caller in ((401, None), (403, elsewhere)):
        answer = archive.root.get(path, headers=archive.bench.headers(caller) if caller else {})
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_whoever_has_just_joined_is_led_on_as_soon_as_their_seat_is_known_here(archive: Archive) -> None:
    archive.start()
    path = f"/commissions/{archive.commission_id}"
    young = archive.bench.account(AccountKind.YOUNG_PERSON)
    page = read(archive, f"{path}/ready", caller=young)
    assert page.text("h1") == "Your place is nearly ready"
    assert f"{path}/ready" in [each.get("href") for each in page.all("a")]
    archive.bench.seat(archive.commission_id, YOUNG, young.holder_id)
    answer = archive.root.get(f"{path}/ready", headers=archive.bench.headers(young))
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert archive.root.get(f"{path}/ready").status_code == 401
