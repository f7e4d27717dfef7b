"""Shapes of requests and responses. Answers hold ids, and names only where a person looks at people."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.people.rules.invites import LONGEST_INVITE_DAYS, MOST_PLACES
from services.people.rules.names import LONGEST_SIGN_IN_NAME
from services.people.rules.passphrases import LONGEST_PASSPHRASE
from services.people.rules.pictures import HOW_MANY, PICTURES
from shared.roles import AccountKind, Role
from shared.web.schemas import Id, Request, Response, StrictInt, Text, UtcTime, YesOrNo

# Enough that a rule can say kindly how long a passphrase may be, and little enough to hash.
_LONGEST_PASSPHRASE_READ = 1000
_SURROGATE = re.compile("[\ud800-\udfff]")


class Passphrase(fields.String):
    """A passphrase, taken as it is: spaces and all letters count. How long it has to be is a rule, not a shape."""

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(required=required, load_only=True, metadata={"format": "password"})

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        passphrase = super()._deserialize(value, *args, **kwargs)
        if _SURROGATE.search(passphrase):
            raise ValidationError("This holds half a character, which cannot be read. Type it again.")
        if len(passphrase) > _LONGEST_PASSPHRASE_READ:
            raise ValidationError(f"A passphrase has at most {LONGEST_PASSPHRASE} characters.")
        return passphrase


class FourPictures(fields.List[Any]):
    """Four pictures, in their order, by name."""

    def __init__(self, *, required: bool = True) -> None:
        one = fields.String(validate=validate.OneOf(list(PICTURES)))
        super().__init__(one, required=required, load_only=True, validate=validate.Length(equal=HOW_MANY))


class OpenAccountRequest(Request):
    """Open an account for staff or for a provider."""

    kind = fields.String(required=True, validate=validate.OneOf([AccountKind.STAFF, AccountKind.PROVIDER]))
    email = Text(max=LONGEST_SIGN_IN_NAME, required=True, metadata={"format": "email"})
    name = Text(max=200, required=True)
    passphrase = Passphrase()
    invite_code = Text(max=100, load_default="", metadata={"description": "staff: from an invite, or the setup code"})


class HolderResponse(Response):
    """Who was made. No name, so that remembered answers hold none."""

    holder_id = Id()


class JoinRequest(Request):
    """Join as a young person, with a code from a facilitator."""

    invite_code = Text(max=100, required=True)
    nickname = Text(min=2, max=30, required=True)
    passphrase = Passphrase()
    born_on = fields.Date(required=True, metadata={"description": "stays in this service"})


class SeatResponse(Response):
    """A seat."""

    seat_id = Id()
    commission_id = Id()
    holder_id = Id()
    role = fields.String()
    taken_at = UtcTime()
    ended_at = UtcTime(allow_none=True)
    waits_for = fields.String(metadata={"description": "permission: under 13, the seat is taken when it is on record"})


class SignInRequest(Request):
    """Sign in with an e-mail address or a nickname."""

    sign_in_name = Text(max=LONGEST_SIGN_IN_NAME, required=True)
    passphrase = Passphrase()
    second_code = Text(
        min=0, max=24, load_default="",
        metadata={
            "description": "where the account asks for one: from a phone, or a recovery code. Without it the answer is "
            "second_factor_is_needed (403): send the same again, with a code"
        },
    )  # fmt: skip
    agrees = YesOrNo(load_default=False, metadata={"description": "asked of a young person who is 13 now"})
    device = Text(
        max=200, load_default="",
        metadata={"description": "from an earlier sign-in of this person here; keeps others' wrong guesses apart"},
    )  # fmt: skip


class TokenResponse(Response):
    """A token for the next minutes."""

    session_id = Id()
    holder_id = Id()
    token = fields.String()
    expires_at = UtcTime()


class SignedInResponse(TokenResponse):
    """A token, the secret that gets new ones, and the mark by which the device is known at the next sign-in."""

    renewal = fields.String()
    device = fields.String()


class RenewRequest(Request):
    """Get a new token."""

    renewal = Text(max=200, required=True)


class SessionResponse(Response):
    """A device that is signed in. `ends_at` is the latest; without a renewal it ends sooner."""

    session_id = Id()
    device = fields.String(metadata={"description": "such as Firefox on Android"})
    current = fields.Boolean(metadata={"description": "whether this is the session that asks"})
    begun_at = UtcTime()
    last_used_at = UtcTime()
    ends_at = UtcTime()


class MeResponse(Response):
    """Who I am."""

    holder_id = Id()
    kind = fields.String()
    name = fields.String()
    seats = fields.List(fields.Nested(SeatResponse))


class MakeInviteRequest(Request):
    """Make a code for seats of one role."""

    role = fields.String(required=True, validate=validate.OneOf([r.value for r in Role]))
    places = StrictInt(min=1, max=MOST_PLACES, required=True)
    days = StrictInt(min=1, max=LONGEST_INVITE_DAYS, required=True)
    group_id = Id(load_default=None, allow_none=True)
    board_id = Id(load_default=None, allow_none=True)
    term_ends_on = fields.Date(load_default=None, allow_none=True, metadata={"description": "the term's last day"})


class InviteResponse(Response):
    """An invite with its code, told this once."""

    invite_id = Id()
    role = fields.String()
    places = fields.Integer()
    expires_at = UtcTime()
    code = fields.String()


class TakeSeatRequest(Request):
    """Take a seat with a code."""

    invite_code = Text(max=100, required=True)


class EndSeatRequest(Request):
    """End a seat, with a reason that is published, but for a provider's."""

    reason = Text(max=2000, required=True, multiline=True)


class ListedSeatResponse(Response):
    """A seat in a list; the name only for those who may know it."""

    seat_id = Id()
    role = fields.String()
    taken_at = UtcTime()
    ended_at = UtcTime(allow_none=True)
    name = fields.String(allow_none=True)
    group_id = Id(allow_none=True, metadata={"description": "only for those who may know the name"})
    board_id = Id(allow_none=True)
    term_ends_on = fields.Date(allow_none=True)


class ConfirmRequest(Request):
    """Confirm that it is me: with the passphrase or with four pictures, whichever the account has."""

    passphrase = Passphrase(required=False)
    pictures = FourPictures(required=False)

    @validates_schema
    def check_one(self, given: dict[str, Any], **_options: Any) -> None:
        """Take one of the two. Raises ValidationError."""
        if len(given) != 1:
            raise ValidationError("Send either the passphrase or the pictures.")


class NothingResponse(Response):
    """Done."""

    done = fields.Boolean()
