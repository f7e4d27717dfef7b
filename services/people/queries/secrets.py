"""Secrets that are kept: as keyed hashes, as argon2id hashes, or locked."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import date

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.people.models import Account, Identity, Passkey
from services.people.rules.passphrases import check_passphrase, tidy_passphrase
from services.people.rules.pictures import check_young_enough, secret_of
from shared.roles import AccountKind
from shared.settings import Settings

# argon2id by RFC 9106, section 4, second recommended option: 64 MiB, 3 passes, 4 lanes.
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_hex(16))


def keyed_hash(settings: Settings, purpose: str, value: str) -> str:
    """Return HMAC-SHA256 of a secret value, so that the database alone does not give it away."""
    return hmac.new(settings.secret.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def passphrase_hash(passphrase: str) -> str:
    """Return the argon2id hash that is kept of a passphrase."""
    return _HASHER.hash(tidy_passphrase(passphrase))


def choose_secret(account: Account, today: date, *, passphrase: str = "", pictures: Sequence[str] = ()) -> None:
    """Keep a new passphrase of a young person's, or, for the youngest, four pictures. today: in Europe/London.

    Raises PassphraseIsTooWeak, PicturesAreWrong and PicturesAreForTheYoungest.
    """
    if pictures:
        check_young_enough(account.born_on, today)
    else:
        check_passphrase(passphrase, AccountKind(account.kind), account.name or "")
    account.passphrase_hash = passphrase_hash(secret_of(pictures) if pictures else passphrase)
    account.with_pictures = bool(pictures)


def passphrase_fits(account: Account | None, passphrase: str) -> bool:
    """Check a passphrase; takes the same time where there is no such account."""
    kept = account.passphrase_hash if account is not None else None
    try:
        return _HASHER.verify(kept or _NOBODY, tidy_passphrase(passphrase)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def ways_of(session: Session, settings: Settings, account: Account) -> list[str]:
    """Return the ways in which this person can sign in, and prove once more that it is them."""
    mine = Identity.holder_id == account.holder_id, Identity.issuer == settings.oidc_issuer
    found = {
        "pictures" if account.with_pictures else "passphrase": account.passphrase_hash is not None,
        "passkey": session.scalar(select(exists().where(Passkey.holder_id == account.holder_id))),
        "council": settings.oidc_issuer and session.scalar(select(exists().where(*mine))),
    }
    return [way for way, there in found.items() if there]


def hash_is_outdated(account: Account) -> bool:
    """Say whether a passphrase was hashed with other parameters than are used now."""
    return account.passphrase_hash is not None and _HASHER.check_needs_rehash(account.passphrase_hash)
