"""Where a commission stands for somebody: from real entries, with everything withheld that the trail withholds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.access import Caller
from shared.ids import new_id
from shared.roles import Role
from tests.decision_trail.archive import Archive, sample

SEALED = ["tendering.bid_submitted.v1", "tendering.bid_withdrawn.v1", "tendering.late_bid_refused.v1"]
SIGNED, VOTED = "specification.specification_signed.v1", "youth_panel.choice_voted.v1"
FORMED, SCORED = "youth_panel.panel_formed.v1", "youth_panel.bid_scored.v1"
YOUNG, FACILITATOR, COMMISSIONER = Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER


def standing(archive: Archive, caller: Caller) -> dict[str, Any]:
    answer = archive.read("standing", caller)
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def step(archive: Archive, caller: Caller) -> str:
    return str(standing(archive, caller)["next_steps"][0]["text"])


def stage(archive: Archive, caller: Caller) -> str:
    (now,) = [each["key"] for each in standing(archive, caller)["stages"] if each["progress"] == "now"]
    return str(now)


def clause(archive: Archive, number: int, *, agreed: bool) -> None:
    archive.put("specification.clause_drafted.v1", clause_id="c", version=number)
    if agreed:
        archive.put("specification.clause_agreed.v1", clause_id="c", version=number)


def form(archive: Archive, *seats: Caller) -> None:
    panels = [{"panel": "young_people", "seat_ids": [each.seat for each in seats], "criterion_ids": []}]
    archive.put(FORMED, panels=panels)


def open_bids(archive: Archive, number: int) -> None:
    bids = [{"bid_id": f"bid-{n}", "label": f"Provider {n}"} for n in range(number)]
    archive.put("tendering.bids_opened.v1", bids=bids)


def test_a_young_person_is_led_from_the_first_word_to_the_signature(archive: Archive) -> None:
    archive.start()
    young = archive.seat(YOUNG)
    assert "Give an idea" in step(archive, young)
    clause(archive, 1, agreed=False)
    assert "until you agree" in step(archive, young)
    archive.put("specification.clause_agreed.v1", clause_id="c", version=1)
    assert "what bids are scored on" in step(archive, young)
    archive.put("specification.criteria_set.v1")
    assert "sign it" in step(archive, young)
    archive.put(SIGNED, actor=archive.seat(YOUNG).seat)
    assert "sign it" in step(archive, young)
    archive.put(SIGNED, actor=young.seat)
    assert "You have signed" in step(archive, young)
    clause(archive, 2, agreed=True)
    archive.put("specification.sign_off_voided.v1")
    assert "sign it" in step(archive, young)
    archive.put(SIGNED, actor=young.seat)
    archive.put("specification.specification_agreed.v1")
    assert "The text is agreed" in step(archive, young)
    assert stage(archive, young) == "co_writing"


def test_a_part_that_was_put_together_with_another_one_waits_for_nobody(archive: Archive) -> None:
    archive.start()
    young = archive.seat(YOUNG)
    clause(archive, 1, agreed=True)
    archive.put("specification.clause_drafted.v1", clause_id="d", version=1)
    assert "until you agree" in step(archive, young)
    archive.put("specification.clauses_merged.v1", clause_id="c", merged_id="d", version=2)
    assert "what bids are scored on" in step(archive, young)


def test_a_question_to_the_group_is_next_until_it_is_counted_for_whom_it_asks(archive: Archive) -> None:
    archive.start()
    young, facilitator = archive.seat(YOUNG), archive.seat(FACILITATOR)
    archive.put("specification.decision_opened.v1", decision_id="d", voters="young_people")
    archive.put("specification.survey_opened.v1", survey_id="s")
    assert "Vote, if you have not" in step(archive, young)
    assert "Vote" not in step(archive, facilitator)
    archive.put("specification.decision_closed.v1", decision_id="d")
    assert "There is a survey for you" in step(archive, young)
    archive.put("specification.survey_closed.v1", survey_id="s")
    assert "Give an idea" in step(archive, young)
    archive.put("specification.decision_opened.v1", decision_id="e", voters="inside")
    assert "Vote, if you have not" in step(archive, facilitator)


def test_a_panel_member_is_led_from_the_practice_to_the_vote(archive: Archive) -> None:
    archive.start()
    young, beside = archive.seat(YOUNG), archive.seat(YOUNG)
    archive.put("tendering.tender_published.v1", closes_at=(archive.bench.now + timedelta(days=1)).isoformat())
    form(archive, young)
    assert "Practise" in step(archive, young)
    archive.put("youth_panel.practice_finished.v1", actor=young.seat)
    archive.bench.advance(timedelta(days=1))
    open_bids(archive, 2)
    assert stage(archive, young) == "training"
    archive.put("youth_panel.interest_declared.v1", actor=young.seat)
    assert "if you know somebody there" in step(archive, young)
    archive.put("youth_panel.interest_declared.v1", actor=young.seat)
    assert "score it, on your own" in step(archive, young)
    assert "not on it" in step(archive, beside)
    archive.put(SCORED, actor=young.seat)
    assert "score it, on your own" in step(archive, young)
    archive.put("youth_panel.scoring_abstained.v1", actor=young.seat)
    assert "All your scores are in" in step(archive, young)
    archive.put("youth_panel.score_agreed.v1")
    assert stage(archive, young) == "moderation"
    archive.put("youth_panel.scores_locked.v1")
    archive.put("youth_panel.ranking_made.v1")
    assert "Then vote" in step(archive, young)
    archive.put(VOTED, actor=young.seat)
    assert "You have voted" in step(archive, young)
    archive.put("youth_panel.provider_chosen.v1")
    assert "the council says yes or no" in step(archive, young)
    archive.put("youth_panel.choice_declined.v1")
    assert "Then vote again" in step(archive, young)
    archive.put(VOTED, actor=young.seat)
    archive.put("youth_panel.provider_chosen.v1")
    archive.put("youth_panel.choice_confirmed.v1")
    assert stage(archive, young) == "award"


def test_a_recusal_counts_where_it_tells_nothing(archive: Archive) -> None:
    """Before the first score it takes a bid off. After it, it may be of a bid that was scored: which is not told."""
    archive.start()
    first, later = archive.seat(YOUNG), archive.seat(YOUNG)
    form(archive, first, later)
    open_bids(archive, 2)
    for seat in (first, later):
        archive.put("youth_panel.practice_finished.v1", actor=seat.seat)
        for _ in range(2):
            archive.put("youth_panel.interest_declared.v1", actor=seat.seat)
    chair = archive.seat(FACILITATOR)
    archive.put("youth_panel.seat_recused.v1", actor=chair.seat, seat_id=first.seat)
    for seat in (first, later):
        archive.put(SCORED, actor=seat.seat)
    archive.put("youth_panel.seat_recused.v1", actor=chair.seat, seat_id=later.seat)
    assert "All your scores are in" in step(archive, first)
    assert "score it, on your own" in step(archive, later)


def test_each_half_of_the_opening_knows_of_the_other(archive: Archive) -> None:
    archive.start()
    young, officer = archive.seat(YOUNG), archive.seat(COMMISSIONER)
    archive.put("tendering.tender_published.v1", closes_at=archive.bench.now.isoformat())
    assert stage(archive, officer) == "opening"
    archive.put("tendering.opening_begun.v1", actor=officer.seat)
    assert "have done your part" in step(archive, officer)
    assert "time to open" in step(archive, young)
    archive.put("tendering.opening_begun.v1", actor=young.seat)
    assert "Now the council" in step(archive, young)


def test_an_amendment_moves_the_end_of_the_time_for_bids(archive: Archive) -> None:
    archive.start()
    provider = archive.seat(Role.PROVIDER)
    archive.put("tendering.tender_published.v1", closes_at=(archive.bench.now + timedelta(days=1)).isoformat())
    ends_at = archive.bench.now + timedelta(days=9)
    archive.put("tendering.tender_amended.v1", closes_at=ends_at.isoformat())
    (told,) = standing(archive, provider)["next_steps"]
    assert datetime.fromisoformat(told["by"]) == ends_at
    archive.bench.advance(timedelta(days=2))
    assert stage(archive, provider) == "tender_open"
    archive.bench.now = ends_at
    assert stage(archive, provider) == "opening"


@pytest.mark.parametrize("done", ["question_answered", "question_set_aside"])
def test_a_question_that_waits_is_the_commissioners_next_step(archive: Archive, done: str) -> None:
    archive.start()
    officer, young = archive.seat(COMMISSIONER), archive.seat(YOUNG)
    archive.put("tendering.tender_published.v1", closes_at=(archive.bench.now + timedelta(days=1)).isoformat())
    for question in ("q1", "q2"):
        archive.put("tendering.question_asked.v1", actor=question, question_id=question)
    archive.put(f"tendering.{done}.v1", question_id="q1")
    assert "A provider has a question." in step(archive, officer)
    assert "Nobody can read them yet" in step(archive, young)
    archive.put(f"tendering.{done}.v1", question_id="q2")
    assert "Name the panel" in step(archive, officer)


def test_a_question_is_a_providers_in_the_record_and_no_seats(archive: Archive) -> None:
    archive.start()
    officer = archive.seat(COMMISSIONER)
    archive.put("tendering.tender_published.v1", closes_at=(archive.bench.now + timedelta(days=1)).isoformat())
    archive.put("tendering.question_asked.v1", actor="q1", question_id="q1")
    item = archive.timeline(officer)["items"][-1]
    assert (item["actor_role"], item["actor"]) == ("provider", "q1")


def test_the_standstill_and_a_challenge_hold_the_contract_up(archive: Archive) -> None:
    archive.start()
    officer, provider = archive.seat(COMMISSIONER), archive.seat(Role.PROVIDER)
    archive.put("youth_panel.choice_confirmed.v1")
    assert "Decide the award" in step(archive, officer)
    ends_at = archive.bench.now + timedelta(days=10)
    archive.put("tendering.assessment_summary_sent.v1")
    archive.put("tendering.award_decided.v1", standstill_ends_at=ends_at.isoformat())
    (told,) = standing(archive, officer)["next_steps"]
    assert (told["waiting"], told["by"]) == (True, ends_at.isoformat(timespec="microseconds").replace("+00:00", "Z"))
    assert "challenge" in step(archive, provider)
    archive.put("tendering.challenge_raised.v1", challenge_id="one")
    assert "Answer it" in step(archive, officer)
    archive.put("tendering.challenge_answered.v1", challenge_id="one")
    archive.bench.advance(timedelta(days=11))
    assert "Sign the contract" in step(archive, officer)
    archive.put("tendering.contract_signed.v1")
    assert (stage(archive, officer), standing(archive, officer)["ended"]) == ("contract", True)


def test_somebody_with_two_roles_is_told_what_is_next_in_both(archive: Archive) -> None:
    archive.start()
    officer = archive.seat(COMMISSIONER)
    archive.bench.advance(timedelta(minutes=1))
    archive.bench.seat(archive.commission_id, Role.AUDITOR, officer.holder_id)
    found = standing(archive, officer)["next_steps"]
    assert [each["role"] for each in found] == ["commissioner", "auditor"]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("ends", [False, True])
def test_while_bids_are_sealed_everything_reads_the_same_however_many_there_are(
    archive: Archive, role: Role, ends: bool
) -> None:
    archive.start()
    caller = archive.seat(role)
    archive.put("tendering.tender_published.v1", closes_at=(archive.bench.now + timedelta(days=1)).isoformat())
    archive.seat(Role.PROVIDER)
    if ends:
        archive.put("tendering.commission_abandoned.v1")
    before = archive.read("standing", caller).data
    for _ in range(2):
        bidder = archive.seat(Role.PROVIDER)
        for event_type in SEALED:
            archive.put(event_type, actor=bidder.seat)
        archive.put("people.seat_ended.v1", seat_id=bidder.seat, holder_id=bidder.holder_id, role="provider")
    # Many enough to fill all that is read back.
    for _ in range(3):
        archive.take(
            [archive.bench.message(sample(SEALED[0], commission_id=archive.commission_id)) for _ in range(150)]
        )
    assert archive.read("standing", caller).data == before


def test_a_bidder_s_own_bid_shows_no_more_than_anybody_s(archive: Archive) -> None:
    """Whether it is in is said by the tender's own service, to whoever belongs to the organisation."""
    archive.start()
    bidder = archive.seat(Role.PROVIDER)
    archive.put("tendering.tender_published.v1", closes_at=(archive.bench.now + timedelta(days=1)).isoformat())
    before = archive.read("standing", bidder).data
    archive.put(SEALED[0], actor=bidder.seat)
    assert archive.read("standing", bidder).data == before


