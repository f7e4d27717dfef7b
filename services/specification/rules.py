"""Rules of co-writing: the plan, the criteria, who signs what, and what voids it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from shared.errors import Conflict, Invalid, NotFound

REGIMES = ("procurement_act", "light_touch", "provider_selection", "below_threshold")
STATUTORY = ("procurement_act", "provider_selection")
CURRENCIES = ("GBP",)
PRICE_FORMULAS = ("lowest_over_price", "linear_to_budget", "fixed_price")
PANELS = ("young_people", "adults")
LADDER = ("Coercion", "Educating", "Informing", "Consultation", "Engagement", "Co-design", "Co-production")
LEAST_YOUNG_SEATS = 3
LEAST_STANDSTILL = 8
SCORES = 6
LONGEST_ANSWER = 5000
MOST_CLAUSES = 200
# The agreed text travels whole in one event, and the log takes messages of up to 1 MiB.
LARGEST_DOCUMENT = 500_000
HUNDRED = Decimal(100)
_HALF = Decimal("0.5")


class NoSuchCommission(NotFound):
    """There is no such commission."""


class NoSuchClause(NotFound):
    """There is no such clause in this commission."""


class NotPublishedYet(NotFound):
    """Bidders read the specification with the tender, all of them at the same time."""


class PlanIsInconsistent(Invalid):
    """The plan breaks a rule of the regime, or its shares do not total 100."""


class CriteriaAreInconsistent(Invalid):
    """The criteria break a rule: weights, descriptors, panels or minimum scores."""


class SpecificationIsTooLong(Invalid):
    """The whole text would be longer than one event can carry."""


class ReasonIsMissing(Invalid):
    """An adult changes what the group agreed or signed, so the group is owed a reason."""


class TooManyClauses(Conflict):
    """There are as many clauses as fit."""


class TextHasChanged(Conflict):
    """The caller worked on an older version; the current one comes with the answer."""


class WordsAreNew(Conflict):
    """The writer changed the words after the caller read them."""


class ClauseIsAgreedAlready(Conflict):
    """The clause is agreed already, in this version."""


class NotAllClausesAreAgreed(Conflict):
    """The specification cannot be signed while a clause is only a draft, or criteria are missing."""


class SignedAlready(Conflict):
    """The seat has signed this text."""


class RulesAreLocked(Conflict):
    """The tender is published: clauses, criteria and weights cannot change any more."""


class CommissionHasEnded(Conflict):
    """The commission has a contract, or was abandoned."""


class NoSuchText(NotFound):
    """There is no such text that waits, or it was settled."""


class NoSuchReport(NotFound):
    """There is no such report in this commission, or it was settled."""


class TextIsHidden(Conflict):
    """The text is hidden: it is shown again, or written anew, before anything else."""


CLAUSE = "clause"


def check_open(*, locked: bool, ended: bool) -> None:
    """Raise CommissionHasEnded or RulesAreLocked where nothing can be changed any more."""
    if ended:
        raise CommissionHasEnded("This commission has ended, so nothing in it can change.")
    if locked:
        raise RulesAreLocked("The tender is published, so the specification cannot change any more.")


def check_may_read(*, is_provider: bool, published: bool) -> None:
    """Raise NotPublishedYet where a bidder would read drafts that other bidders cannot see."""
    if is_provider and not published:
        raise NotPublishedYet("The specification is still being written. It can be read here when the tender opens.")


def check_plan(plan: Mapping[str, Any]) -> None:
    """Raise PlanIsInconsistent, with all that is wrong in one message.

    `plan` has budget (Decimal, GBP, more than 0), regime, standstill_promise_working_days, shares (three Decimals
    in percent, totalling 100 exactly), price_formula, sign_off_quorum and choice_quorum (young seats: at least 1,
    and at least 3, since a panel of fewer pauses), rung_aimed_at (a rung of the ladder) and timetable (dates in order).
    """
    wrong = [*_wrong_words(plan), *_wrong_shares(plan), *_wrong_standstill(plan)]
    if plan["budget"] <= 0:
        wrong.append("The budget has to be more than 0.")
    if plan["sign_off_quorum"] < 1:
        wrong.append("At least one young person has to sign the specification (sign_off_quorum).")
    if plan["choice_quorum"] < LEAST_YOUNG_SEATS:
        wrong.append(f"At least {LEAST_YOUNG_SEATS} young people have to make the choice (choice_quorum).")
    days = [entry["begins_on"] for entry in plan["timetable"]]
    if days != sorted(days):
        wrong.append("The dates of the timetable have to follow each other.")
    if wrong:
        raise PlanIsInconsistent(" ".join(wrong))


def _wrong_words(plan: Mapping[str, Any]) -> list[str]:
    allowed = {
        "currency": CURRENCIES, "regime": REGIMES, "price_formula": PRICE_FORMULAS, "rung_aimed_at": LADDER,
    }  # fmt: skip
    return [
        f"{name} has to be one of {', '.join(words)}." for name, words in allowed.items() if plan[name] not in words
    ]


def _wrong_shares(plan: Mapping[str, Any]) -> list[str]:
    shares = plan["shares"]
    total = sum(shares.values(), Decimal(0))
    wrong = []
    if total != HUNDRED:
        wrong.append(f"The shares of young people, adults and price total {total}; they have to total 100.")
    if min(shares.values()) < 0:
        wrong.append("A share cannot be less than 0.")
    if shares["young_people"] <= 0:
        wrong.append("Young people need a share of the decision.")
    if plan["price_formula"] == "fixed_price" and shares["price"] != 0:
        wrong.append("With a fixed price, the price's share has to be 0.")
    return wrong


def _wrong_standstill(plan: Mapping[str, Any]) -> list[str]:
    """Check the promise of a standstill: the Act and the Provider Selection Regime leave nothing to promise."""
    promise, regime = plan["standstill_promise_working_days"], plan["regime"]
    if promise < 0:
        return ["A standstill cannot be shorter than 0 working days."]
    if regime in STATUTORY and promise:
        return ["The law fixes the standstill of this regime, so the promise has to be 0 days."]
    if regime == "light_touch" and 0 < promise < LEAST_STANDSTILL:
        return [f"A standstill that is promised lasts at least {LEAST_STANDSTILL} working days, or promise 0."]
    return []


def check_criteria(criteria: Sequence[Mapping[str, Any]], shares: Mapping[str, Decimal]) -> None:
    """Raise CriteriaAreInconsistent, with all that is wrong in one message.

    Weights of each panel's criteria total 100, exactly. A panel has criteria just when it has a share, and young
    people always have one. Each criterion has six descriptors, for 0 to 5, and a word limit of 1 to 5,000; a minimum
    score is 0 to 5 in halves.
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
    if criterion["panel"] not in PANELS:
        wrong.append(f"its panel has to be one of {', '.join(PANELS)}.")
    descriptors = criterion["descriptors"]
    if len(descriptors) != SCORES or not all(text.strip() for text in descriptors):
        written = sum(bool(text.strip()) for text in descriptors)
        wrong.append(f"it needs {SCORES} descriptors, for the scores 0 to 5, and has {written}.")
    if criterion["weight"] <= 0:
        wrong.append("its weight has to be more than 0.")
    if not 1 <= criterion["word_limit"] <= LONGEST_ANSWER:
        wrong.append(f"its word limit has to be 1 to {LONGEST_ANSWER}.")
    least = criterion.get("minimum_score")
    if least is not None and (not 0 <= least <= SCORES - 1 or least % _HALF):
        wrong.append("its minimum score has to be 0 to 5, in whole or half points.")
    return wrong


