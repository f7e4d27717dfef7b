"""The JSON API of `notifications`."""

from __future__ import annotations

from typing import Any

from services.notifications import queries, schemas
from services.notifications.use_cases.forget_contact import forget_contact
from services.notifications.use_cases.give_contact import give_contact
from services.notifications.use_cases.read_all_messages import read_all_messages
from services.notifications.use_cases.read_message import read_message
from shared.access import seats, signed_in
from shared.roles import Role
from shared.web.routing import Act, Read, Routes

routes = Routes("notifications", description="Who was told what: the inbox, and e-mail for those who want it.")


@routes.read("/messages", who=signed_in(), gives=schemas.MessageResponse, many=True)
def get_messages(read: Read) -> Any:
    """My inbox, newest first, at most 200."""
    return queries.messages_of(read.session, read.caller.holder_id)


@routes.act(
    "POST", "/messages/<uuid:message_id>/reading", who=signed_in(), gives=schemas.MessageResponse, refusals=(404,)
)
def post_reading(act: Act, message_id: str) -> Any:
    """I have read this message."""
    return read_message(act.session, message_id=message_id, caller=act.caller, now=act.now)


@routes.act("POST", "/messages/reading", who=signed_in(), takes=schemas.ReadAllRequest, gives=schemas.ReadAllResponse)
def post_all_reading(act: Act, body: dict[str, Any]) -> Any:
    """I have read everything that came until then."""
    return {"marked": read_all_messages(act.session, until=body["until"], caller=act.caller, now=act.now)}


@routes.read("/me/contact", who=signed_in(), gives=schemas.OwnContactResponse)
def get_contact(read: Read) -> Any:
    """Where my e-mail goes."""
    found = queries.contact_of(read.session, read.caller.holder_id)
    return {"wants_email": found is not None, "email": found.email if found else None}


@routes.act("PUT", "/me/contact", who=signed_in(), takes=schemas.GiveContactRequest, gives=schemas.ContactResponse)
def put_contact(act: Act, body: dict[str, Any]) -> Any:
    """Send me e-mail to this address. It is kept here and nowhere else."""
    give_contact(act.session, holder_id=act.caller.holder_id, email=body["email"], now=act.now)
    return {"wants_email": True}


@routes.act("DELETE", "/me/contact", who=signed_in(), gives=schemas.ContactResponse)
def delete_contact(act: Act) -> Any:
    """Send me no more e-mail."""
    forget_contact(act.session, holder_id=act.caller.holder_id)
    return {"wants_email": False}


@routes.read(
    "/commissions/<uuid:commission_id>/deliveries", who=seats(Role.COMMISSIONER, Role.AUDITOR),
    gives=schemas.DeliveryResponse, many=True,
)  # fmt: skip
def get_deliveries(read: Read, commission_id: str) -> Any:
    """How many messages went out about what, and whether they arrived. Providers' are left out."""
    return queries.deliveries(read.session, commission_id)