@pytest.mark.parametrize("young", [1, 4, 5])
def test_providers_read_no_count_of_a_few_young_people(archive: Archive, young: int) -> None:
    archive.start()
    provider, officer = archive.seat(Role.PROVIDER), archive.seat(COMMISSIONER)
    for _ in range(young):
        archive.put(SIGNED, actor=archive.seat(YOUNG).seat)
    open_bids(archive, 1)

    def row(caller: Caller) -> tuple[int, list[str]]:
        (found,) = [each for each in standing(archive, caller)["lately"] if each["type"] == SIGNED]
        return found["times"], found["roles"]

    assert row(officer) == (young, ["young_person"])
    assert row(provider) == ((5, ["young_person"]) if young == 5 else (1, []))


def test_what_happened_lately_leaves_out_that_it_was_told_and_says_it_in_plain_words(archive: Archive) -> None:
    archive.start()
    young = archive.seat(YOUNG)
    archive.put("specification.clause_agreed.v1", reason="SECRET WORDS")
    archive.put("notifications.seats_told.v1")
    answer = archive.read("standing", young)
    whats = [each["what"] for each in (answer.json or {})["lately"]]
    assert whats[0] == "The group agreed one part of the text."
    assert not any("told" in each for each in whats)
    assert "SECRET WORDS" not in answer.text
    assert young.seat not in answer.text


