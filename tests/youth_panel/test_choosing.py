from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from threading import Thread

import pytest

from services.youth_panel.models import Choice, RankingRow, Vote
from services.youth_panel.rules.blindness import BidIsUnknown
from services.youth_panel.rules.choice import (
    BidIsExcluded,
    ChoiceIsConfirmed,
    ChoiceIsMade,
    ConflictOfInterest,
    NothingIsChosen,
    OnlyYoungSeatsChoose,
    QuorumIsNotReached,
    RankingIsNotMade,
    VoteIsCast,
)
from services.youth_panel.rules.membership import CommissionHasEnded, NotOnThePanel, PanelIsPaused
from services.youth_panel.rules.scoring import rounded
from services.youth_panel.use_cases.close_vote import close_vote
from services.youth_panel.use_cases.confirm_choice import confirm_choice
from services.youth_panel.use_cases.decline_choice import decline_choice
from services.youth_panel.use_cases.lock_scores import lock_scores
from services.youth_panel.use_cases.recuse_seat import recuse_seat
from shared.access import Caller
from shared.contracts.youth_panel import ChoiceDeclined, ChoiceVoted, ProviderChosen, RankingMade
from shared.errors import DomainError
from shared.ids import new_id
from shared.roles import Role
from tests.youth_panel.stage import Stage


def close(stage: Stage, reason: str = "One is away until spring.") -> None:
    stage.act(close_vote, stage.chair, reason=reason)


def chosen(stage: Stage) -> None:
    stage.ranked()
    for caller in stage.young:
        stage.vote(caller, 0)


def test_the_ranking_is_published_with_what_would_have_changed_it(stage: Stage) -> None:
    made = stage.ranked()
    assert [(each.label, each.place, each.excluded_because) for each in made.ranking] == [
        ("Provider A", 1, ""),
        ("Provider B", 2, ""),
    ]
    assert made.tie_broken_by == ""
    found = made.sensitivity
    # Without the young people: A has (60 + 100) / 2 = 80, B (80 + 90) / 2 = 85.
    assert {each.panel: each.bid_id for each in found.without_panel} == {
        "young_people": stage.bids[1],
        "adults": stage.bids[0],
        "price": stage.bids[0],
    }
    # a = 0.8 y + 0.8 (100 - y), b = 0.6 y + 0.85 (100 - y): equal at y = 20.
    assert found.smallest_share_that_changes == Decimal("20.00")
    assert found.decisive_seats == ()
    # Own scores of A on welcome are 4, 4, 4, 2, of B all 3: the root of (3 x 0.25 + 2.25) / 8.
    deviations = {each.criterion_id: each.standard_deviation for each in found.deviations}
    assert deviations[stage.welcome] == Decimal("0.612372")
    assert deviations[stage.money] == Decimal(0)
    assert stage.bench.recorded()[-1].actor == "system"


def test_prices_before_the_lock_are_set_aside(stage: Stage) -> None:
    stage.agreed()
    assert "scores_are_not_locked" in stage.bench.take(stage.prices())
    assert stage.bench.rows(RankingRow) == []


def test_prices_that_do_not_cover_all_bids_are_set_aside(stage: Stage) -> None:
    stage.locked()
    whole = stage.prices()
    assert "price_is_missing" in stage.bench.take(replace(whole, prices=whole.prices[:1]))
    assert stage.bench.rows(RankingRow) == []


def test_a_bid_under_a_minimum_is_excluded_and_cannot_be_chosen(stage: Stage) -> None:
    stage.ready_to_score()
    for caller in stage.young:
        stage.score(caller, 0, 1, 5)
        stage.score(caller, 1, 3, 3)
    for caller in stage.adults:
        stage.score(caller, 0, 5)
        stage.score(caller, 1, 1)
    stage.reveal_all()
    for criterion, first, second in ((stage.welcome, 1, 3), (stage.waiting, 5, 3), (stage.money, 5, 1)):
        stage.agree(0, criterion, str(first))
        stage.agree(1, criterion, str(second))
    stage.act(lock_scores, stage.chair, sign_off="Read back.")
    stage.bench.handle(stage.prices())
    made = stage.bench.events()[-1]
    assert isinstance(made, RankingMade)
    assert [(each.label, each.place) for each in made.ranking] == [("Provider B", 1), ("Provider A", None)]
    assert made.ranking[1].excluded_because == "Under the minimum score. Welcome: agreed 1, at least 2."
    with pytest.raises(BidIsExcluded):
        stage.vote(stage.young[0], 0)


