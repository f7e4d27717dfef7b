"""Who knows which seats a person has, whether a key is ours, and whether a session is over."""

from __future__ import annotations

from typing import Protocol, cast

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from shared.access.tables import TABLES
from shared.roles import Role

_SEATS, _ENDED = TABLES.known_seats, TABLES.revoked_sessions
# Asked at nearly every request, so it is put together once.
_SEATS_OF = (
    select(_SEATS.c.seat_id, _SEATS.c.role)
    .where(
        _SEATS.c.holder_id == bindparam("holder_id"), _SEATS.c.commission_id == bindparam("commission_id"),
        _SEATS.c.ended_at.is_(None), ~exists().where(_ENDED.c.session_id == bindparam("session_id")),
    )
    .order_by(_SEATS.c.taken_at)
)  # fmt: skip


class Directory(Protocol):
    """What the sign-in check asks. `people` answers from its own tables, the others from copies."""

    def seats_of(
        self, session: Session, *, holder_id: str, session_id: str, commission_id: str
    ) -> list[tuple[str, Role]]:
        """Return the active seats (id, role) of a person in a commission; none where the sign-in session was ended."""

    def signing_key(self, session: Session, key_id: str) -> dict[str, str] | None:
        """Return the public key (JWK, RFC 7517) with this id, or None."""

    def session_is_revoked(self, session: Session, session_id: str) -> bool:
        """Say whether this session was ended."""


class KnownDirectory:
    """The directory of every service but `people`: local copies fed by events."""

    def seats_of(
        self, session: Session, *, holder_id: str, session_id: str, commission_id: str
    ) -> list[tuple[str, Role]]:
        """Return the active seats (id, role) of a person in a commission; none where the sign-in session was ended."""
        given = {"holder_id": holder_id, "session_id": session_id, "commission_id": commission_id}
        return [(row.seat_id, Role(row.role)) for row in session.execute(_SEATS_OF, given)]

    def signing_key(self, session: Session, key_id: str) -> dict[str, str] | None:
        """Return the public key (JWK) with this id, or None."""
        keys = TABLES.signing_keys
        found = session.scalar(select(keys.c.public_key).where(keys.c.key_id == key_id))
        return cast("dict[str, str] | None", found)

    def session_is_revoked(self, session: Session, session_id: str) -> bool:
        """Say whether this session was ended."""
        ended = TABLES.revoked_sessions
        return session.scalar(select(ended.c.session_id).where(ended.c.session_id == session_id)) is not None
