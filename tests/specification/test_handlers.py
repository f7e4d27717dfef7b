"""What happens elsewhere: the tender is published, the commission ends. Each event is handled twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.specification.models import Clause, KnownTender
from services.specification.rules.commissions import CommissionHasEnded, RulesAreLocked
from tests.specification.workshop import Workshop, criteria

ACTS: dict[str, Callable[[Workshop, Clause], object]] = {
    "draft": lambda shop, _clause: shop.draft(heading="Another"),
    "edit": lambda shop, clause: shop.edit(clause),
    "edit with the same words": lambda shop, clause: shop.edit(clause, text=clause.text),
    "agree": lambda shop, clause: shop.agree(clause),
    "criteria": lambda shop, _clause: shop.set_criteria(criteria()[::-1]),
    "the same criteria": lambda shop, _clause: shop.set_criteria(criteria()),
    "sign": lambda shop, _clause: shop.sign(shop.young[2]),
}
ENDS: dict[str, tuple[Callable[[Workshop], None], type[Exception]]] = {
    "published": (Workshop.publish, RulesAreLocked),
    "abandoned": (Workshop.abandon, CommissionHasEnded),
    "contract": (Workshop.contract, CommissionHasEnded),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("end", ENDS)
def test_nothing_changes_after_the_tender_is_published_or_the_commission_is_over(
    workshop: Workshop, end: str, act: str
) -> None:
    happens, refusal = ENDS[end]
    clause = workshop.agreed()
    happens(workshop)
    before = workshop.state()
    with pytest.raises(refusal):
        ACTS[act](workshop, clause)
    assert workshop.state() == before


def test_a_commission_abandoned_after_publication_has_ended(workshop: Workshop) -> None:
    workshop.agreed()
    workshop.publish()
    workshop.abandon()
    (known,) = workshop.bench.rows(KnownTender)
    assert known.published_at is not None
    assert known.ended_at is not None
    with pytest.raises(CommissionHasEnded):
        workshop.draft()


def test_an_end_that_is_heard_of_first_still_ends_it(workshop: Workshop) -> None:
    workshop.abandon()
    workshop.publish()
    with pytest.raises(CommissionHasEnded):
        workshop.draft()