def test_votes_stay_hidden_until_the_last_and_then_the_choice_is_published_with_reasons(stage: Stage) -> None:
    stage.ranked()
    for number, caller in enumerate(stage.young):
        stage.vote(caller, number % 2, f"Reason {9 - number}.")
        row = next(r for r in reversed(stage.bench.recorded()) if r.type == "youth_panel.choice_voted.v1")
        assert row.reason == ""
        assert stage.bids[0] not in row.body
        assert stage.bids[1] not in row.body
    voted, event = stage.bench.events()[-2:]
    assert isinstance(voted, ChoiceVoted)
    assert isinstance(event, ProviderChosen)
    # Two against two: the higher ranked.
    assert (event.label, event.votes_for, event.votes_cast) == ("Provider A", 2, 4)
    assert stage.bench.recorded()[-1].reason == "- Reason 7.\n- Reason 9."


def test_the_panel_may_choose_another_than_the_first_and_its_reasons_are_on_the_record(stage: Stage) -> None:
    stage.ranked()
    for caller in stage.young:
        stage.vote(caller, 1, "They stay.")
    event = stage.bench.events()[-1]
    assert isinstance(event, ProviderChosen)
    assert event.label == "Provider B"
    assert "They stay." in stage.bench.recorded()[-1].reason


def test_the_chair_closes_a_vote_that_has_its_quorum(stage: Stage) -> None:
    stage.ranked()
    for caller in stage.young[:2]:
        stage.vote(caller, 1)
    with pytest.raises(QuorumIsNotReached):
        close(stage)
    assert stage.bench.rows(Choice) == []
    stage.vote(stage.young[2], 1)
    close(stage)
    event = stage.bench.events()[-1]
    assert isinstance(event, ProviderChosen)
    assert (event.votes_for, event.votes_cast) == (3, 3)
    assert stage.bench.recorded()[-1].reason.startswith("One is away until spring.\n- ")
    with pytest.raises(ChoiceIsMade):
        stage.vote(stage.young[3], 1)
    with pytest.raises(ChoiceIsMade):
        close(stage)


def test_a_seat_that_left_is_not_waited_for(stage: Stage) -> None:
    stage.ranked()
    stage.end_seat(stage.young[3])
    for caller in stage.young[:3]:
        stage.vote(caller, 0)
    assert isinstance(stage.bench.events()[-1], ProviderChosen)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("adult", OnlyYoungSeatsChoose), ("outsider", NotOnThePanel), ("twice", VoteIsCast), ("unknown", BidIsUnknown)],
)
def test_a_vote_that_does_not_count_leaves_nothing(stage: Stage, who: str, refusal: type[DomainError]) -> None:
    stage.ranked()
    callers: dict[str, Callable[[], Caller]] = {
        "adult": lambda: stage.adults[0],
        "outsider": lambda: stage.seat(Role.YOUNG_PERSON),
        "twice": lambda: stage.young[0],
        "unknown": lambda: stage.young[1],
    }
    stage.vote(stage.young[0], 0)
    if who == "unknown":
        stage.bids[0] = new_id()
    before = stage.bench.event_types()
    with pytest.raises(refusal):
        stage.vote(callers[who](), 0)
    assert len(stage.bench.rows(Vote)) == 1
    assert stage.bench.event_types() == before


