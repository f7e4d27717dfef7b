from __future__ import annotations

from decimal import Decimal

from services.youth_panel.use_cases.confirm_choice import confirm_choice
from shared.contracts.youth_panel import ChoiceConfirmed, ProviderChosen, RankingMade
from tests.youth_panel.stage import Stage


def test_a_panel_goes_from_forming_to_a_confirmed_choice(stage: Stage) -> None:
    made = stage.ranked()
    assert [each.label for each in made.ranking] == ["Provider A", "Provider B"]
    for caller in stage.young:
        stage.vote(caller, 0)
    stage.act(confirm_choice, stage.commissioner, reason="By the rules, and within the money.")
    events = stage.bench.events()
    chosen, confirmed = events[-2:]
    assert isinstance(chosen, ProviderChosen)
    assert (chosen.votes_for, chosen.votes_cast, chosen.bid_id) == (4, 4, stage.bids[0])
    assert isinstance(confirmed, ChoiceConfirmed)
    assert confirmed.ranking == made.ranking
    assert len(confirmed.agreed) == 6


def test_totals_are_exact_and_add_up_by_hand(stage: Stage) -> None:
    made: RankingMade = stage.ranked()
    first, second = made.ranking
    # A: young 80, adults 60, price 100. B: young 60, adults 80, price 90.
    assert first.total == Decimal("80.000000")
    assert second.total == Decimal("70.000000")
    assert {each.panel: each.score for each in second.panel_scores} == {
        "young_people": Decimal(60), "adults": Decimal(80), "price": Decimal(90),
    }  # fmt: skip
