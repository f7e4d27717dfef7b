"""Who hears of what: every rule there is, with everybody who could get the message and must not."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from services.notifications.event_handlers import HANDLERS
from services.notifications.models import Base, InboxMessage, KnownBid
from services.notifications.rules import HOLDER_NOTICES, NO_NOTICE, NOTICES, Notice, fill, place_of
from shared.access import Caller
from shared.contracts.declaration import REGISTRY
from shared.ids import new_id
from shared.messaging.rebuild import rebuild
from shared.reading_age import reading_age
from shared.roles import Role
from tests.notifications.office import Office, sample

YOUNG = {"young", "young recused", "young beside"}
EVALUATORS = {"evaluator", "evaluator beside"}
TEAM = {*YOUNG, *EVALUATORS, "facilitator", "commissioner", "board", "auditor"}
PROVIDERS = {"bidder", "provider"}
EVERYONE = TEAM | PROVIDERS
JUDGES = {"young", "evaluator", "facilitator"}

TOLD: dict[str, set[str]] = {
    "specification.clause_agreed.v1": TEAM,
    "specification.criteria_set.v1": TEAM,
    "specification.text_hidden.v1": TEAM,
    "specification.text_shown.v1": TEAM,
    "specification.sign_off_voided.v1": TEAM,
    "specification.specification_agreed.v1": TEAM,
    "specification.contribution_answered.v1": {"young"},
    "specification.specification_declined.v1": TEAM,
    "specification.survey_opened.v1": YOUNG,
    "specification.survey_closed.v1": TEAM,
    "specification.decision_opened.v1": YOUNG,
    "specification.decision_closed.v1": YOUNG,
    "specification.outcome_stated.v1": TEAM,
    "tendering.tender_published.v1": TEAM,
    "tendering.question_asked.v1": {"commissioner"},
    "tendering.question_answered.v1": PROVIDERS,
    "tendering.question_set_aside.v1": PROVIDERS,
    "tendering.tender_amended.v1": EVERYONE,
    "tendering.opening_begun.v1": {*YOUNG, "commissioner"},
    "tendering.bids_opened.v1": EVERYONE,
    "youth_panel.panel_formed.v1": {*YOUNG, *EVALUATORS, "facilitator"},
    "youth_panel.scores_revealed.v1": JUDGES,
    "youth_panel.score_agreed.v1": JUDGES,
    "youth_panel.scores_locked.v1": TEAM,
    "youth_panel.ranking_made.v1": TEAM,
    "youth_panel.provider_chosen.v1": TEAM,
    "youth_panel.choice_confirmed.v1": TEAM,
    "youth_panel.choice_declined.v1": TEAM,
    "tendering.assessment_summary_sent.v1": {"bidder"},
    "tendering.award_decided.v1": EVERYONE,
    "tendering.challenge_raised.v1": {"commissioner"},
    "tendering.challenge_answered.v1": EVERYONE,
    "tendering.contract_signed.v1": EVERYONE,
    "tendering.commission_abandoned.v1": EVERYONE,
    "people.seat_taken.v1": {"young"},
    "people.seat_ended.v1": {"young"},
}
# Not everybody who may know may know now: these come before anybody may know whose bid is whose.
BEFORE_THE_LOCK = [name for name in TOLD if name.startswith(("people", "specification"))] + [
    "tendering.tender_published.v1", "tendering.question_asked.v1", "tendering.question_answered.v1",
    "tendering.question_set_aside.v1", "tendering.tender_amended.v1", "tendering.opening_begun.v1",
    "tendering.bids_opened.v1",
    "youth_panel.panel_formed.v1", "youth_panel.scores_revealed.v1", "youth_panel.score_agreed.v1",
    "youth_panel.scores_locked.v1",
]  # fmt: skip


def about_the_bid(office: Office, event_type: str) -> dict[str, Any]:
    """The fields by which an event is about this commission's bid or this young person."""
    wire = sample(event_type).to_wire()
    found: dict[str, Any] = {"bid_id": office.bid_id} if "bid_id" in wire else {}
    if "agreed" in wire and isinstance(wire["agreed"], dict):
        found["agreed"] = {**wire["agreed"], "bid_id": office.bid_id}
    if event_type.startswith("people.seat"):
        young = office.cast["young"]
        found |= {"seat_id": young.seat, "holder_id": young.holder_id, "role": "young_person"}
    if event_type == "specification.contribution_answered.v1":
        found["seat_id"] = office.cast["young"].seat
    if event_type == "youth_panel.panel_formed.v1":
        found["panels"] = []
    return found


