"""How long a tender stays open at least, and until when questions are taken. Pure.

Procurement Act 2023, section 54: 25 days where tenders are sent electronically and all documents come with the notice,
as they do here; 10 days in a state of urgency; none for light touch contracts. The Provider Selection Regime and
contracts below the threshold name no number of days. What changes by law from a day on is added here with that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.tendering.rules.bids import ClosingTimeIsWrong
from services.tendering.rules.standstill import LONDON
from shared.errors import Invalid

_FORMAT = "%H:%M, %d.%m.%Y"
_LAST_DAYS = timedelta(days=7)


@dataclass(frozen=True)
class Period:
    """How many days a tender is open at least. urgent: where there is no time for that, for a reason that is told."""

    regime: str
    since: date
    days: int
    urgent: int
    source: str


_ACT = "Procurement Act 2023, section 54"
_SELECTION = "Health Care Services (Provider Selection Regime) Regulations 2023"
PERIODS = (
    Period("procurement_act", date(2025, 2, 24), 25, 10, _ACT),
    Period("light_touch", date(2025, 2, 24), 0, 0, _ACT),
    Period("provider_selection", date(2024, 1, 1), 0, 0, _SELECTION),
    Period("below_threshold", date(2024, 1, 1), 0, 0, ""),
)


class ClosingTimeIsTooSoon(Invalid):
    """Bidders have to be given more time. `earliest` is the first closing time that is allowed."""


class QuestionTimeIsWrong(Invalid):
    """Questions have to end before the tender closes, and not before now."""


def period_for(regime: str, opens_at: datetime) -> Period:
    """Return what holds for a tender that opens at this moment: of the regime's periods the newest that has begun.

    Raises LookupError for a regime that has none here.
    """
    day = opens_at.astimezone(LONDON).date()
    of_the_regime = sorted((each for each in PERIODS if each.regime == regime), key=lambda each: each.since)
    if not of_the_regime:
        message = f"no period is known for {regime}"
        raise LookupError(message)
    begun = [each for each in of_the_regime if each.since <= day]
    return begun[-1] if begun else of_the_regime[0]


def earliest_closing(regime: str, opens_at: datetime, *, is_urgent: bool) -> datetime:
    """Return the first closing time that is lawful where the days count from `opens_at`.

    A period of so many days ends as many times 24 hours later, to the second: that is never less than the law asks.
    """
    period = period_for(regime, opens_at)
    return opens_at + timedelta(days=period.urgent if is_urgent else period.days)


def last_questions(opens_at: datetime, closes_at: datetime) -> datetime:
    """Return until when questions are taken where nobody says it: three quarters of the time, or all but 7 days."""
    return closes_at - min((closes_at - opens_at) / 4, _LAST_DAYS)


def check_dates(
    closes_at: datetime, questions_until: datetime, *, regime: str, opens_at: datetime, is_urgent: bool
) -> None:
    """Raise ClosingTimeIsWrong, ClosingTimeIsTooSoon or QuestionTimeIsWrong.

    opens_at: from when the days count: the publication, or the amendment that begins them anew.
    """
    if closes_at <= opens_at:
        raise ClosingTimeIsWrong("The closing time has to lie ahead.")
    earliest = earliest_closing(regime, opens_at, is_urgent=is_urgent)
    if closes_at < earliest:
        period = period_for(regime, opens_at)
        days = period.urgent if is_urgent else period.days
        raise ClosingTimeIsTooSoon(
            "Providers have at least {days} days ({source}). The earliest end is {earliest}, London time.",
            words={"days": days, "source": period.source, "earliest": in_words(earliest)},
            earliest=earliest.isoformat(),
        )  # fmt: skip
    if not opens_at < questions_until <= closes_at:
        raise QuestionTimeIsWrong("Questions have to end after now, and not after the tender closes.")


def check_amended(closes_at: datetime, closed_at: datetime) -> None:
    """Raise ClosingTimeIsTooSoon where an amendment would take time away. closed_at: the closing time until now."""
    if closes_at < closed_at:
        raise ClosingTimeIsTooSoon(
            "A change takes no time away. So the earliest end is {earliest}, London time.",
            words={"earliest": in_words(closed_at)},
            earliest=closed_at.isoformat(),
        )


def in_words(moment: datetime) -> str:
    """Return a moment as messages write it: by the clocks in London."""
    return moment.astimezone(LONDON).strftime(_FORMAT)
