"""The sign-in check of `people` itself, which asks its own tables."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.people.models import SignIn, SigningKey
from services.people.queries.seats import seats_of
from shared.roles import Role


class PeopleDirectory:
    """Answers from the tables of accounts, sessions, seats and keys."""

    def seats_of(
        self, session: Session, *, holder_id: str, session_id: str, commission_id: str
    ) -> list[tuple[str, Role]]:
        """Return the active seats (id, role) of a person in a commission; none where the sign-in session was ended."""
        if self.session_is_revoked(session, session_id):
            return []
        held = seats_of(session, holder_id, commission_id)
        return [(seat.seat_id, Role(seat.role)) for seat in held]

    def signing_key(self, session: Session, key_id: str) -> dict[str, str] | None:
        """Return the public key (JWK) with this id, or None."""
        key = session.get(SigningKey, key_id)
        return None if key is None else key.public_key

    def session_is_revoked(self, session: Session, session_id: str) -> bool:
        """Say whether this session was ended, or went with the person."""
        found = session.get(SignIn, session_id)
        return found is None or found.revoked_at is not None
