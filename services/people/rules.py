"""Rules about who may take part, and how they prove who they are. Pure."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import date, datetime, timedelta

from shared.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from shared.roles import AccountKind, Role

YOUNGEST, OLDEST, YOUNGEST_FACILITATOR = 10, 25, 16
SESSION_LASTS = timedelta(hours=12)
GUESSES_FORGOTTEN_AFTER = timedelta(hours=1)
LONGEST_INVITE_DAYS = 60
MOST_PLACES = 500
LONGEST_PASSPHRASE = 128
LONGEST_SIGN_IN_NAME = 320
# Without 0, O, 1, I, L and U, so that a code can be read aloud. 30 letters, 12 places: 58 bits.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 3, 4
_FREE_GUESSES = 5
_LONGEST_PAUSE = timedelta(seconds=60)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
# Letters, marks and numbers that are not drawn (Unicode's Default_Ignorable_Code_Point): two names could look alike.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_NICKNAME_SIGNS = " -'._"
# Alphabets whose letters look like each other's.
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


class SignInIsWrong(NotAllowed):
    """The sign-in name and the passphrase do not belong together. Which of the two is wrong is not said."""


class TooManyGuesses(TooMany):
    """Somebody has tried this sign-in name too often; a short pause comes first."""


class PassphraseIsTooWeak(Invalid):
    """The passphrase is too short, too long, or the person's own name."""


class EmailIsWrong(Invalid):
    """An e-mail address cannot look like this."""


class NicknameIsWrong(Invalid):
    """A nickname cannot look like this."""


class AgeIsOutOfRange(Invalid):
    """Young people's seats are for those from 10 to 25, and facilitators are at least 16."""


class NameIsTaken(Conflict):
    """Somebody already signs in with this e-mail address or nickname."""


class NoSuchAccount(NotFound):
    """The account is not there, or its person was erased."""


class InviteIsNotGood(NotFound):
    """The code is not known, has run out, or has no place left."""


class InviteIsForAnotherRole(Invalid):
    """The code opens a seat that does not go with this kind of account."""


class RoleCannotBeInvited(NotAllowed):
    """The caller's seat may not give out that role."""


class ProviderSeatExcludesOthers(Conflict):
    """In one commission, nobody sits both as a provider and in another seat."""


class SeatIsTakenAlready(Conflict):
    """The person has such a seat in the commission already."""


class NoSuchSeat(NotFound):
    """There is no such seat in this commission, or the caller may not end it."""


class ReasonNamesSomebody(Invalid):
    """A reason is published, and so may not name the person whose seat it is about."""


class NoSuchSession(NotFound):
    """There is no such session of the caller's."""


class NoSuchCommission(NotFound):
    """The commission is not known, or has ended."""


class RenewalIsNotGood(NotAllowed):
    """The renewal secret is not known, or its session is over."""


def folded(name: str) -> str:
    """Return the form in which sign-in names are compared: one Unicode form (NFKC), no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())


def tidy_passphrase(passphrase: str) -> str:
    """Return a passphrase as it is hashed: NFKC, so that keyboards that build letters differently agree.

    Source: NIST SP 800-63B, section 5.1.1.2.
    """
    return unicodedata.normalize("NFKC", passphrase)


def least_passphrase(kind: AccountKind) -> int:
    """Return how many characters a passphrase needs: 8 for young people, 12 for adults."""
    return 8 if kind is AccountKind.YOUNG_PERSON else 12


def check_passphrase(passphrase: str, kind: AccountKind, *own_names: str) -> None:
    """Refuse a passphrase that is too short, over 128 characters, one letter over and over, or an own name.

    Length counts most: NIST SP 800-63B, section 5.1.1. Raises PassphraseIsTooWeak, which never repeats it.
    """
    least, length = least_passphrase(kind), len(passphrase)
    if length < least:
        raise PassphraseIsTooWeak(f"This has {length} characters. Choose at least {least}: four words work well.")
    if length > LONGEST_PASSPHRASE:
        raise PassphraseIsTooWeak(f"This has {length} characters. At most {LONGEST_PASSPHRASE} fit.")
    if len(set(folded(passphrase).replace(" ", ""))) < 3:  # noqa: PLR2004  (aaaaaaaa and abababab are guessed first)
        raise PassphraseIsTooWeak("This is one or two letters over and over. Choose a few words instead.")
    if folded(passphrase) in {part for name in own_names for part in (folded(name), folded(name).partition("@")[0])}:
        raise PassphraseIsTooWeak("This is your own name, which others know. Choose a few other words.")


def check_email(email: str) -> None:
    """Refuse what cannot be an e-mail address; whether it is anybody's, it does not know. Raises EmailIsWrong."""
    sign_in_name = folded(email)
    if not _EMAIL.fullmatch(sign_in_name) or not sign_in_name.isprintable() or _INVISIBLE.search(sign_in_name):
        raise EmailIsWrong("This does not look like an e-mail address. One looks like sam@example.org.")
    if len(sign_in_name) > LONGEST_SIGN_IN_NAME:
        raise EmailIsWrong(f"This e-mail address is too long: at most {LONGEST_SIGN_IN_NAME} characters fit.")


