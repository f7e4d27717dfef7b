"""Routes of clauses and writing them."""

from __future__ import annotations

from typing import Any

from services.specification import schemas
from services.specification.queries.clauses import clauses_of, shown, versions_of
from services.specification.queries.commissions import check_reader
from services.specification.queries.live import live_changes, live_words
from services.specification.routes.group import COMMISSION, INSIDE, WRITERS, routes
from services.specification.use_cases.agree_clause import agree_clause
from services.specification.use_cases.draft_clause import draft_clause
from services.specification.use_cases.edit_clause import edit_clause
from services.specification.use_cases.keep_words import keep_words
from services.specification.use_cases.write_together import write_together
from shared.access import seats
from shared.roles import Role
from shared.web.routing import Act, Read


@routes.read(f"{COMMISSION}/clauses", who=seats(*Role), gives=schemas.ClauseResponse, many=True, refusals=(404,))
def get_clauses(read: Read, commission_id: str) -> Any:
    """The clauses in their order, at most 200. Bidders read them from the tender's publication on."""
    check_reader(read.session, commission_id, read.caller)
    found = clauses_of(read.session, commission_id)
    return shown(found, read.caller, tuple(schemas.ClauseResponse().fields.keys() - {"being_checked", "hidden"}))


@routes.read(
    f"{COMMISSION}/clauses/<uuid:clause_id>/versions", who=seats(*INSIDE), gives=schemas.ClauseVersionResponse,
    many=True, refusals=(404,),
)  # fmt: skip
def get_versions(read: Read, commission_id: str, clause_id: str) -> Any:
    """Every version of a clause, the newest first, at most 200: who wrote it, in which seat, and why."""
    found = versions_of(read.session, commission_id, clause_id)
    return shown(found, read.caller, tuple(schemas.ClauseVersionResponse().fields.keys() - {"hidden"}))


@routes.act(
    "POST", f"{COMMISSION}/clauses", who=seats(*WRITERS), takes=schemas.DraftClauseRequest,
    gives=schemas.ClauseResponse, status=201,
)  # fmt: skip
def post_clause(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Draft a new clause."""
    return draft_clause(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)


@routes.act(
    "PUT", f"{COMMISSION}/clauses/<uuid:clause_id>", who=seats(*WRITERS), takes=schemas.EditClauseRequest,
    gives=schemas.ClauseResponse, refusals=(404,),
)  # fmt: skip
def put_clause(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Change the words of a clause. An older version is refused, with the current one."""
    return edit_clause(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.read(
    f"{COMMISSION}/clauses/<uuid:clause_id>/words", who=seats(*INSIDE), gives=schemas.LiveWordsResponse,
    refusals=(404, 409),
)  # fmt: skip
def get_words(read: Read, commission_id: str, clause_id: str) -> Any:
    """The words as they are being written now, the number of their last change, and who wrote which passage."""
    return live_words(read.session, commission_id, clause_id, read.caller)


@routes.read(
    f"{COMMISSION}/clauses/<uuid:clause_id>/changes", who=seats(*INSIDE), query=schemas.ChangesQuery,
    gives=schemas.ChangesResponse, refusals=(404, 409),
)  # fmt: skip
def get_changes(read: Read, query: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """What was changed in the words after a number, in order, at most 1,000 changes: ask again from the last one."""
    return {"changes": live_changes(read.session, commission_id, clause_id, query["after"], read.caller)}


@routes.act(
    "POST", f"{COMMISSION}/clauses/<uuid:clause_id>/changes", who=seats(*WRITERS), takes=schemas.WriteTogetherRequest,
    gives=schemas.ChangesResponse, refusals=(404, 429),
)  # fmt: skip
def post_changes(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Type into a clause at the same time as others: changes made on the words after a number.

    The answer has every change after that number, these among them as they came to stand. Sent again, they are known.
    """
    return {
        "changes": write_together(
            act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
        )
    }


@routes.act(
    "POST", f"{COMMISSION}/clauses/<uuid:clause_id>/versions", who=seats(*WRITERS), gives=schemas.ClauseResponse,
    refusals=(404, 422),
)  # fmt: skip
def post_version(act: Act, commission_id: str, clause_id: str) -> Any:
    """Keep the words that are being written as a version, which the group can agree."""
    return keep_words(act.session, commission_id=commission_id, clause_id=clause_id, caller=act.caller, now=act.now)


@routes.act(
    "POST", f"{COMMISSION}/clauses/<uuid:clause_id>/agreement", who=seats(Role.FACILITATOR),
    takes=schemas.AgreeClauseRequest, gives=schemas.ClauseResponse, refusals=(404,),
)  # fmt: skip
def post_agreement(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Record that the group agreed this version, and how it decided."""
    return agree_clause(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )
