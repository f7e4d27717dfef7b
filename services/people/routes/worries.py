"""The JSON API of the safeguarding route. Every call is sealed: no count and no log line is left of it."""

from __future__ import annotations

from typing import Any

from services.people.queries.leads import leads_of
from services.people.queries.worries import (
    listed,
    opened,
    told_to_sender,
    worries_for_lead,
    worry_by_code,
    worry_for_lead,
)
from services.people.routes.group import routes
from services.people.rules.worries import HELPLINES, SENTENCES, Step
from services.people.schemas import worries as schemas
from services.people.use_cases.add_to_worry import add_to_worry
from services.people.use_cases.end_safeguarding_lead import end_safeguarding_lead
from services.people.use_cases.look_at_worry import look_at_worry
from services.people.use_cases.name_safeguarding_lead import name_safeguarding_lead
from services.people.use_cases.send_worry import send_worry
from services.people.use_cases.take_worry_step import take_worry_step
from shared.access import Caller, accounts, anyone, seats, signed_in
from shared.roles import AccountKind, Role
from shared.web.routing import Act, Read

_STAFF = accounts(AccountKind.STAFF)
_INSIDE = tuple(role for role in Role if role is not Role.PROVIDER)
_LEADS = "/commissions/<uuid:commission_id>/safeguarding-leads"


def _send(act: Act, caller: Caller | None, body: dict[str, Any]) -> dict[str, Any]:
    worry, code, somebody_reads = send_worry(act.session, act.settings, **body, caller=caller, now=act.now)
    return {
        "reference": code, "sent_at": worry.sent_at, "somebody_reads": somebody_reads, "sentence": SENTENCES["sent"],
    }  # fmt: skip


@routes.act(
    "POST", "/worries", who=anyone(), takes=schemas.SendWorryRequest, gives=schemas.SentWorryResponse, status=201,
    sealed=True,
)  # fmt: skip
def post_worry(act: Act, body: dict[str, Any]) -> Any:
    """Say what worries me, without signing in, with or without a name. Only safeguarding leads read it."""
    return _send(act, None, body)


@routes.act(
    "POST", "/me/worries", who=signed_in(), takes=schemas.SendOwnWorryRequest, gives=schemas.SentWorryResponse,
    status=201, sealed=True,
)  # fmt: skip
def post_own_worry(act: Act, body: dict[str, Any]) -> Any:
    """Say what worries me, and let the safeguarding leads know who I am."""
    return _send(act, act.caller, body)


@routes.act(
    "POST", "/worry-states", who=anyone(), takes=schemas.WorryCodeRequest, gives=schemas.WorryStateResponse,
    sealed=True,
)  # fmt: skip
def post_worry_state(act: Act, body: dict[str, Any]) -> Any:
    """Ask where it stands, with the code. The code is sent as content, so that no address holds it."""
    return told_to_sender(act.session, worry_by_code(act.session, act.settings, body["reference"]))


@routes.act(
    "POST", "/worry-words", who=anyone(), takes=schemas.AddToWorryRequest, gives=schemas.WorryStateResponse,
    sealed=True,
)  # fmt: skip
def post_worry_words(act: Act, body: dict[str, Any]) -> Any:
    """Add words, with the code."""
    return told_to_sender(act.session, add_to_worry(act.session, act.settings, **body, now=act.now))


@routes.read("/helplines", who=anyone(), gives=schemas.HelplineResponse, many=True, sealed=True)
def get_helplines(_read: Read) -> Any:
    """Numbers to call, with where they come from and when they were last checked."""
    return list(HELPLINES)


@routes.read("/worries", who=_STAFF, gives=schemas.ListedWorryResponse, many=True, sealed=True)
def get_worries(read: Read) -> Any:
    """The worries that I read as a safeguarding lead, unopened; those that wait come first. At most 200."""
    return [listed(read.session, worry) for worry in worries_for_lead(read.session, read.caller.holder_id)]


@routes.act(
    "POST", "/worries/<uuid:worry_id>/looks", who=_STAFF, gives=schemas.ListedWorryResponse, status=201,
    refusals=(404,), sealed=True,
)  # fmt: skip
def post_look(act: Act, worry_id: str) -> Any:
    """Open a worry: the look is written down, and I can read it for 15 minutes."""
    worry = look_at_worry(act.session, act.settings, worry_id=worry_id, caller=act.caller, now=act.now)
    return listed(act.session, worry)


@routes.read(
    "/worries/<uuid:worry_id>", who=_STAFF, gives=schemas.OpenedWorryResponse, refusals=(404, 409), sealed=True
)
def get_worry(read: Read, worry_id: str) -> Any:
    """A worry with all that was said, and who looked at it when; after a look of mine."""
    holder_id = read.caller.holder_id
    worry = worry_for_lead(read.session, worry_id, holder_id)
    return opened(read.session, read.settings, worry, holder_id, read.now)


@routes.act(
    "POST", "/worries/<uuid:worry_id>/steps", who=_STAFF, takes=schemas.WorryStepRequest,
    gives=schemas.ListedWorryResponse, refusals=(404,), sealed=True,
)  # fmt: skip
def post_worry_step(act: Act, body: dict[str, Any], worry_id: str) -> Any:
    """Say what is done about it: begun, more is needed, or closed with an outcome."""
    worry = take_worry_step(
        act.session, act.settings, worry_id=worry_id, step=Step(body["step"]), outcome=body["outcome"],
        words=body["words"], caller=act.caller, now=act.now,
    )  # fmt: skip
    return listed(act.session, worry)


@routes.read(_LEADS, who=seats(*_INSIDE), gives=schemas.NamedLeadResponse, many=True)
def get_leads(read: Read, commission_id: str) -> Any:
    """Who reads what somebody is worried about in this commission, by name."""
    found = leads_of(read.session, commission_id)
    return [{"lead_id": lead.lead_id, "name": who.name, "named_at": lead.named_at} for lead, who in found]


@routes.act(
    "POST", _LEADS, who=seats(Role.COMMISSIONER), takes=schemas.NameLeadRequest, gives=schemas.LeadResponse, status=201,
    refusals=(404,),
)  # fmt: skip
def post_lead(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Name a safeguarding lead of this commission."""
    return name_safeguarding_lead(
        act.session, email=body["email"], commission_id=commission_id, caller=act.caller, now=act.now
    )


@routes.act(
    "POST", f"{_LEADS}/<uuid:lead_id>/ending", who=seats(Role.COMMISSIONER), gives=schemas.LeadResponse,
    refusals=(404,),
)  # fmt: skip
def post_lead_ending(act: Act, commission_id: str, lead_id: str) -> Any:
    """Somebody is no longer a safeguarding lead of this commission."""
    return end_safeguarding_lead(
        act.session, lead_id=lead_id, commission_id=commission_id, caller=act.caller, now=act.now
    )
