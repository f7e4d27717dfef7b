"""Names: how they are written and compared, and what may not name anybody. Pure."""

from __future__ import annotations

import re
import unicodedata

from shared.errors import Conflict, Invalid

LONGEST_SIGN_IN_NAME = 320
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
# Letters, marks and numbers that are not drawn (Unicode's Default_Ignorable_Code_Point): two names could look alike.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_NICKNAME_SIGNS = " -'._"
# Alphabets whose letters look like each other's.
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


class EmailIsWrong(Invalid):
    """An e-mail address cannot look like this."""


class NicknameIsWrong(Invalid):
    """A nickname cannot look like this."""


class NameIsTaken(Conflict):
    """Somebody already signs in with this e-mail address or nickname."""


class ReasonNamesSomebody(Invalid):
    """A reason is published, and so may not name the person whose seat it is about."""


def folded(name: str) -> str:
    """Return the form in which sign-in names are compared: one Unicode form (NFKC), no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())


def check_email(email: str) -> None:
    """Refuse what cannot be an e-mail address; whether it is anybody's, it does not know. Raises EmailIsWrong."""
    sign_in_name = folded(email)
    if not _EMAIL.fullmatch(sign_in_name) or not sign_in_name.isprintable() or _INVISIBLE.search(sign_in_name):
        raise EmailIsWrong("This does not look like an e-mail address. One looks like sam@example.org.")
    if len(sign_in_name) > LONGEST_SIGN_IN_NAME:
        raise EmailIsWrong(
            "This e-mail address is too long: at most {most} characters fit.", words={"most": LONGEST_SIGN_IN_NAME}
        )


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
        raise NicknameIsWrong(
            "Choose a nickname of {least} to {most} characters.", words={"least": least, "most": most}
        )
    drawn = all(unicodedata.category(sign)[0] in "LMN" or sign in _NICKNAME_SIGNS for sign in shown)
    if not drawn or _INVISIBLE.search(nickname) or not any(unicodedata.category(sign)[0] in "LN" for sign in shown):
        raise NicknameIsWrong("A nickname is made of letters, numbers, spaces and - ' . _ and has a letter or number.")
    for word in shown.split(" "):
        if len(_ALIKE & {unicodedata.name(sign, "").split(" ")[0] for sign in word if sign.isalpha()}) > 1:
            raise NicknameIsWrong("Write each word of your nickname in one alphabet.")


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
