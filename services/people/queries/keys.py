"""The keys that tokens are signed with."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from joserfc.jwk import OKPKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import SigningKey
from shared.ids import new_id
from shared.settings import Settings


def new_locked_key(settings: Settings) -> tuple[dict[str, str], str]:
    """Make an Ed25519 key pair; return the public half as JWK and the private half as a PEM locked with the secret."""
    key_id = new_id()
    private = Ed25519PrivateKey.generate()
    locked = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(settings.secret.encode()))
    public = OKPKey.import_key(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    jwk = {str(k): str(v) for k, v in public.as_dict(private=False).items()}
    return {**jwk, "kid": key_id, "use": "sig", "alg": "Ed25519"}, locked.decode()


def unlock_current_key(session: Session, settings: Settings) -> OKPKey | None:
    """Return the key that new tokens are signed with, or None where there is none that this secret opens."""
    query = select(SigningKey).where(SigningKey.retired_at.is_(None), SigningKey.locked_private_key.is_not(None))
    key = session.scalars(query.order_by(SigningKey.published_at.desc(), SigningKey.key_id)).first()
    if key is None:
        return None
    try:
        private = load_pem_private_key((key.locked_private_key or "").encode(), password=settings.secret.encode())
    except ValueError:
        return None
    plain = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return OKPKey.import_key(plain, {"kid": key.key_id})
