"""Shapes of requests and responses."""

from __future__ import annotations

from marshmallow import ValidationError, fields

from services.notifications.rules import LONGEST_ADDRESS, is_address, place_of
from shared.web.schemas import Id, Request, Response, Text, UtcTime


class EmailField(Text):
    """An e-mail address."""

    def _deserialize(self, value: object, *args: object, **kwargs: object) -> str:
        text = super()._deserialize(value, *args, **kwargs)
        if not is_address(text):
            raise ValidationError("This does not look like an e-mail address.")
        return text


class GiveContactRequest(Request):
    """Say where e-mail goes."""

    email = EmailField(max=LONGEST_ADDRESS, required=True)


class ContactResponse(Response):
    """Whether e-mail goes out. The address itself is told by the read only."""

    wants_email = fields.Boolean()


class OwnContactResponse(ContactResponse):
    """Where e-mail goes."""

    email = fields.String(allow_none=True)


class CommissionOrNone(Id):
    """The commission a message is about; null where it is about none."""

    def _serialize(self, value: object, *_args: object, **_kwargs: object) -> str | None:
        return str(value) if value else None


class MessageResponse(Response):
    """A message in the inbox."""

    message_id = Id()
    commission_id = CommissionOrNone(allow_none=True)
    notice = fields.String()
    title = fields.String()
    text = fields.String()
    place = fields.Function(
        lambda message: place_of(message.notice, message.commission_id),
        metadata={"type": "string", "description": "the page where one can act on it"},
    )
    sent_at = UtcTime()
    read_at = UtcTime(allow_none=True)


class ReadAllRequest(Request):
    """Say until when everything was read: when the newest message that was seen was sent."""

    until = UtcTime(required=True)


class ReadAllResponse(Response):
    """How many messages were marked."""

    marked = fields.Integer()


class DeliveryResponse(Response):
    """How many messages of one notice went where."""

    notice = fields.String()
    in_app = fields.Integer()
    read = fields.Integer()
    queued = fields.Integer()
    sent = fields.Integer()
    failed = fields.Integer()
