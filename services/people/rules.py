"""Rules about who may take part, and how they prove who they are. Pure."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import date, datetime, timedelta

from shared.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from shared.roles import AccountKind, Role

YOUNGEST, OLDEST = 10, 25
SESSION_LASTS = timedelta(hours=12)
LONGEST_INVITE_DAYS = 60
# Without 0, O, 1, I, L and U, so that a code can be read aloud. 30 letters, 12 places: 58 bits.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 3, 4
_FREE_GUESSES = 5
_LONGEST_PAUSE = timedelta(seconds=60)
GUESSES_FORGOTTEN_AFTER = timedelta(hours=1)


class SignInIsWrong(NotAllowed):
    """The sign-in name and the passphrase do not belong together. Which of the two is wrong is not said."""


class TooManyGuesses(TooMany):
    """Somebody has tried this sign-in name too often; a short pause comes first."""


class PassphraseIsTooWeak(Invalid):
    """The passphrase is too short, too long, or the person's own name."""


class AgeIsOutOfRange(Invalid):
    """Young people's seats are for those from 10 to 25."""


class NameIsTaken(Conflict):
    """Somebody already signs in with this e-mail address or nickname."""


class InviteIsNotGood(NotFound):
    """The code is not known, has run out, or has no place left."""


class InviteIsForAnotherRole(Invalid):
    """The code opens another kind of seat."""


class RoleCannotBeInvited(NotAllowed):
    """This seat may not give out that role."""


class ProviderSeatExcludesOthers(Conflict):
    """In one commission, nobody sits both as a provider and in another seat."""


class SeatIsTakenAlready(Conflict):
    """This person has such a seat in this commission already."""


class NoSuchSeat(NotFound):
    """There is no such seat in this commission, or the caller may not end it."""


class NoSuchSession(NotFound):
    """There is no such session of the caller's."""


class NoSuchCommission(NotFound):
    """This commission is not known."""


class RenewalIsNotGood(NotAllowed):
    """The renewal secret is not known, or its session is over."""


def folded(name: str) -> str:
    """Return the form in which sign-in names are compared: one Unicode form, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def check_passphrase(passphrase: str, kind: AccountKind, *own_names: str) -> None:
    """Refuse a passphrase that is under 12 characters (8 for young people), over 128, or the person's own name.

    Length counts most: NIST SP 800-63B, section 5.1.1. Raises PassphraseIsTooWeak.
    """
    least = 8 if kind is AccountKind.YOUNG_PERSON else 12
    most = 128
    if not least <= len(passphrase) <= most:
        raise PassphraseIsTooWeak(f"Choose a passphrase of {least} to {most} characters. Four words work well.")
    if folded(passphrase) in {folded(name) for name in own_names} or len(set(passphrase)) <= 2:  # noqa: PLR2004
        raise PassphraseIsTooWeak("Choose words that are not your own name and not one letter over and over.")


def age_on(born_on: date, today: date) -> int:
    """Return a person's age in whole years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def check_age(born_on: date, today: date) -> None:
    """Raise AgeIsOutOfRange for anybody under 10 or over 25."""
    if not YOUNGEST <= age_on(born_on, today) <= OLDEST:
        raise AgeIsOutOfRange(
            f"This is for people from {YOUNGEST} to {OLDEST}. Is the date right? If not, change it; "
            "if it is, ask the person who gave you the code."
        )


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


def check_kind(kind: AccountKind, role: Role) -> None:
    """Refuse a seat that does not go with the kind of account. Raises InviteIsForAnotherRole.

    A young ambassador may facilitate, so a young person's account may hold a facilitator's seat.
    """
    fits = {
        AccountKind.PROVIDER: {Role.PROVIDER},
        AccountKind.YOUNG_PERSON: {Role.YOUNG_PERSON, Role.FACILITATOR, Role.BOARD_MEMBER},
        AccountKind.STAFF: set(Role) - {Role.PROVIDER, Role.YOUNG_PERSON},
    }
    if role not in fits[kind]:
        raise InviteIsForAnotherRole(
            f"This code is for a {role.replace('_', ' ')}, which does not go with your kind of account."
        )


def check_seats(role: Role, held: set[Role]) -> None:
    """Refuse a second seat of the same role, and a provider's seat beside any other, either way round."""
    if role in held:
        raise SeatIsTakenAlready(f"You sit in this commission as {role.replace('_', ' ')} already.")
    if held and (role is Role.PROVIDER or Role.PROVIDER in held):
        raise ProviderSeatExcludesOthers(
            "In one commission, nobody can be a provider and have another seat. End the other seat first."
        )


def pause_after(failures: int) -> timedelta:
    """Return how long after the last wrong guess the next one is looked at: none for 5, then 1 s doubling to 60 s.

    The pause never grows past a minute, so nobody can lock another person out.
    """
    if failures < _FREE_GUESSES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** (failures - _FREE_GUESSES)), _LONGEST_PAUSE)


def check_guessing(failures: int, last_failed_at: datetime | None, now: datetime) -> None:
    """Raise TooManyGuesses while the pause after the last wrong guess is not over."""
    if last_failed_at is None or now - last_failed_at >= GUESSES_FORGOTTEN_AFTER:
        return
    wait = last_failed_at + pause_after(failures) - now
    if wait > timedelta(0):
        seconds = int(wait.total_seconds()) + 1
        raise TooManyGuesses(
            f"That was tried too often. Wait {seconds} seconds, then try again.", retry_after_seconds=seconds
        )