def check_nickname(nickname: str) -> None:
    """Refuse a nickname that is not 2 to 30 letters, numbers, spaces and - ' . _ in any script.

    A word in letters of two alphabets that look alike is refused, so that nobody passes for somebody else.
    An e-mail address is refused so that young people do not leave one here, and so that nobody's sign-in
    name can be taken by a nickname. Raises NicknameIsWrong.
    """
    least, most = 2, 30
    shown = folded(nickname)
    if "@" in shown:
        raise NicknameIsWrong("Choose a nickname that is not an e-mail address: we do not want yours.")
    if not least <= len(shown) <= most or len(nickname) > most:
        raise NicknameIsWrong(f"Choose a nickname of {least} to {most} characters.")
    drawn = all(unicodedata.category(sign)[0] in "LMN" or sign in _NICKNAME_SIGNS for sign in shown)
    if not drawn or _INVISIBLE.search(nickname) or not any(unicodedata.category(sign)[0] in "LN" for sign in shown):
        raise NicknameIsWrong("A nickname is made of letters, numbers, spaces and - ' . _ and has a letter or number.")
    for word in shown.split(" "):
        if len(_ALIKE & {unicodedata.name(sign, "").split(" ")[0] for sign in word if sign.isalpha()}) > 1:
            raise NicknameIsWrong("Write each word of your nickname in one alphabet.")


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
            f"This is for people from {YOUNGEST} to {OLDEST}. Is the date right? If not, change it; "
            "if it is, ask the person who gave you the code."
        )
    if role is Role.FACILITATOR and age < YOUNGEST_FACILITATOR:
        raise AgeIsOutOfRange(f"Facilitators are at least {YOUNGEST_FACILITATOR}. Ask for a young person's code.")


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


def may_see_name(viewers: set[Role], role: Role) -> bool:
    """Say whose names somebody with these roles sees in a list of seats.

    A facilitator works with the young people and knows their nicknames; a commissioner knows the adults.
    An auditor needs no names.
    """
    if role is Role.YOUNG_PERSON:
        return Role.FACILITATOR in viewers
    return Role.COMMISSIONER in viewers or (Role.FACILITATOR in viewers and role is Role.FACILITATOR)


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
    """Refuse a second seat of the same role, and a provider's seat beside any other, either way round.

    Raises SeatIsTakenAlready or ProviderSeatExcludesOthers.
    """
    if role in held:
        raise SeatIsTakenAlready(f"You sit in this commission as {role.replace('_', ' ')} already.")
    if held and (role is Role.PROVIDER or Role.PROVIDER in held):
        raise ProviderSeatExcludesOthers(
            "In one commission, nobody can be a provider and have another seat. End the other seat first."
        )


def check_reason(reason: str, *own_names: str | None) -> None:
    """Refuse a reason that holds one of these names as whole words, however written. Raises ReasonNamesSomebody."""
    said = f" {_words(reason)} "
    for name in own_names:
        words = _words(name or "")
        if words and f" {words} " in said:
            raise ReasonNamesSomebody(
                "This reason is published, and it holds the person's name. Say it without the name."
            )


def _words(text: str) -> str:
    drawn = "".join(sign for sign in _INVISIBLE.sub("", text) if unicodedata.category(sign) != "Cf")
    return " ".join(re.findall(r"[^\W_]+", folded(drawn)))


def pause_after(failures: int) -> timedelta:
    """Return how long after the last wrong guess the next one is looked at: none for 5, then 1 s doubling to 60 s.

    The pause never grows past a minute, so nobody can lock another person out.
    """
    if failures < _FREE_GUESSES:
        return timedelta(0)
    # Past six doublings it is the longest pause anyway; without the bound a long attack would overflow it.
    return min(timedelta(seconds=2 ** min(failures - _FREE_GUESSES, 6)), _LONGEST_PAUSE)


def check_guessing(failures: int, last_failed_at: datetime, now: datetime) -> None:
    """Raise TooManyGuesses while the pause after the last wrong guess is not over."""
    wait = last_failed_at + pause_after(failures) - now
    if wait > timedelta(0):
        seconds = -(-wait // timedelta(seconds=1))
        raise TooManyGuesses(
            f"That was tried too often. Wait {seconds} seconds, then try again.", retry_after_seconds=seconds
        )
