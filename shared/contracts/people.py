"""What `people` tells the others. Seats and holders are ids; names never leave that service."""

from __future__ import annotations

from datetime import date, datetime

from shared.contracts.declaration import Event, event
from shared.contracts.skipping import SkippedFields


@event("people.signing_key_published.v1", key="key_id")
class SigningKeyPublished(Event):
    """Tokens signed with this key are to be trusted from now on."""

    key_id: str
    public_key: dict[str, str]
    published_at: datetime


@event("people.session_revoked.v1", key="session_id")
class SessionRevoked(Event):
    """Somebody signed out, or was signed out: tokens of this session are worth nothing."""

    session_id: str
    holder_id: str
    revoked_at: datetime


@event("people.invite_made.v1", key="commission_id")
class InviteMade(Event):
    """A code was made with which a number of people may take seats of one role.

    Perhaps in a group, on a board until the last day of a term, or in place of a seat that is handed over.
    """

    commission_id: str
    invite_id: str
    role: str
    places: int
    expires_at: datetime
    group_id: str | None = None
    board_id: str | None = None
    term_ends_on: date | None = None
    replaces_seat_id: str | None = None


@event("people.invite_ended.v1", key="commission_id")
class InviteEnded(Event):
    """A code was ended before its time: nobody can take a seat with it any more."""

    commission_id: str
    invite_id: str
    ended_at: datetime


@event("people.group_made.v1", key="commission_id")
class GroupMade(Event):
    """A group of young people takes part in the commission. Who is in it is not told.

    `kind` is youth_council, children_in_care, care_leavers, school, service_users or other.
    """

    commission_id: str
    group_id: str
    name: str
    kind: str
    made_at: datetime


@event("people.group_ended.v1", key="commission_id")
class GroupEnded(Event):
    """A group is no more. The seats that were in it stay."""

    commission_id: str
    group_id: str
    ended_at: datetime


@event("people.board_made.v1", key="commission_id")
class BoardMade(Event):
    """A board was set up, with the powers that the plan gives it.

    `kind` is shadow_board, junior_safeguarding, youth_partnership or other. A power is one of reads, advises,
    assents_to_specification and assents_to_choice.
    """

    commission_id: str
    board_id: str
    name: str
    kind: str
    powers: tuple[str, ...]
    made_at: datetime


@event("people.board_ended.v1", key="commission_id")
class BoardEnded(Event):
    """A board is no more, and its members' seats on it have ended."""

    commission_id: str
    board_id: str
    ended_at: datetime


@event("people.seat_taken.v1", key="commission_id")
class SeatTaken(Event):
    """Somebody takes part in the commission, in one role; perhaps on a board, or in the place of another seat."""

    commission_id: str
    seat_id: str
    holder_id: str
    role: str
    taken_at: datetime
    board_id: str | None = None
    term_ends_on: date | None = None
    replaces_seat_id: str | None = None


@event("people.seat_ended.v1", key="commission_id")
class SeatEnded(Event):
    """Somebody no longer takes part in this role. What the seat did stays on the record."""

    commission_id: str
    seat_id: str
    holder_id: str
    role: str
    ended_at: datetime
    successor_seat_id: str | None = None


@event("people.way_in_given.v1", key="commission_id")
class WayInGiven(Event):
    """A facilitator let a young person back in who forgot their passphrase; the reason stands beside it."""

    commission_id: str
    way_in_id: str
    seat_id: str
    expires_at: datetime


@event("people.person_erased.v1", key="holder_id")
class PersonErased(Event):
    """A person's name, sign-in and contacts are gone. Their seats and what those decided stay."""

    holder_id: str
    erased_at: datetime


@event("people.seat_checking_set.v1", key="seat_id")
class SeatCheckingSet(Event):
    """Whether somebody else reads what this seat writes before others do. Why is not said, and so no age is.

    Keyed by the seat, so that it stands in no commission's record.
    """

    seat_id: str
    checked_first: bool
    set_at: datetime


@event("people.safeguarding_leads_changed.v1", key="commission_id")
class SafeguardingLeadsChanged(Event):
    """How many named people now read what somebody is worried about in this commission."""

    commission_id: str
    leads: int
    changed_at: datetime


@event("people.safeguarding_reminder_due.v1", key="holder_id")
class SafeguardingReminderDue(Event):
    """A safeguarding lead has something to look at. What, from whom and about what is said nowhere."""

    holder_id: str
    due_at: datetime


@event("people.event_skipped.v1", key="subject")
class EventSkipped(SkippedFields, Event):
    """An operator let `people` go on without an event it could not take, and said why."""
