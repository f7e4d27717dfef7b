"""Rules about tenders and bids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from shared.errors import Conflict, Invalid, NotAllowed, NotFound

LETTERS = 26


class NoSuchCommission(NotFound):
    """The commission has not been heard of here."""


class NoSuchTender(NotFound):
    """There is no tender in this commission."""


class NoSuchBid(NotFound):
    """There is no such bid, or none that the caller may know of."""


class SpecificationIsNotAgreed(Conflict):
    """A tender is made from an agreed specification, and there is none that stands."""


class TenderIsPublishedAlready(Conflict):
    """The tender is out; it can be published once."""


class ClosingTimeIsWrong(Invalid):
    """The closing time has to lie ahead."""


class TenderIsClosed(Conflict):
    """The deadline has passed, by the server's clock, to the second."""


class TenderIsStillOpen(Conflict):
    """Bids are opened only after the deadline."""


class CommissionHasEnded(Conflict):
    """The commission has a contract, or was abandoned."""


class OrganisationIsMissing(NotAllowed):
    """A provider bids for an organisation, and the caller has none yet."""


class OrganisationNameIsTaken(Conflict):
    """An organisation with this name is registered."""


class MemberOfOneAlready(Conflict):
    """The caller belongs to an organisation already."""


class BidExistsAlready(Conflict):
    """An organisation has one bid in a commission."""


class BidHasChanged(Conflict):
    """The caller worked on an older version of the bid."""


class BidIsSubmitted(Conflict):
    """The bid is handed in; to change it, withdraw it first."""


class BidIsWithdrawn(Conflict):
    """The bid was withdrawn."""


class BidIsNotSubmitted(Conflict):
    """Only a bid that is handed in can be withdrawn."""


class BidIsIncomplete(Invalid):
    """Answers or the price are missing, or an answer is too long. `missing` lists what."""


class AnswersAreNotAsked(Invalid):
    """The bid answers what the tender does not ask. `unknown` lists the ids."""


def has_closed(closes_at: datetime, now: datetime) -> bool:
    """Say whether the deadline has passed: at `closes_at` itself it is too late."""
    return now >= closes_at


def check_closing_time(closes_at: datetime, now: datetime) -> None:
    """Raise ClosingTimeIsWrong unless the deadline lies ahead."""
    if closes_at <= now:
        raise ClosingTimeIsWrong("The closing time has to lie ahead.")


def count_words(text: str) -> int:
    """Count words: runs of characters between white space."""
    return len(text.split())


def check_complete(answers: Mapping[str, str], price: Decimal | None, criteria: Sequence[Mapping[str, object]]) -> None:
    """Raise BidIsIncomplete, which lists by the criterion's title what is missing or too long; never any content."""
    missing = []
    for criterion in criteria:
        words = count_words(answers.get(str(criterion["criterion_id"]), ""))
        limit = int(str(criterion["word_limit"]))
        if not words:
            missing.append(f"{criterion['title']}: not answered")
        elif words > limit:
            missing.append(f"{criterion['title']}: {words} words; at most {limit} fit")
    if price is None or price <= 0:
        missing.append("the price")
    if missing:
        raise BidIsIncomplete("This is missing or too long: " + "; ".join(missing) + ".", missing=missing)


def check_asked(answers: Mapping[str, str], criteria: Sequence[Mapping[str, object]]) -> None:
    """Raise AnswersAreNotAsked where an answer belongs to no criterion of this tender."""
    asked = {str(c["criterion_id"]) for c in criteria}
    unknown = sorted(set(answers) - asked)
    if unknown:
        raise AnswersAreNotAsked(
            "This tender has no such question. Take these answers out: " + ", ".join(unknown) + ".", unknown=unknown
        )


def label(index: int) -> str:
    """Return the label of the bid at this place in the random order: Provider A, ..., Provider Z, Provider AA."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"Provider {letters}"
