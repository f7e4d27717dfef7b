"""Routes of decisions: opening, voting, closing, and saying what an outcome means."""

from __future__ import annotations

from typing import Any

from services.specification.queries.commissions import commission_by_id
from services.specification.queries.deciding import INSIDE as EVERYBODY
from services.specification.queries.deciding import VOTERS, decision_of, decisions_seen, seen
from services.specification.routes.group import COMMISSION, INSIDE, routes
from services.specification.schemas.deciding import (
    CastVoteRequest,
    CloseDecisionRequest,
    DecisionResponse,
    OpenDecisionRequest,
    StateOutcomeRequest,
)
from services.specification.use_cases.cast_vote import cast_vote
from services.specification.use_cases.close_decision import close_decision
from services.specification.use_cases.open_decision import open_decision
from services.specification.use_cases.state_outcome import state_outcome
from shared.access import seats
from shared.roles import Role
from shared.web.routing import Act, Read

_ONE = f"{COMMISSION}/decisions/<uuid:decision_id>"


@routes.read(f"{COMMISSION}/decisions", who=seats(*INSIDE), gives=DecisionResponse, many=True, refusals=(404,))
def get_decisions(read: Read, commission_id: str) -> Any:
    """The newest 200 decisions. How votes stand is said once they are closed, to nobody before."""
    commission_by_id(read.session, commission_id)
    return decisions_seen(read.session, commission_id, read.caller, read.now)


@routes.act(
    "POST", f"{COMMISSION}/decisions", who=seats(Role.FACILITATOR, Role.COMMISSIONER), takes=OpenDecisionRequest,
    gives=DecisionResponse, status=201, refusals=(404,),
)  # fmt: skip
def post_decision(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Ask the group to decide."""
    made = open_decision(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)
    return seen(act.session, made, act.caller, act.now)


@routes.read(_ONE, who=seats(*INSIDE), gives=DecisionResponse, refusals=(404,))
def get_decision(read: Read, commission_id: str, decision_id: str) -> Any:
    """One decision, with the caller's own vote."""
    return seen(read.session, decision_of(read.session, commission_id, decision_id), read.caller, read.now)


@routes.act(
    "PUT", f"{_ONE}/vote", who=seats(*VOTERS[EVERYBODY]), takes=CastVoteRequest, gives=DecisionResponse,
    refusals=(404,),
)  # fmt: skip
def put_vote(act: Act, body: dict[str, Any], commission_id: str, decision_id: str) -> Any:
    """Vote, or change one's vote, until it closes."""
    found = cast_vote(
        act.session, commission_id=commission_id, decision_id=decision_id, ballot=body, caller=act.caller, now=act.now
    )
    return seen(act.session, found, act.caller, act.now)


@routes.act(
    "POST", f"{_ONE}/closing", who=seats(Role.FACILITATOR), takes=CloseDecisionRequest, gives=DecisionResponse,
    refusals=(404,),
)  # fmt: skip
def post_closing(act: Act, body: dict[str, Any], commission_id: str, decision_id: str) -> Any:
    """Close it before its time: when all took part, or enough and with a reason."""
    found = close_decision(
        act.session, commission_id=commission_id, decision_id=decision_id, **body, caller=act.caller, now=act.now
    )
    return seen(act.session, found, act.caller, act.now)


@routes.act(
    "POST", f"{_ONE}/outcome", who=seats(Role.FACILITATOR), takes=StateOutcomeRequest, gives=DecisionResponse,
    refusals=(404,),
)  # fmt: skip
def post_outcome(act: Act, body: dict[str, Any], commission_id: str, decision_id: str) -> Any:
    """Say what the outcome means, and when to look again."""
    found = state_outcome(
        act.session, commission_id=commission_id, decision_id=decision_id, **body, caller=act.caller, now=act.now
    )
    return seen(act.session, found, act.caller, act.now)
