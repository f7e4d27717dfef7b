"""Routes of clauses as parts of one text: their order, their themes, putting two together and making two of one."""

from __future__ import annotations

from typing import Any

from services.specification import schemas
from services.specification.routes.group import COMMISSION, WRITERS, routes
from services.specification.use_cases.give_theme import give_theme
from services.specification.use_cases.merge_clauses import merge_clauses
from services.specification.use_cases.move_clause import move_clause
from services.specification.use_cases.split_clause import split_clause
from shared.access import seats
from shared.web.routing import Act


@routes.act(
    "PUT", f"{COMMISSION}/clauses/<uuid:clause_id>/place", who=seats(*WRITERS), takes=schemas.MoveClauseRequest,
    gives=schemas.ClauseResponse, refusals=(404,),
)  # fmt: skip
def put_place(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Move a clause to another place; those between move by one. Signatures are void by it."""
    return move_clause(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.act(
    "PUT", f"{COMMISSION}/clauses/<uuid:clause_id>/theme", who=seats(*WRITERS), takes=schemas.GiveThemeRequest,
    gives=schemas.ClauseResponse, refusals=(404,),
)  # fmt: skip
def put_theme(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Put a clause under a theme. It is no part of what is signed."""
    return give_theme(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.act(
    "POST", f"{COMMISSION}/clauses/<uuid:clause_id>/merger", who=seats(*WRITERS), takes=schemas.MergeClausesRequest,
    gives=schemas.ClauseResponse, refusals=(403, 404),
)  # fmt: skip
def post_merger(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Put another clause together with this one, which goes on with both texts. Signatures are void by it."""
    return merge_clauses(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.act(
    "POST", f"{COMMISSION}/clauses/<uuid:clause_id>/split", who=seats(*WRITERS), takes=schemas.SplitClauseRequest,
    gives=schemas.ClauseResponse, status=201, refusals=(403, 404),
)  # fmt: skip
def post_split(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Make a new clause, which comes after this one, of some of its words. Signatures are void by it."""
    return split_clause(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )
