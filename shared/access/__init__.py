"""Who asks, and who may."""

from shared.access.caller import Caller
from shared.access.seats import KnownSeat, active_seats, seat_by_id, seats_held
from shared.access.who import Who, accounts, anyone, fresh, seats, signed_in

__all__ = [
    "Caller",
    "KnownSeat",
    "Who",
    "accounts",
    "active_seats",
    "anyone",
    "fresh",
    "seat_by_id",
    "seats",
    "seats_held",
    "signed_in",
]
