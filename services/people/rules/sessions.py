"""Signing in, and how long it lasts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.errors import NotAllowed, NotFound
from shared.roles import AccountKind, Role


class SignInIsWrong(NotAllowed):
    """The sign-in name and the passphrase do not belong together. Which of the two is wrong is not said."""


class NoSuchAccount(NotFound):
    """The account is not there, or its person was erased."""


class NoSuchSession(NotFound):
    """There is no such session of the caller's."""


class RenewalIsNotGood(NotAllowed):
    """The renewal secret is not known, or its session is over."""


@dataclass(frozen=True)
class Limits:
    """How long a session goes on: `idle` without a renewal, and `absolute` from its beginning.

    A device in use renews about every 15 minutes. So somebody who stops is signed out after `idle`, or up to
    15 minutes sooner; never later.
    """

    idle: timedelta
    absolute: timedelta


# A young person's workshop lasts a day, with breaks. Adults sit at desks where others pass by. Source for the order
# of size: NIST SP 800-63B, section 4.2.3 (level 2): at most 12 hours, and 30 minutes idle where much is at stake.
_BY_KIND: Mapping[AccountKind, Limits] = {
    AccountKind.YOUNG_PERSON: Limits(idle=timedelta(hours=4), absolute=timedelta(hours=12)),
    AccountKind.PROVIDER: Limits(idle=timedelta(hours=2), absolute=timedelta(hours=12)),
    AccountKind.STAFF: Limits(idle=timedelta(hours=2), absolute=timedelta(hours=12)),
}
# Who decides, and who may read everything, is signed out sooner.
_BY_ROLE: Mapping[Role, Limits] = {
    Role.COMMISSIONER: Limits(idle=timedelta(hours=1), absolute=timedelta(hours=8)),
    Role.AUDITOR: Limits(idle=timedelta(minutes=30), absolute=timedelta(hours=8)),
}


def limits_for(kind: AccountKind, roles: Iterable[Role]) -> Limits:
    """Return how long sessions go on for this kind of account with seats in these roles: the shortest of each."""
    found = [_BY_KIND[kind], *(_BY_ROLE[role] for role in roles if role in _BY_ROLE)]
    return Limits(idle=min(each.idle for each in found), absolute=min(each.absolute for each in found))


def is_over(limits: Limits, *, begun_at: datetime, last_used_at: datetime, now: datetime) -> bool:
    """Say whether a session has come to an end by itself."""
    return now - begun_at >= limits.absolute or now - last_used_at >= limits.idle