def test_whoever_has_no_seat_here_reads_nothing(archive: Archive) -> None:
    archive.start()
    elsewhere = archive.bench.seat(new_id(), Role.AUDITOR)
    assert archive.read("standing", elsewhere).status_code == 403
    assert archive.ask(f"/commissions/{archive.commission_id}/standing").status_code == 401


def test_a_commission_that_has_not_begun_here_is_said_to_be_unknown(archive: Archive) -> None:
    assert archive.read("standing", archive.seat(YOUNG)).status_code == 404


def test_damaged_data_leaves_gaps_and_no_error(archive: Archive) -> None:
    archive.start()
    young = archive.seat(YOUNG)
    form(archive, young)
    open_bids(archive, 2)
    archive.put("tendering.award_decided.v1")
    archive.damage("UPDATE entries SET data = 'x' WHERE chain = :chain")
    found = standing(archive, young)
    assert [each["planned_on"] for each in found["stages"]] == [None] * len(found["stages"])
    assert "not on it" in found["next_steps"][0]["text"]


def test_whether_words_are_checked_is_what_was_said_last(archive: Archive) -> None:
    facilitator = archive.seat(FACILITATOR)
    archive.put("specification.commission_started.v1", checks_young_texts=True)

    def checks() -> bool:
        return "See if words wait" in str(standing(archive, facilitator)["next_steps"])

    assert checks()
    archive.put("specification.text_checking_set.v1", checks_young_texts=False)
    assert not checks()
    archive.put("specification.text_checking_set.v1", checks_young_texts=True)
    assert checks()