@pytest.mark.parametrize("event_type", sorted(TOLD))
def test_just_those_who_must_hear_of_it_are_told_once(office: Office, event_type: str) -> None:
    office.fill()
    office.judge()
    message = office.put(event_type, actor=office.cast["bidder"].seat, **about_the_bid(office, event_type))
    assert office.told(message) == TOLD[event_type]


def test_there_is_a_row_for_every_rule() -> None:
    assert set(TOLD) == set(NOTICES)


def test_every_event_has_a_rule_or_a_reason_for_having_none() -> None:
    others = {name for name in REGISTRY if not {name} & (NOTICES.keys() | HOLDER_NOTICES.keys() | NO_NOTICE.keys())}
    assert others == {name for name in REGISTRY if name.endswith("event_skipped.v1")}
    assert not set(NOTICES) & set(NO_NOTICE)
    assert not set(HOLDER_NOTICES) & (set(NOTICES) | set(NO_NOTICE))
    assert all(NO_NOTICE.values())


@pytest.mark.parametrize("event_type", sorted(NO_NOTICE))
def test_an_event_without_a_rule_tells_nobody(office: Office, event_type: str) -> None:
    office.fill()
    event = sample(event_type)
    if event.KEY == "commission_id":
        message = office.put(event_type, actor=office.cast["young"].seat)
    else:
        message = office.bench.handle(event)
    assert office.messages(message) == []


@pytest.mark.parametrize("event_type", sorted(TOLD))
def test_what_is_published_of_the_telling_names_every_seat_but_a_providers(office: Office, event_type: str) -> None:
    office.fill()
    office.judge()
    message = office.put(event_type, actor=office.cast["bidder"].seat, **about_the_bid(office, event_type))
    seats = {office.cast[name].seat for name in TOLD[event_type] - PROVIDERS}
    published = office.tellings(message)
    assert [set(each.seat_ids) for each in published] == ([seats] if seats else [])
    for each in published:
        assert (each.about_event_type, each.commission_id) == (event_type, office.commission_id)
        assert each.notice == NOTICES[event_type][0].name


@pytest.mark.parametrize("event_type", ["people.seat_taken.v1", "people.seat_ended.v1"])
def test_a_providers_seat_is_told_to_its_holder_and_to_nobody_else(office: Office, event_type: str) -> None:
    office.fill()
    provider = office.cast["provider"]
    message = office.put(event_type, seat_id=provider.seat, holder_id=provider.holder_id, role="provider")
    assert office.told(message) == {"provider"}
    assert office.tellings(message) == []
    assert [each.sealed for each in office.messages(message)] == [True]


def test_a_seat_recused_from_another_bidder_is_told_about_this_bid(office: Office) -> None:
    office.fill()
    office.judge()
    seat_id = office.cast["young"].seat
    office.put("youth_panel.seat_recused.v1", seat_id=seat_id, organisation_id=new_id())
    other = new_id()
    office.put("tendering.bid_opened.v1", bid_id=other, organisation_id=new_id())
    assert office.told(office.put("youth_panel.scores_revealed.v1", bid_id=office.bid_id)) == JUDGES
    assert office.told(office.put("youth_panel.scores_revealed.v1", bid_id=other)) == {*JUDGES, "young recused"}


def test_a_panel_formed_anew_replaces_the_one_before(office: Office) -> None:
    office.fill()
    office.judge()
    seat_ids = [office.cast["young beside"].seat]
    office.put(
        "youth_panel.panel_formed.v1", panels=[{"panel": "young_people", "seat_ids": seat_ids, "criterion_ids": []}]
    )
    message = office.put("youth_panel.scores_revealed.v1", bid_id=office.bid_id)
    assert office.told(message) == {"young beside", "facilitator"}


def test_a_summary_of_a_bid_that_nobody_here_knows_is_told_to_nobody(office: Office) -> None:
    office.fill()
    office.judge()
    assert office.told(office.put("tendering.assessment_summary_sent.v1", bid_id=new_id())) == set()


def test_somebody_with_two_seats_gets_one_message_and_both_seats_count_as_told(office: Office) -> None:
    first = office.seat("facilitator", Role.FACILITATOR)
    office.bench.advance(timedelta(minutes=1))
    second = office.bench.seat(office.commission_id, Role.COMMISSIONER, first.holder_id)
    message = office.put("specification.specification_agreed.v1")
    assert [each.seat_id for each in office.messages(message)] == [first.seat]
    (published,) = office.tellings(message)
    assert set(published.seat_ids) == {first.seat, second.seat}


