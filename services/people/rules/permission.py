"""A guardian's permission for the youngest, and their own agreement when they are old enough. Pure.

Source: 13 is the age from which a child's own consent counts online in the UK (Data Protection Act 2018, section 9).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from services.people.rules.ages import age_on
from shared.errors import Invalid, NotAllowed, NotFound

AGREES_FOR_THEMSELVES = 13
# Without permission nothing of a child is kept for longer.
LONGEST_WAIT = timedelta(days=30)
_OLDEST_PERMISSION = timedelta(days=365)


class PermissionWay(StrEnum):
    """How permission was given."""

    PAPER_FORM = "paper_form"
    PHONE = "phone"
    IN_PERSON = "in_person"


class Guardian(StrEnum):
    """Who gave it. The role only: no name of theirs is kept."""

    PARENT = "parent"
    CARER = "carer"
    SOCIAL_WORKER = "social_worker"


class AgreementIsNeeded(NotAllowed):
    """The person is 13 now: nobody else's permission counts any more, and they are asked themselves."""


class PermissionIsWrong(Invalid):
    """Permission was given today or in the year before."""


class NobodyWaits(NotFound):
    """Nobody by this id waits for permission in this commission, or no longer."""


def permission_is_needed(born_on: date | None, today: date) -> bool:
    """Say whether somebody is too young to agree for themselves. today: the date in Europe/London."""
    return born_on is not None and age_on(born_on, today) < AGREES_FOR_THEMSELVES


def agreement_is_due(born_on: date | None, agreed_at: datetime | None, today: date) -> bool:
    """Say whether a young person has not agreed themselves yet, and is old enough to be asked."""
    return born_on is not None and agreed_at is None and not permission_is_needed(born_on, today)


def check_agreement(born_on: date | None, agreed_at: datetime | None, today: date, *, agrees: bool) -> None:
    """Raise AgreementIsNeeded where it is due and not given."""
    if agreement_is_due(born_on, agreed_at, today) and not agrees:
        raise AgreementIsNeeded(
            "You are 13 or older now. So we ask you, and not your parent or carer: do you want to go on taking part? "
            "If you do, say yes and sign in again. If not, ask the people who run your group."
        )


def check_permission(given_on: date, today: date) -> None:
    """Refuse a day in the future or over a year ago. Raises PermissionIsWrong."""
    if not today - _OLDEST_PERMISSION <= given_on <= today:
        raise PermissionIsWrong("Write the day on which permission was given: today, or a day in the last year.")
