"""Short signed tokens: a JWS (RFC 7515) with Ed25519 (RFC 9864), checked without asking anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from shared.errors import DomainError
from shared.roles import AccountKind

ISSUER = "coproduce"
LIFETIME = timedelta(minutes=15)
_ALGORITHM = "Ed25519"


class NotSignedIn(DomainError):
    """The call needs somebody who is signed in."""


class TokenExpired(NotSignedIn):
    """The token was right, but its time is over; a new one is to be had with the renewal secret."""


class TokenIsInvalid(NotSignedIn):
    """The token is not one of ours, or was changed, or its session was ended."""


@dataclass(frozen=True)
class TokenContent:
    """What a token says: who, in which session, with which kind of account, and when they last proved who they are."""

    holder_id: str
    session_id: str
    kind: AccountKind
    confirmed_at: datetime | None = None


@dataclass(frozen=True)
class Signed:
    """What a token says that one of our keys signed. expires: seconds since 1970 at which it is good no longer."""

    content: TokenContent
    expires: int

    def at(self, now: datetime) -> TokenContent:
        """Return what it says, while it is good. Raises TokenExpired."""
        if now.timestamp() >= self.expires:
            raise TokenExpired("Your sign-in has run out. Get a new token, or sign in again.")
        return self.content


def sign(
    *, holder_id: str, session_id: str, kind: AccountKind, key: OKPKey, now: datetime, confirmed_at: datetime,
    lifetime: timedelta = LIFETIME,
) -> str:  # fmt: skip
    """Return a token that is good from now for this long (15 minutes by default).

    confirmed_at: when the person last proved who they are; the claim `auth_time` of OpenID Connect Core, section 2.
    """
    claims = {
        "iss": ISSUER, "sub": holder_id, "sid": session_id, "kind": kind.value,
        "iat": int(now.timestamp()), "exp": int((now + lifetime).timestamp()),
        "auth_time": int(confirmed_at.timestamp()),
    }  # fmt: skip
    return jwt.encode({"alg": _ALGORITHM, "kid": key.kid}, claims, key, algorithms=[_ALGORITHM])


def read(token: str, key_of: Callable[[str], dict[str, str] | None]) -> Signed:
    """Check who signed a token and return what it says, however old it is: for the same token always the same.

    key_of: gives the public key (JWK) for a key id, or None. Raises TokenIsInvalid.
    """
    try:
        parts = jwt.decode(token, lambda part: _key(part.headers(), key_of), algorithms=[_ALGORITHM])
        claims: dict[str, Any] = parts.claims
        content = TokenContent(
            str(claims["sub"]), str(claims["sid"]), AccountKind(claims["kind"]), _moment(claims.get("auth_time"))
        )
        expires, issuer = int(claims["exp"]), claims["iss"]
    except (JoseError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise TokenIsInvalid("This sign-in token is not valid. Sign in again.") from error
    if issuer != ISSUER:
        raise TokenIsInvalid("This sign-in token is not valid. Sign in again.")
    return Signed(content, expires)


def _moment(seconds: Any) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)


def _key(headers: dict[str, Any], key_of: Callable[[str], dict[str, str] | None]) -> OKPKey:
    found = key_of(str(headers.get("kid", "")))
    if found is None:
        message = "unknown key"
        raise ValueError(message)
    return OKPKey.import_key(dict(found))
