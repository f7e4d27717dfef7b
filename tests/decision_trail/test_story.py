"""What an ended commission's page tells: what came out, in plain words, and every step in its chapter."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.decision_trail.rules.story import Happening, chapters, outcome
from services.decision_trail.rules.words import ROLES, WORDS, words_of
from shared.contracts.declaration import REGISTRY
from shared.roles import Role
from tests.decision_trail.archive import SAMPLES, Archive
from tests.decision_trail.test_pages import Page, read

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
BID, OTHER = "00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003"
ABOUT_A_COMMISSION = sorted(
    name
    for name, declared in REGISTRY.items()
    if declared.KEY == "commission_id" and (SAMPLES / f"{name}.json").exists()
)


def plain(page: Page) -> str:
    return " ".join(page.text("main").split())


def signed(archive: Archive, *, first_without_young_people: str = OTHER) -> str:
    archive.start()
    council = archive.seat(Role.COMMISSIONER)
    archive.put("tendering.bids_opened.v1")
    archive.put("youth_panel.scores_locked.v1")
    sensitivity = {
        "without_panel": [{"panel": "young_people", "bid_id": first_without_young_people}],
        "smallest_share_that_changes": None, "decisive_seats": [], "deviations": [],
    }  # fmt: skip
    archive.put("youth_panel.ranking_made.v1", sensitivity=sensitivity)
    for _ in range(5):
        archive.put("youth_panel.choice_voted.v1", actor=archive.seat(Role.YOUNG_PERSON).seat, reason="MY OWN VOTE")
    archive.put("youth_panel.provider_chosen.v1", reason="WHAT VOTERS WROTE", votes_for=7, votes_cast=9)
    archive.put("youth_panel.choice_declined.v1", actor=council.seat, reason="It costs too much.")
    archive.put("youth_panel.provider_chosen.v1", reason="WHAT VOTERS WROTE", votes_for=7, votes_cast=9)
    archive.put("youth_panel.choice_confirmed.v1", actor=council.seat, reason="It came first by our rules.")
    now = archive.bench.advance(timedelta(days=20))
    archive.put("tendering.contract_signed.v1", actor=council.seat, reason="PRIVATE", signed_at=now.isoformat())
    return f"/records/{archive.commission_id}"


def test_who_was_chosen_by_whom_and_why_the_council_agreed_stand_before_the_steps(archive: Archive) -> None:
    page = read(archive, signed(archive))
    text = plain(page)
    told = [
        "What came out", "Kindling House (invented) got the contract.", "Who chose?", "Young people.",
        "Without the young people's scores, another provider would have come first.",
        "Why did the council say no on", "It costs too much.",
        "Why did the council say yes?", "It came first by our rules.",
        "Can I check this?", "they all fit", "What happened, step by step",
    ]  # fmt: skip
    places = [text.find(each) for each in told]
    assert -1 not in places
    assert places == sorted(places)
    assert page.wrong == []


def test_nobody_learns_from_the_page_how_anybody_voted_or_what_they_wrote(archive: Archive) -> None:
    text = archive.root.get(signed(archive)).text
    for secret in ("MY OWN VOTE", "WHAT VOTERS WROTE", "PRIVATE", "7 of 9", "Provider A", BID, OTHER):
        assert secret not in text
    for seat in re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", text):
        assert seat == archive.commission_id


def test_the_same_provider_without_the_young_people_is_said_too(archive: Archive) -> None:
    assert "the same provider would have come first" in plain(
        read(archive, signed(archive, first_without_young_people=BID))
    )


def test_a_process_that_ended_without_a_contract_says_why(archive: Archive) -> None:
    archive.start()
    archive.put("tendering.bids_opened.v1")
    archive.put("youth_panel.provider_chosen.v1")
    archive.put("tendering.commission_abandoned.v1", reason="The money is <gone>.\nWe are sorry.")
    page = read(archive, f"/records/{archive.commission_id}")
    assert "This ended without a contract" in plain(page)
    assert "The money is <gone>." in page.text("blockquote")
    assert "Who chose?" not in plain(page)
    assert page.wrong == []


def test_a_changed_step_is_said_aloud(archive: Archive) -> None:
    path = signed(archive)
    archive.damage("UPDATE entries SET reason = 'It came first.' WHERE chain = :chain AND position = 3")
    text = plain(read(archive, path))
    assert "The seals do not fit from step 3 on." in text
    assert "they all fit" not in text


def test_data_that_is_damaged_leaves_gaps_and_no_error(archive: Archive) -> None:
    path = signed(archive)
    archive.damage("UPDATE entries SET data = 'x' WHERE chain = :chain")
    text = plain(read(archive, path))
    assert "The chosen provider got the contract." in text
    assert "something is wrong" in text


@pytest.mark.parametrize(
    "data",
    [{}, {"plan": None}, {"plan": {"shares": [1]}}, {"plan": {"shares": {"young_people": "60", "adults": "20"}}}],
)
def test_shares_that_cannot_be_read_are_not_guessed(data: dict[str, Any]) -> None:
    assert outcome([Happening("specification.commission_started.v1", NOON, "", data)]).shares == {}


@pytest.mark.parametrize(
    "without", [None, {}, [], [1], [{"panel": "young_people", "bid_id": None}], [{"panel": "adults"}]]
)
def test_a_comparison_that_was_not_made_is_not_told(without: Any) -> None:
    ranked = Happening("youth_panel.ranking_made.v1", NOON, "", {"sensitivity": {"without_panel": without}})
    end = Happening("tendering.contract_signed.v1", NOON, "", {"bid_id": BID})
    assert outcome([ranked, end]).without_young_people is None


def items_of(*types: str) -> list[dict[str, Any]]:
    return [
        {"type": name, "occurred_at": NOON + timedelta(minutes=number), "position": number, "actor_role": "system"}
        for number, name in enumerate(types, start=1)
    ]


def test_chapters_follow_the_process_and_never_go_back() -> None:
    items = items_of(
        "specification.commission_started.v1", "youth_panel.panel_formed.v1", "specification.clause_drafted.v1",
        "people.seat_taken.v1", "tendering.tender_published.v1", "tendering.opening_begun.v1",
        "tendering.bids_opened.v1", "youth_panel.practice_finished.v1", "youth_panel.score_agreed.v1",
        "youth_panel.bid_scored.v1", "youth_panel.ranking_made.v1", "tendering.award_decided.v1",
        "future.thing_done.v9",
    )  # fmt: skip
    told = [(each.title, [item["position"] for row in each.told for item in row.items]) for each in chapters(items)]
    assert told == [
        ("Getting ready", [1, 2]), ("Writing the text together", [3, 4]), ("Bids come in", [5]),
        ("Opening the bids", [6, 7]), ("Scoring, each person alone", [8]), ("Agreeing the scores", [9, 10]),
        ("Choosing", [11]), ("The contract", [12, 13]),
    ]  # fmt: skip


def test_that_people_were_told_comes_after_what_they_were_told() -> None:
    (chapter,) = chapters(
        items_of("notifications.seats_told.v1", "people.seat_taken.v1", "notifications.seats_told.v1")
    )
    assert [(row.type, len(row.items)) for row in chapter.told] == [
        ("people.seat_taken.v1", 1), ("notifications.seats_told.v1", 2),
    ]  # fmt: skip


def test_every_step_can_be_reached_once_with_its_number(archive: Archive) -> None:
    for name in ABOUT_A_COMMISSION:
        for _ in range(2):
            archive.put(name)
    page = read(archive, f"/records/{archive.commission_id}")
    kept = archive.entries()
    numbers = Counter(re.findall(r"Step ([0-9]+):", page.text("main")))
    assert numbers == Counter(str(entry.position) for entry in kept)
    assert len(page.all("time")) == len(kept)
    assert len(page.all("details")) == len(page.all("summary")) > 20
    assert page.wrong == []


@pytest.mark.parametrize("name", ABOUT_A_COMMISSION)
def test_every_event_has_short_plain_words(name: str) -> None:
    assert name in WORDS
    assert words_of(name, "no") == WORDS[name]
    for sentence in re.split(r"(?<=\.) ", WORDS[name]):
        assert len(sentence.split()) <= 15, sentence
        assert sentence.endswith(".")
    for hard in ("hash", "seat", "quorum", "event", "void", "moderation", "standstill", "tender"):
        assert hard not in WORDS[name].lower(), hard


def test_an_event_of_a_later_version_keeps_its_meaning_and_a_skipped_one_is_said() -> None:
    assert words_of("future.thing_done.v9", "A thing was done.") == "A thing was done."
    assert "left one message out" in words_of("youth_panel.event_skipped.v1", "x")


def test_every_role_has_its_word() -> None:
    assert {str(role) for role in Role} <= set(ROLES)
