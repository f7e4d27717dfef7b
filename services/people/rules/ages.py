"""Who is old enough, and young enough, for which seat. Pure."""

from __future__ import annotations

from datetime import date

from shared.errors import Invalid
from shared.roles import Role

YOUNGEST, OLDEST, YOUNGEST_FACILITATOR = 10, 25, 16


class AgeIsOutOfRange(Invalid):
    """Young people's seats are for those from 10 to 25, and facilitators are at least 16."""


def age_on(born_on: date, today: date) -> int:
    """Return a person's age in whole years. Who was born on 29 February grows older on 1 March in other years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def check_age(role: Role, born_on: date, today: date) -> None:
    """Refuse a young person's seat under 10 or over 25, and a facilitator's under 16. Raises AgeIsOutOfRange.

    today: the date in Europe/London. Source: the field's own ages: young people 10 to 25, ambassadors from 16.
    """
    age = age_on(born_on, today)
    if role is Role.YOUNG_PERSON and not YOUNGEST <= age <= OLDEST:
        raise AgeIsOutOfRange(
            "This is for people from {youngest} to {oldest}. Is the date right? If not, change it; "
            "if it is, ask the person who gave you the code.",
            words={"youngest": YOUNGEST, "oldest": OLDEST},
        )
    if role is Role.FACILITATOR and age < YOUNGEST_FACILITATOR:
        raise AgeIsOutOfRange(
            "Facilitators are at least {youngest}. Ask for a young person's code.",
            words={"youngest": YOUNGEST_FACILITATOR},
        )


def is_checked_first(born_on: date, today: date) -> bool:
    """Say whether somebody is under 16, whose texts a facilitator reads first where a commission wants that."""
    return age_on(born_on, today) < YOUNGEST_FACILITATOR
