"""Rules of co-writing: the plan, the criteria, who signs what, and what voids it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from shared.errors import Conflict, Invalid, NotAllowed, NotFound

REGIMES = ("procurement_act", "light_touch", "provider_selection", "below_threshold")
PRICE_FORMULAS = ("lowest_over_price", "linear_to_budget", "fixed_price")
PANELS = ("young_people", "adults")
LADDER = ("Coercion", "Educating", "Informing", "Consultation", "Engagement", "Co-design", "Co-production")
LEAST_YOUNG_SEATS = 3
LEAST_STANDSTILL = 8
SCORES = 6
HUNDRED = Decimal(100)
_HALF = Decimal("0.5")


class NoSuchCommission(NotFound):
    """There is no such commission."""


class NoSuchClause(NotFound):
    """There is no such clause in this commission."""


class PlanIsInconsistent(Invalid):
    """The plan breaks a rule of the regime, or its shares do not total 100."""


class CriteriaAreInconsistent(Invalid):
    """The criteria break a rule: weights, descriptors, panels or minimum scores."""


class TextHasChanged(Conflict):
    """The caller worked on an older version; the current one comes with the answer."""


class ClauseIsAgreedAlready(Conflict):
    """This version of the clause is agreed already."""


class NotAllClausesAreAgreed(Conflict):
    """The specification cannot be signed while a clause is only a draft, or criteria are missing."""


class SignedAlready(Conflict):
    """This seat has signed this text."""


class RulesAreLocked(Conflict):
    """The tender is published: clauses, criteria and weights cannot change any more."""


class CommissionHasEnded(Conflict):
    """The commission has a contract, or was abandoned."""


class ReasonIsMissing(Invalid):
    """An adult changes what the group agreed, so the group is owed a reason."""


class OnlyOnesOwnGroupAgrees(NotAllowed):
    """Agreement is recorded by a facilitator."""


def check_open(*, locked: bool, ended: bool) -> None:
    """Raise CommissionHasEnded or RulesAreLocked where nothing can be changed any more."""
    if ended:
        raise CommissionHasEnded("This commission has ended, so nothing in it can change.")
    if locked:
        raise RulesAreLocked("The tender is published, so the specification cannot change any more.")


def check_plan(plan: Mapping[str, Any]) -> None:
    """Raise PlanIsInconsistent, with all that is wrong in one message.

    `plan` has budget (Decimal, GBP), regime, standstill_promise_working_days, shares (three Decimals in percent),
    price_formula, sign_off_quorum and choice_quorum (young seats), rung_aimed_at and timetable.
    """
    wrong = [*_wrong_shares(plan), *_wrong_standstill(plan)]
    if plan["choice_quorum"] < LEAST_YOUNG_SEATS:
        wrong.append(f"At least {LEAST_YOUNG_SEATS} young people have to make the choice (choice_quorum).")
    days = [entry["begins_on"] for entry in plan["timetable"]]
    if days != sorted(days):
        wrong.append("The dates of the timetable have to follow each other.")
    if wrong:
        raise PlanIsInconsistent(" ".join(wrong))


def _wrong_shares(plan: Mapping[str, Any]) -> list[str]:
    shares = plan["shares"]
    total = sum(shares.values(), Decimal(0))
    wrong = []
    if total != HUNDRED:
        wrong.append(f"The shares of young people, adults and price total {total}; they have to total 100.")
    if shares["young_people"] <= 0:
        wrong.append("Young people need a share of the decision.")
    if plan["price_formula"] == "fixed_price" and shares["price"] != 0:
        wrong.append("With a fixed price, the price's share has to be 0.")
    return wrong


def _wrong_standstill(plan: Mapping[str, Any]) -> list[str]:
    """Check the promise of a standstill: the Act and the Provider Selection Regime leave nothing to promise."""
    promise, regime = plan["standstill_promise_working_days"], plan["regime"]
    if regime in ("procurement_act", "provider_selection") and promise:
        return ["The law fixes the standstill of this regime, so the promise has to be 0 days."]
    if regime == "light_touch" and 0 < promise < LEAST_STANDSTILL:
        return [f"A standstill that is promised lasts at least {LEAST_STANDSTILL} working days, or promise 0."]
    return []


def check_criteria(criteria: Sequence[Mapping[str, Any]], shares: Mapping[str, Decimal]) -> None:
    """Raise CriteriaAreInconsistent, with all that is wrong in one message.

    Weights of each panel's criteria total 100, exactly. A panel has criteria just when it has a share. Each
    criterion has six descriptors, for 0 to 5; a minimum score is 0 to 5 in halves.
    """
    wrong = []
    for panel in PANELS:
        weights = [c["weight"] for c in criteria if c["panel"] == panel]
        words = panel.replace("_", " ")
        if weights and sum(weights) != HUNDRED:
            wrong.append(f"The weights of the criteria for {words} total {sum(weights)}; they have to total 100.")
        if bool(weights) != (shares[panel] > 0):
            has = "has no share of the decision, so no criteria" if weights else "needs criteria, since it has a share"
            wrong.append(f"The panel of {words} {has}.")
    for number, criterion in enumerate(criteria, start=1):
        wrong += [f"Criterion {number}: {words}" for words in _wrong_criterion(criterion)]
    titles = [c["title"].casefold() for c in criteria]
    if len(set(titles)) != len(titles):
        wrong.append("Two criteria have the same title.")
    if wrong:
        raise CriteriaAreInconsistent(" ".join(wrong))


def _wrong_criterion(criterion: Mapping[str, Any]) -> list[str]:
    wrong = []
    if len(criterion["descriptors"]) != SCORES:
        wrong.append(f"it needs {SCORES} descriptors, for the scores 0 to 5, and has {len(criterion['descriptors'])}.")
    if criterion["weight"] <= 0:
        wrong.append("its weight has to be more than 0.")
    least = criterion.get("minimum_score")
    if least is not None and (not 0 <= least <= SCORES - 1 or least % _HALF):
        wrong.append("its minimum score has to be 0 to 5, in whole or half points.")
    return wrong


def check_version(sent: int, current: int, text: str) -> None:
    """Raise TextHasChanged, with the current version and text, where the caller worked on another version."""
    if sent != current:
        raise TextHasChanged(
            f"This was changed meanwhile: it is at version {current}, and you worked on version {sent}. "
            "Your words are not lost: compare them with the current text and send them again.",
            current_version=current, current_text=text,
        )  # fmt: skip


def check_signable(*, clauses: int, agreed: int, criteria: int) -> None:
    """Raise NotAllClausesAreAgreed unless there are clauses, all are agreed, and criteria are set."""
    if not clauses or agreed < clauses or not criteria:
        raise NotAllClausesAreAgreed(
            f"{agreed} of {clauses} clauses are agreed, and {criteria} criteria are set. "
            "The specification can be signed when every clause is agreed and there are criteria."
        )


def check_hash(sent: str, current: str) -> None:
    """Raise TextHasChanged where somebody signs another text than the one that stands."""
    if sent != current:
        raise TextHasChanged("The text has changed since you read it. Read it again, then sign.", current_sha256=current)


def quorum_is_met(signed_by: set[str], active_young_seats: set[str], quorum: int) -> bool:
    """Say whether enough young seats have signed; only seats that are still active count."""
    return len(signed_by & active_young_seats) >= quorum


def check_reason(*, by_adult: bool, was_agreed: bool, reason: str) -> None:
    """Raise ReasonIsMissing where an adult edits an agreed clause without saying why."""
    if by_adult and was_agreed and not reason.strip():
        raise ReasonIsMissing("The group agreed this clause. Say why you change it; the group is told.")