def test_nothing_here_tells_who_bids_before_the_bids_are_open(office: Office) -> None:
    office.fill()
    before = len(office.messages())
    for what in ("bid_submitted", "bid_withdrawn", "late_bid_refused"):
        office.put(f"tendering.{what}.v1", actor=office.bid_id, bid_id=office.bid_id)
    assert len(office.messages()) == before
    assert office.bench.rows(KnownBid) == []


def test_a_bid_of_before_which_had_its_seat_as_its_actor_is_known_by_it(office: Office) -> None:
    office.fill()
    office.put("tendering.bid_submitted.v1", actor=office.cast["bidder"].seat, bid_id=office.bid_id)
    office.put("tendering.bid_opened.v1", bid_id=office.bid_id, organisation_id=office.organisation_id)
    summary = office.put("tendering.assessment_summary_sent.v1", bid_id=office.bid_id)
    assert office.told(summary) == {"bidder"}


OF_THE_TENDER = (
    "tendering.tender_amended.v1", "tendering.question_answered.v1", "tendering.question_set_aside.v1",
    "tendering.commission_abandoned.v1",
)  # fmt: skip


@pytest.mark.parametrize("number", [1, 12])
def test_whatever_happens_in_a_tender_reaches_each_provider_who_takes_part_once_and_no_other(
    office: Office, number: int
) -> None:
    """Every event comes twice, as a log may bring it; one provider has left, and one sits elsewhere."""
    providers = {office.seat(f"provider {each}", Role.PROVIDER).holder_id for each in range(number)}
    left = office.seat("left", Role.PROVIDER)
    office.seat("elsewhere", Role.PROVIDER, new_id())
    ended = {"seat_id": left.seat, "holder_id": left.holder_id, "role": "provider"}
    office.put("people.seat_ended.v1", **ended)
    for event_type in OF_THE_TENDER:
        message = office.put(event_type, reason="It was so.")
        told = [each.holder_id for each in office.messages(message)]
        assert sorted(told) == sorted(providers)
        # Nothing that is published, and nothing that is counted for others, tells that providers were told.
        assert office.tellings(message) == []
        assert all(each.sealed for each in office.messages(message))


def test_where_nobody_sits_nothing_is_written_and_nothing_published(office: Office) -> None:
    office.put("specification.specification_agreed.v1")
    assert office.bench.rows(InboxMessage) == []
    assert office.bench.recorded() == []


@pytest.mark.parametrize(
    "fields",
    [{"id": "x" * 60}, {"key": "x" * 60}, {"actor": "x" * 60}, {"reason": "a\x00b"}, {"key": "a\x00"}],
)
def test_an_event_that_no_row_can_hold_is_set_aside(office: Office, fields: dict[str, str]) -> None:
    office.fill()
    before = len(office.messages())
    why = office.bench.take(sample("specification.criteria_set.v1", commission_id=office.commission_id), **fields)
    assert why.startswith("event_cannot_be_told")
    assert len(office.messages()) == before


def test_a_rebuild_knows_the_panel_again_and_tells_nobody_twice(office: Office) -> None:
    office.fill()
    log = [
        office.put("tendering.bid_submitted.v1", actor=office.cast["bidder"].seat, bid_id=office.bid_id),
        office.put("tendering.bid_opened.v1", bid_id=office.bid_id, organisation_id=office.organisation_id),
    ]
    seats = [(name, office.cast[name]) for name in ("young", "young recused")]
    panels = [{"panel": "young_people", "seat_ids": [each.seat for _, each in seats], "criterion_ids": []}]
    log.append(office.put("youth_panel.panel_formed.v1", panels=panels))
    recusal = {"seat_id": seats[1][1].seat, "organisation_id": office.organisation_id}
    log.append(office.put("youth_panel.seat_recused.v1", **recusal))
    before = len(office.messages())
    assert rebuild(office.bench.runtime, Base.metadata, HANDLERS, log, lambda _: None) == 4
    assert len(office.messages()) == before
    for name, caller in seats:
        office.bench.handle(_taken(office, caller))
        assert len([m for m in office.messages(who=name) if m.notice == "welcome"]) == 2
    assert office.told(office.put("youth_panel.scores_revealed.v1", bid_id=office.bid_id)) == {"young"}


def _taken(office: Office, caller: Caller) -> Any:
    fields = {"seat_id": caller.seat, "holder_id": caller.holder_id, "role": "young_person"}
    return sample("people.seat_taken.v1", commission_id=office.commission_id, **fields)


