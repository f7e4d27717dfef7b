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
_WORRIES = "worries"


def lock_for(settings: Settings, purpose: str, place: str, words: str) -> str:
    """Lock words for one place, such as an entry's id: moved to another row, they do not open (AES-256-GCM)."""
    nonce = token_bytes(_NONCE)
    return b64encode(nonce + _cipher(settings, purpose).encrypt(nonce, words.encode(), place.encode())).decode()


def unlock_for(settings: Settings, purpose: str, place: str, locked: str) -> str | None:
    """Return the words, or None where the secret, the purpose, the place or a bit of it is another."""
    sealed = b64decode(locked)
    try:
        return _cipher(settings, purpose).decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode()).decode()
    except InvalidTag:
        return None


def lock(settings: Settings, place: str, words: str) -> str:
    """Lock what somebody is worried about."""
    return lock_for(settings, _WORRIES, place, words)


def unlock(settings: Settings, place: str, locked: str) -> str:
    """Return what somebody is worried about. Raises WorryCannotBeUnlocked where `unlock_for` returns None."""
    words = unlock_for(settings, _WORRIES, place, locked)
    if words is None:
        raise WorryCannotBeUnlocked(
            "These words were locked with another secret, or were changed. Whoever runs the system has to find the "
            "secret that was used (COPRODUCE_SECRET)."
        )
    return words


def _cipher(settings: Settings, purpose: str) -> AESGCM:
    # HKDF (RFC 5869): a key for this purpose alone, from the deployment's secret.
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"coproduce people {purpose} 1".encode())
    return AESGCM(key.derive(settings.secret.encode()))
