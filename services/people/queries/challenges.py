"""Challenges that a passkey's device signs: random, for one browser and one purpose, for five minutes and once.

A challenge carries its own time and a seal, so that asking for one writes nothing. What was answered is written down.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from secrets import token_bytes

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.people.models import UsedChallenge
from services.people.queries.secrets import keyed_hash
from services.people.rules.passkeys import CHALLENGE_LASTS, PasskeyIsNotGood
from shared.canonical import sha256_hex
from shared.settings import Settings

_RANDOM = 16  # bytes, as section 13.4.3 of the standard asks for
_HEAD = _RANDOM + 8


def new_challenge(settings: Settings, bound_to: tuple[str, ...], now: datetime) -> bytes:
    """Return a challenge that is good for whoever can say what it is bound to."""
    head = token_bytes(_RANDOM) + int(now.timestamp()).to_bytes(_HEAD - _RANDOM)
    return head + _seal(settings, bound_to, head)


def spend_challenge(
    session: Session, settings: Settings, challenge: bytes, bound_to: tuple[str, ...], *, now: datetime
) -> None:
    """Take a challenge of ours, and never again. Raises PasskeyIsNotGood where it is old, used, or another's."""
    head, seal = challenge[:_HEAD], challenge[_HEAD:]
    ours = len(head) == _HEAD and hmac.compare_digest(seal, _seal(settings, bound_to, head))
    made_at = datetime.fromtimestamp(int.from_bytes(head[_RANDOM:]), UTC) if ours else now
    if not ours or now - made_at >= CHALLENGE_LASTS:
        raise PasskeyIsNotGood("That took too long, or this page is old. Please try again.")
    spent = sha256_hex(challenge)
    if session.get(UsedChallenge, spent) is not None:
        raise PasskeyIsNotGood("This was sent before, and counts only once. Please try again.")
    session.add(UsedChallenge(challenge_hash=spent, used_at=now))
    session.flush()
    _forget_old_ones(session, now)


def _forget_old_ones(session: Session, now: datetime) -> None:
    # Only rows that nobody holds: two sign-ins that each tidied away the other's row would wait for ever.
    old = select(UsedChallenge.challenge_hash).where(UsedChallenge.used_at < now - CHALLENGE_LASTS)
    forgotten = delete(UsedChallenge).where(UsedChallenge.challenge_hash.in_(old.with_for_update(skip_locked=True)))
    session.execute(forgotten, execution_options={"synchronize_session": False})


def _seal(settings: Settings, bound_to: tuple[str, ...], head: bytes) -> bytes:
    return bytes.fromhex(keyed_hash(settings, "passkey challenge", "\0".join((*bound_to, head.hex()))))