def with_ids(
    criteria: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]], new_id: Callable[[], str]
) -> list[dict[str, Any]]:
    """Return the criteria, each with its id: the one sent, or that of the same panel's same title, or a new one.

    So a list that is sent again without ids changes nothing. Weights and minimum scores lose empty digits: 30.00 and
    30 are one weight, and have to be one text. Raises CriteriaAreInconsistent for an id that is not one of `known`,
    or stands twice.
    """
    free = {c["criterion_id"]: (c["panel"], c["title"]) for c in known}
    for number, criterion in enumerate(criteria, start=1):
        sent = criterion.get("criterion_id")
        if sent is not None and free.pop(sent, None) is None:
            raise CriteriaAreInconsistent(
                "Criterion {number}: its id is not one of this commission's criteria, or stands twice. "
                "Leave the id out of a new criterion.",
                words={"number": number},
            )
    by_name = {name: criterion_id for criterion_id, name in free.items()}
    found = []
    for criterion in criteria:
        given = criterion.get("criterion_id") or by_name.get((criterion["panel"], criterion["title"])) or new_id()
        least = criterion.get("minimum_score")
        numbers = {"weight": _short(criterion["weight"]), "minimum_score": None if least is None else _short(least)}
        found.append({**criterion, **numbers, "criterion_id": given})
    return found


