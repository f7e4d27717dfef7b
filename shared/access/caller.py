"""Who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.roles import AccountKind, Role


@dataclass(frozen=True)
class Caller:
    """A person who is signed in, with the seat in which they ask, where the address names a commission.

    confirmed_at: when they last proved in this session that it is them; None where the token does not say.
    """

    holder_id: str
    session_id: str
    kind: AccountKind
    seat_id: str | None = None
    role: Role | None = None
    commission_id: str | None = None
    confirmed_at: datetime | None = None

    @property
    def actor(self) -> str:
        """What stands on the record: the seat, or the holder where there is none."""
        return self.seat_id or self.holder_id

    @property
    def seat(self) -> str:
        """The seat's id. Raises TypeError where the route did not ask for a seat: a mistake in the program."""
        if self.seat_id is None:
            message = "this route does not ask for a seat"
            raise TypeError(message)
        return self.seat_id
