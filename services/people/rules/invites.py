"""Codes that open seats, and who gives them out. Pure."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date

from shared.errors import Invalid, NotAllowed, NotFound
from shared.roles import ROLES, AccountKind, Role

LONGEST_INVITE_DAYS = 60
MOST_PLACES = 500
# Without 0, O, 1, I, L and U, so that a code can be read aloud. 30 letters, 12 places: 58 bits.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 3, 4
_FITS = {
    AccountKind.PROVIDER: {Role.PROVIDER},
    AccountKind.YOUNG_PERSON: {Role.YOUNG_PERSON, Role.FACILITATOR, Role.BOARD_MEMBER},
    AccountKind.STAFF: set(Role) - {Role.PROVIDER, Role.YOUNG_PERSON},
}


class InviteIsNotGood(NotFound):
    """The code is not known, has run out, or has no place left."""


class NoSuchInvite(NotFound):
    """There is no such invite in this commission that is still open, or none that the caller may give out."""


class InviteIsForAnotherRole(Invalid):
    """The code opens a seat that does not go with this kind of account."""


class RoleCannotBeInvited(NotAllowed):
    """The caller's seat may not give out that role."""


@dataclass(frozen=True)
class Opens:
    """What an invite opens: a seat of this role; perhaps in a group, on a board for a term, or in another's place."""

    role: Role
    group_id: str | None = None
    board_id: str | None = None
    term_ends_on: date | None = None
    replaces_seat_id: str | None = None


def new_code() -> str:
    """Return a new invite code, such as K7QM-2XWA-9RTH."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def tidy_code(code: str) -> str:
    """Return a code as it was given out, however it was typed: small letters, spaces, no dashes."""
    letters = re.sub(r"[^0-9A-Za-z]", "", code).upper()
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


def may_invite(inviter: Role, role: Role) -> bool:
    """Say who opens the door to whom: a commissioner to all but providers, a facilitator to young people."""
    if role is Role.PROVIDER:
        return False
    return inviter is Role.COMMISSIONER or (inviter is Role.FACILITATOR and role is Role.YOUNG_PERSON)


def check_joining(role: Role) -> None:
    """Refuse a code with which no young person can join: a young person, ambassador or board member can.

    Raises InviteIsForAnotherRole.
    """
    if role not in _FITS[AccountKind.YOUNG_PERSON]:
        raise InviteIsForAnotherRole("This code is for an adult. Ask for a code for young people.")


def check_kind(kind: AccountKind, role: Role) -> None:
    """Refuse a seat that does not go with the kind of account. Raises InviteIsForAnotherRole.

    A young ambassador may facilitate, so a young person's account may hold a facilitator's seat.
    """
    if role not in _FITS[kind]:
        raise InviteIsForAnotherRole(
            "This code is for a {role}, which does not go with your kind of account.",
            words={"role": (ROLES[role],)},
        )
