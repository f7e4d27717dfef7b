"""Where all pages of `tendering` are declared, and what several of them share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from services.tendering.rules.bids import ClosingTimeIsWrong
from services.tendering.rules.periods import ClosingTimeIsTooSoon, QuestionTimeIsWrong
from services.tendering.rules.standstill import LONDON
from shared.access import seats
from shared.errors import DomainError
from shared.roles import Role
from shared.web.careful import CarefulForm
from shared.web.forms import day, one_of_many
from shared.web.pages import Pages

pages = Pages("tendering")
AT = "/commissions/<uuid:commission_id>"
_FIRST, _LAST = 8, 20
_HOURS = [(str(hour), f"{hour}:00") for hour in range(_FIRST, _LAST + 1)]
_NOON = "12"
PROVIDER = seats(Role.PROVIDER)


def at(commission_id: str, path: str = "") -> str:
    """Return the address of a page about a commission's tender."""
    return f"/tendering/commissions/{commission_id}{path}"


class DatesForm(CarefulForm):
    """Until when bids and questions are taken: a day and a full hour, by the clocks in London."""

    blames: ClassVar[Mapping[type[DomainError], str]] = {
        ClosingTimeIsWrong: "closes_on", ClosingTimeIsTooSoon: "closes_on", QuestionTimeIsWrong: "questions_on",
    }  # fmt: skip
    closes_on = day(_l("On which day do bids end?"), needed=_l("Write the day when bids end."))
    closes_hour = one_of_many(_l("At what time do bids end?"), _HOURS, hint=_l("By the clocks in London."))
    questions_on = day(_l("On which day do questions end?"), needed=_l("Write the day when questions end."))
    questions_hour = one_of_many(_l("At what time do questions end?"), _HOURS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for hour in (self.closes_hour, self.questions_hour):
            hour.data = hour.data or _NOON

    def fill(self, closes_at: datetime, questions_until: datetime) -> None:
        """Put moments in where nothing is typed yet: the next full hours that can be chosen."""
        if self.closes_on.raw_data or self.closes_on.data:
            return
        for moment, on, hour in (
            (closes_at, self.closes_on, self.closes_hour),
            (questions_until, self.questions_on, self.questions_hour),
        ):
            local = _next_choice(moment.astimezone(LONDON))
            on.data, hour.data = local.date(), str(local.hour)

    @property
    def closes_at(self) -> datetime:
        """The moment at which bids end."""
        return _moment(self.closes_on.data, self.closes_hour.data)

    @property
    def questions_until(self) -> datetime:
        """The moment at which questions end."""
        return _moment(self.questions_on.data, self.questions_hour.data)


def _next_choice(local: datetime) -> datetime:
    full = local.replace(minute=0, second=0, microsecond=0)
    full = full if full == local else full + timedelta(hours=1)
    if full.hour > _LAST:
        full = (full + timedelta(days=1)).replace(hour=_FIRST)
    return full.replace(hour=max(full.hour, _FIRST))


def _moment(on: date, hour: str) -> datetime:
    return datetime.combine(on, time(int(hour)), LONDON)


def whole_number(text: str | None) -> int:
    """Return the number that a page put into a hidden field; 0 where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004
