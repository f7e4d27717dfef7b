"""Locking words so that only the running deployment reads them, not whoever has its database."""

from __future__ import annotations

from base64 import b64decode, b64encode
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.people.rules.worries import WorryCannotBeUnlocked
from shared.settings import Settings

_NONCE = 12


def _cipher(settings: Settings) -> AESGCM:
    # HKDF (RFC 5869): a key for this purpose alone, from the deployment's secret.
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"coproduce people worries 1")
    return AESGCM(key.derive(settings.secret.encode()))


def lock(settings: Settings, place: str, words: str) -> str:
    """Lock words for one place, such as an entry's id: moved to another row, they do not open (AES-256-GCM)."""
    nonce = token_bytes(_NONCE)
    return b64encode(nonce + _cipher(settings).encrypt(nonce, words.encode(), place.encode())).decode()


def unlock(settings: Settings, place: str, locked: str) -> str:
    """Return the words. Raises WorryCannotBeUnlocked where the secret, the place or a bit of it is another."""
    sealed = b64decode(locked)
    try:
        return _cipher(settings).decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode()).decode()
    except InvalidTag as error:
        raise WorryCannotBeUnlocked(
            "These words were locked with another secret, or were changed. Whoever runs the system has to find the "
            "secret that was used (COPRODUCE_SECRET)."
        ) from error
