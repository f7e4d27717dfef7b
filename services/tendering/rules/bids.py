"""Rules about tenders and bids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from shared.errors import Conflict, Invalid, NotAllowed, NotFound

LETTERS = 26
# The name of the part of a bid that is its price. The others have the ids of the criteria that they answer.
PRICE = "price"
# What a word takes in storage at most, in nearly all languages; in UTF-8, with the space after it.
_BYTES_A_WORD = 16
# White space, and what is drawn as a gap or parts words without being white space.
_GAP = re.compile("[\\s\u115f\u1160\u200b\u2800\u3164\uffa0]+")
# Marks that are not drawn. Names that differ in them alone look the same.
_UNDRAWN = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Alphabets whose letters look like each other's.
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


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


class OrganisationNameIsWrong(Invalid):
    """A word of the name mixes letters of alphabets that look alike, so it could pass for another name."""


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


def count_words(text: str) -> int:
    """Count words: runs of characters between white space or what looks like it, with something to be seen in them."""
    return sum(any(unicodedata.category(sign)[0] in "LNPS" for sign in word) for word in _GAP.split(text))


def folded_name(name: str) -> str:
    """Return the form in which names of organisations are compared: what is drawn, in one form, without case.

    Raises OrganisationNameIsWrong where a word mixes letters of two alphabets that look alike.
    """
    drawn = "".join(sign for sign in _UNDRAWN.sub("", name) if unicodedata.category(sign) != "Cf" or sign == "\u200b")
    one_form = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", drawn).casefold())
    words = [word for word in _GAP.split(one_form) if word]
    for word in words:
        alphabets = {unicodedata.name(sign, "").split(" ")[0] for sign in word if sign.isalpha()}
        if len(alphabets & _ALIKE) > 1:
            raise OrganisationNameIsWrong(
                "A word of this name mixes letters of two alphabets, so it could be taken for another name. "
                "Write each word in one alphabet."
            )
    return " ".join(words)


def check_complete(
    answers: Mapping[str, str], price: Decimal | None, criteria: Sequence[Mapping[str, object]],
    missing_files: Sequence[str],
) -> None:  # fmt: skip
    """Raise BidIsIncomplete, which lists by title what is missing or too long; never any content.

    missing_files: titles of files that a bid has to have, and that are not there.
    """
    missing = []
    for criterion in criteria:
        words = count_words(answers.get(str(criterion["criterion_id"]), ""))
        limit = int(str(criterion["word_limit"]))
        if not words:
            missing.append(f"{criterion['title']}: not answered")
        elif words > limit:
            missing.append(f"{criterion['title']}: {words} words; at most {limit} fit")
    missing += [f"{title}: no file" for title in missing_files]
    if price is None or price <= 0:
        missing.append("the price")
    if missing:
        told = {"missing": "; ".join(missing)}
        raise BidIsIncomplete("This is missing or too long: {missing}.", words=told, missing=missing)


def check_asked(answers: Mapping[str, str], criteria: Sequence[Mapping[str, object]]) -> None:
    """Raise AnswersAreNotAsked where an answer belongs to no criterion of this tender."""
    asked = {str(c["criterion_id"]) for c in criteria}
    unknown = sorted(set(answers) - asked)
    if unknown:
        raise AnswersAreNotAsked(
            "This tender has no such question. Take these answers out: {unknown}.",
            words={"unknown": ", ".join(unknown)},
            unknown=unknown,
        )


def room_for(word_limit: int) -> int:
    """Return how many bytes an answer is given in storage, however short it is: so its size tells nothing of it."""
    return word_limit * _BYTES_A_WORD


def label(index: int) -> str:
    """Return the label of the bid at this place in the random order: Provider A, ..., Provider Z, Provider AA."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"Provider {letters}"