@pytest.mark.parametrize("event_type", sorted(TOLD))
def test_no_message_holds_anything_of_the_event_but_its_reason(office: Office, event_type: str) -> None:
    office.fill()
    office.judge()
    fields = about_the_bid(office, event_type)
    wire = sample(event_type).to_wire()
    secret = {"provider_name": "Kindling House", "label": "Provider Q", "heading": "Kindling", "text": "Kindling"}
    fields |= {name: value for name, value in secret.items() if name in wire}
    message = office.put(event_type, actor=office.cast["bidder"].seat, reason="It was so.", **fields)
    for each in office.messages(message):
        assert "Kindling" not in each.title + each.text
        assert "Provider Q" not in each.title + each.text


def _all() -> list[Notice]:
    return [notice for notices in NOTICES.values() for notice in notices] + list(HOLDER_NOTICES.values())


@pytest.mark.parametrize("event_type", ["tendering.opening_begun.v1", "tendering.bids_opened.v1"])
def test_before_the_lock_a_reason_reaches_no_one_where_it_could_name_a_bidder(event_type: str) -> None:
    assert all("{reason}" not in notice.text for notice in NOTICES[event_type])


def test_reasons_that_could_speak_of_a_bid_go_to_its_judges_alone_before_the_lock() -> None:
    speaking = [name for name in BEFORE_THE_LOCK if any("{reason}" in notice.text for notice in NOTICES[name])]
    # What the council says while the tender is open it says before it knows of any bid.
    of_the_tender = {"tendering.question_set_aside.v1", "tendering.tender_amended.v1"}
    panel = [name for name in speaking if name.startswith(("tendering", "youth_panel")) and name not in of_the_tender]
    assert panel == ["youth_panel.score_agreed.v1"]
    assert all(notice.of_the_panel for notice in NOTICES[panel[0]])


def test_names_of_notices_are_one_each_and_fit_their_column() -> None:
    names = [notice.name for notice in _all()]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 60


@pytest.mark.parametrize("notice", _all(), ids=lambda notice: notice.name)
def test_words_are_short_and_plain(notice: Notice) -> None:
    """Reading age 11: sentences of at most 16 words, words of mostly one or two syllables, no blame."""
    words = fill(notice.text, "")
    sentences = [each for each in re.split(r"[.!?]\s*", words) if each]
    assert words.endswith(".")
    assert "  " not in words
    for sentence in sentences:
        assert len(sentence.split()) <= 16, sentence
    assert len(notice.title) <= 30
    assert reading_age(words) <= 11
    for word in ("failed", "wrong", "must", "fault", "invalid", "error", "refused", "unfortunately", "pursuant"):
        assert word not in words.lower().split()


@pytest.mark.parametrize(
    ("text", "reason", "filled"),
    [
        ("Done. Why: {reason}", "We all said so.", "Done. Why: We all said so."),
        ("Done. Why: {reason}", "", "Done."),
        ("Done. How: {reason}", "", "Done."),
        ("Done. {reason}", "", "Done."),
        ("Done.", "We all said so.", "Done."),
        ("Done. Why: {reason}", "{reason} {0} %s", "Done. Why: {reason} {0} %s"),
        ("Done. Why: {reason}", " Why: {reason}", "Done. Why:  Why: {reason}"),
        (
            "They said why. Why: {reason}",
            "- It is near.\n- It is free.",
            "They said why. Why: \n- It is near.\n- It is free.",
        ),
    ],
)
def test_the_reason_is_put_in_as_it_is(text: str, reason: str, filled: str) -> None:
    assert fill(text, reason) == filled


def test_every_message_leads_to_a_page_that_its_reader_can_open() -> None:
    """A seat that has ended opens no commission's page; of what has ended everybody reads the record."""
    of_the_tender = {"question_asked", "question_answered", "question_aside", "amended"}
    elsewhere = {"seat_ended", "contract_signed", "abandoned", "safeguarding", *of_the_tender}
    of_the_commission = {notice.name for notice in _all()} - elsewhere
    assert {place_of(name, "ID") for name in of_the_commission} == {"/commissions/ID"}
    assert place_of("seat_ended", "ID") == "/"
    assert place_of("question_asked", "ID") == "/tendering/commissions/ID/questions"
    assert {place_of(name, "ID") for name in of_the_tender - {"question_asked"}} == {"/tendering/commissions/ID/call"}
    assert place_of("safeguarding", "") == "/people/safeguarding"
    assert {place_of(name, "ID") for name in ("contract_signed", "abandoned")} == {"/records/ID"}