def _short(number: Decimal) -> Decimal:
    return Decimal(format(number.normalize(), "f"))


def check_version(sent: int, current: int, **standing: Any) -> None:
    """Raise TextHasChanged, with the current version and what stands in it, where another version was worked on."""
    if sent != current:
        raise TextHasChanged(
            "This was changed meanwhile: it is at version {current}, and you worked on version {sent}. "
            "Your words are not lost: compare them with the current text and send them again.",
            words={"current": current, "sent": sent},
            current_version=current, **{f"current_{name}": value for name, value in standing.items()},
        )  # fmt: skip


def check_room(*, clauses: int) -> None:
    """Raise TooManyClauses where no further clause fits: there are at most 200."""
    if clauses >= MOST_CLAUSES:
        raise TooManyClauses(
            "There are {clauses} clauses, and no more fit. Put what you want to say into one that is there.",
            words={"clauses": clauses},
        )


def check_length(size: int) -> None:
    """Raise SpecificationIsTooLong for more than 500,000 bytes (UTF-8) of title, need, plan, clauses and criteria."""
    if size > LARGEST_DOCUMENT:
        raise SpecificationIsTooLong(
            "With this, the whole specification would have {size} bytes; at most {most} fit. "
            "Say it in fewer words, here or elsewhere.",
            words={"size": size, "most": LARGEST_DOCUMENT},
        )


def check_signable(*, clauses: int, agreed: int, criteria: int) -> None:
    """Raise NotAllClausesAreAgreed unless there are clauses, all are agreed, and criteria are set."""
    if not clauses or agreed < clauses or not criteria:
        raise NotAllClausesAreAgreed(
            "{agreed} of {clauses} clauses are agreed, and {criteria} criteria are set. "
            "The specification can be signed when every clause is agreed and there are criteria.",
            words={"agreed": agreed, "clauses": clauses, "criteria": criteria},
        )


def check_hash(sent: str, current: str) -> None:
    """Raise TextHasChanged where somebody signs another text than the one that stands."""
    if sent != current:
        raise TextHasChanged(
            "The text has changed since you read it. Read it again, then sign.", current_sha256=current
        )


def quorum_is_met(signed_by: set[str], active_young_seats: set[str], quorum: int) -> bool:
    """Say whether enough young seats have signed; only seats that are still active count."""
    return len(signed_by & active_young_seats) >= quorum


def check_reason(*, by_adult: bool, stands: bool, reason: str) -> None:
    """Raise ReasonIsMissing where an adult changes what stands (agreed by the group, or signed) without saying why."""
    if by_adult and stands and not reason.strip():
        raise ReasonIsMissing("The group agreed this. Say why you change it (reason); the group is told.")


def needs_check(*, checks_young_texts: bool, is_young: bool, is_free: bool) -> bool:
    """Say whether a facilitator reads a text before others do. Whoever is not known to write freely is checked."""
    return checks_young_texts and is_young and not is_free


def check_shown(*, hidden: bool) -> None:
    """Raise TextIsHidden where a hidden text would be agreed."""
    if hidden:
        raise TextIsHidden("This text is hidden. Show it again, or write it anew, before the group agrees it.")
