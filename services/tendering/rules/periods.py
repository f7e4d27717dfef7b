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

_FORMAT = "%H:%M on %d %B %Y"


@dataclass(frozen=True)
class Period:
    """How many days a tender is open at least. urgent: where there is no time for that, for a reason that is told."""

    regime: str
    since: date
    days: int
    urgent: int
    source: str


_ACT = "Procurement Act 2023, section 54"
PERIODS = (
    Period("procurement_act", date(2025, 2, 24), 25, 10, _ACT),
    Period("light_touch", date(2025, 2, 24), 0, 0, f"{_ACT} (no minimum for light touch)"),
    Period("provider_selection", date(2024, 1, 1), 0, 0, "Provider Selection Regime Regulations 2023 (no minimum)"),
    Period("below_threshold", date(2024, 1, 1), 0, 0, "none"),
)


class ClosingTimeIsTooSoon(Invalid):
    """The law gives bidders more time. `earliest` is the first closing time that is lawful."""


class QuestionTimeIsWrong(Invalid):
    """Questions have to end before the tender closes, and not before now."""


def period_for(regime: str, opens_at: datetime) -> Period:
    """Return what holds for a tender that opens at this moment: of the regime's periods the newest that has begun."""
    day = opens_at.astimezone(LONDON).date()
    of_the_regime = sorted((each for each in PERIODS if each.regime == regime), key=lambda each: each.since)
    begun = [each for each in of_the_regime if each.since <= day]
    return (begun or of_the_regime)[-1 if begun else 0]


def check_closing_time(
    closes_at: datetime, questions_until: datetime, *, regime: str, opens_at: datetime, is_urgent: bool
) -> None:
    """Raise ClosingTimeIsWrong, ClosingTimeIsTooSoon or QuestionTimeIsWrong.

    opens_at: from when the days count: the publication, or the amendment that begins them anew. A period of so many
    days ends as many times 24 hours later, to the second.
    """
    if closes_at <= opens_at:
        raise ClosingTimeIsWrong("The closing time has to lie ahead.")
    period = period_for(regime, opens_at)
    days = period.urgent if is_urgent else period.days
    earliest = opens_at + timedelta(days=days)
    if closes_at < earliest:
        local = earliest.astimezone(LONDON).strftime(_FORMAT)
        raise ClosingTimeIsTooSoon(
            f"Bidders have at least {days} days ({period.source}). Close at {local} or later.", earliest=earliest
        )
    if not opens_at < questions_until <= closes_at:
        raise QuestionTimeIsWrong("Questions have to end after now, and not after the tender closes.")
