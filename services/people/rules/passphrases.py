"""What a passphrase has to be. Pure."""

from __future__ import annotations

import unicodedata

from services.people.rules.names import folded
from shared.errors import Invalid
from shared.roles import AccountKind

LONGEST_PASSPHRASE = 128


class PassphraseIsTooWeak(Invalid):
    """The passphrase is too short, too long, or the person's own name."""


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
        raise PassphraseIsTooWeak(
            "This has {length} characters. Choose at least {least}: four words work well.",
            words={"length": length, "least": least},
        )
    if length > LONGEST_PASSPHRASE:
        raise PassphraseIsTooWeak(
            "This has {length} characters. At most {most} fit.", words={"length": length, "most": LONGEST_PASSPHRASE}
        )
    if len(set(folded(passphrase).replace(" ", ""))) < 3:  # noqa: PLR2004  (aaaaaaaa and abababab are guessed first)
        raise PassphraseIsTooWeak("This is one or two letters over and over. Choose a few words instead.")
    if folded(passphrase) in {part for name in own_names for part in (folded(name), folded(name).partition("@")[0])}:
        raise PassphraseIsTooWeak("This is your own name, which others know. Choose a few other words.")