def test_a_recused_seat_votes_for_any_bid_but_that_one(stage: Stage) -> None:
    stage.ready_to_score()
    stage.act(
        recuse_seat,
        stage.young[3],
        seat_id=stage.young[3].seat,
        organisation_id=stage.organisations[0],
        reason="My aunt works there.",
    )
    for number, caller in enumerate(stage.young):
        if number != 3:
            stage.score(caller, 0, 4, 4)
        stage.score(caller, 1, 3, 3)
    for caller in stage.adults:
        stage.score(caller, 0, 3)
        stage.score(caller, 1, 4)
    stage.reveal_all()
    for bid, welcome, money in ((0, "4", "3"), (1, "3", "4")):
        for criterion, score in ((stage.welcome, welcome), (stage.waiting, welcome), (stage.money, money)):
            stage.agree(bid, criterion, score)
    stage.act(lock_scores, stage.chair, sign_off="Read back.")
    stage.bench.handle(stage.prices())
    with pytest.raises(ConflictOfInterest):
        stage.vote(stage.young[3], 0)
    stage.vote(stage.young[3], 1)


def test_there_is_no_vote_before_the_ranking_nor_when_paused_or_abandoned(stage: Stage) -> None:
    stage.locked()
    with pytest.raises(RankingIsNotMade):
        stage.vote(stage.young[0], 0)
    with pytest.raises(RankingIsNotMade):
        close(stage)
    stage.bench.handle(stage.prices())
    for caller in stage.young[:2]:
        stage.end_seat(caller)
    with pytest.raises(PanelIsPaused):
        stage.vote(stage.young[2], 0)
    with pytest.raises(PanelIsPaused):
        close(stage)
    stage.abandon()
    with pytest.raises(CommissionHasEnded):
        stage.vote(stage.young[2], 0)


def test_the_commissioner_declines_with_reasons_and_the_panel_votes_again(stage: Stage) -> None:
    chosen(stage)
    stage.act(decline_choice, stage.commissioner, reason="Their accounts were filed wrong. Here is the letter.")
    event = stage.bench.events()[-1]
    assert isinstance(event, ChoiceDeclined)
    assert stage.bench.recorded()[-1].reason.startswith("Their accounts")
    with pytest.raises(NothingIsChosen):
        stage.act(confirm_choice, stage.commissioner, reason="Now I do.")
    for caller in stage.young:
        stage.vote(caller, 1)
    stage.act(confirm_choice, stage.commissioner, reason="As they chose.")
    assert [(c.round, c.label) for c in sorted(stage.bench.rows(Choice), key=lambda c: c.round)] == [
        (1, "Provider A"),
        (2, "Provider B"),
    ]


def test_a_confirmed_choice_stands(stage: Stage) -> None:
    chosen(stage)
    stage.act(confirm_choice, stage.commissioner, reason="As they chose.")
    before = stage.bench.event_types()
    for use_case in (confirm_choice, decline_choice):
        with pytest.raises(ChoiceIsConfirmed):
            stage.act(use_case, stage.commissioner, reason="Again.")
    with pytest.raises(ChoiceIsConfirmed):
        stage.vote(stage.young[0], 1)
    assert stage.bench.event_types() == before


def test_there_is_nothing_to_confirm_before_the_choice(stage: Stage) -> None:
    stage.ranked()
    for use_case in (confirm_choice, decline_choice):
        with pytest.raises(NothingIsChosen):
            stage.act(use_case, stage.commissioner, reason="Too early.")


def test_totals_shown_are_rounded_once_from_the_exact_ones(stage: Stage) -> None:
    stage.ranked()
    (row,) = stage.bench.rows(RankingRow)
    assert row.shown == {stage.bids[0]: "80.00", stage.bids[1]: "70.00"}
    # 84.4949995 is 84.49 in two places, though 84.495 in six places would make 84.50 of it.
    exact = Fraction("84.4949995")
    assert format(rounded(exact, 2), "f") == "84.49"
    assert format(rounded(Fraction(rounded(exact)), 2), "f") == "84.50"


def test_acts_at_the_same_moment_have_one_effect_each(stage: Stage) -> None:
    stage.ranked()
    refused: list[str] = []

    def vote(caller: Caller) -> None:
        try:
            stage.vote(caller, 0)
        except DomainError as error:
            refused.append(error.code)

    threads = [Thread(target=vote, args=(caller,)) for caller in (*stage.young, *stage.young)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 4
    assert set(refused) <= {"vote_is_cast", "choice_is_made"}
    types = stage.bench.event_types()
    assert types.count("youth_panel.choice_voted.v1") == 4
    assert types.count("youth_panel.provider_chosen.v1") == 1
