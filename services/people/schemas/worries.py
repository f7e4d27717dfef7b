"""Shapes of the safeguarding route."""

from __future__ import annotations

from marshmallow import fields, validate

from services.people.rules.worries import LEADS_STEPS, LONGEST_SENDER, LONGEST_WORDS, OUTCOMES
from shared.web.schemas import Id, Request, Response, Text, UtcTime, YesOrNo

_REFERENCE = {"description": "the code that was told when the worry was sent"}


class SendOwnWorryRequest(Request):
    """Say what worries me. The leads will know who I am."""

    words = Text(max=LONGEST_WORDS, required=True, multiline=True)
    contact = Text(min=0, max=LONGEST_SENDER, load_default="", metadata={"description": "how a lead can reach me"})
    commission_id = Id(load_default=None, allow_none=True)
    past_leads = YesOrNo(
        load_default=False, metadata={"description": "true: not to the leads of this commission, but past them"}
    )


class SendWorryRequest(SendOwnWorryRequest):
    """Say what worries somebody, with or without a name."""

    name = Text(min=0, max=LONGEST_SENDER, load_default="")


class SentWorryResponse(Response):
    """That it is here. The code is told this once."""

    reference = fields.String(required=True)
    sent_at = UtcTime(required=True)
    somebody_reads = fields.Boolean(required=True)
    sentence = fields.String(required=True)


class WorryCodeRequest(Request):
    """Ask where a worry stands."""

    reference = Text(max=100, required=True, metadata=_REFERENCE)


class AddToWorryRequest(WorryCodeRequest):
    """Add words."""

    words = Text(max=LONGEST_WORDS, required=True, multiline=True)


class WorryStateResponse(Response):
    """Where a worry stands. Nobody's words: whoever finds the code reads nothing."""

    state = fields.String(required=True)
    sentence = fields.String(required=True)
    sent_at = UtcTime(required=True)
    read_at = UtcTime(required=True, allow_none=True)
    times_you_wrote = fields.Integer(required=True)


class HelplineResponse(Response):
    """A number to call."""

    name = fields.String(required=True)
    number = fields.String(required=True)
    words = fields.String(required=True)
    source = fields.String(required=True)
    checked_on = fields.String(required=True)


class ListedWorryResponse(Response):
    """A worry in a lead's list, unopened."""

    worry_id = Id(required=True)
    commission_id = Id(required=True, allow_none=True)
    commission = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    sent_at = UtcTime(required=True)
    waits_since = UtcTime(required=True, allow_none=True)
    escalated = fields.Boolean(required=True)


class WorryEntryResponse(Response):
    """One thing that happened to it: words of its sender, or a look or step of a lead."""

    step = fields.String(required=True)
    made_at = UtcTime(required=True)
    lead = fields.String(required=True, allow_none=True)
    words = fields.String(required=True)


class OpenedWorryResponse(ListedWorryResponse):
    """A worry with all that was said, and who looked at it when."""

    sender_name = fields.String(required=True, allow_none=True)
    sender_contact = fields.String(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)
    entries = fields.List(fields.Nested(WorryEntryResponse), required=True)


class WorryStepRequest(Request):
    """Say what is done about a worry. The words are for the leads alone; a closing needs them, and an outcome."""

    step = fields.String(required=True, validate=validate.OneOf([step.value for step in LEADS_STEPS]))
    outcome = fields.String(load_default="", validate=validate.OneOf(["", *OUTCOMES]))
    words = Text(min=0, max=LONGEST_WORDS, multiline=True, load_default="")


class NameLeadRequest(Request):
    """Name a safeguarding lead: somebody of staff, by the e-mail address they sign in with."""

    email = Text(max=320, required=True, metadata={"format": "email"})


class LeadResponse(Response):
    """A safeguarding lead."""

    lead_id = Id(required=True)
    commission_id = Id(required=True)
    named_at = UtcTime(required=True)
    ended_at = UtcTime(required=True, allow_none=True)


class NamedLeadResponse(Response):
    """Who reads what somebody is worried about in this commission."""

    lead_id = Id(required=True)
    name = fields.String(required=True)
    named_at = UtcTime(required=True)
