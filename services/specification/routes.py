"""The JSON API of `specification`."""

from __future__ import annotations

from typing import Any

from services.specification import schemas
from services.specification.queries.checking import reports_of, waiting_texts
from services.specification.queries.clauses import clauses_of, shown, versions_of
from services.specification.queries.commissions import check_reader, commission_by_id, commissions_of
from services.specification.queries.document import read_document
from services.specification.queries.live import live_changes, live_words
from services.specification.use_cases.agree_clause import agree_clause
from services.specification.use_cases.check_text import check_text
from services.specification.use_cases.draft_clause import draft_clause
from services.specification.use_cases.edit_clause import edit_clause
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.keep_words import keep_words
from services.specification.use_cases.report_text import report_text
from services.specification.use_cases.set_checking import set_checking
from services.specification.use_cases.set_criteria import set_criteria
from services.specification.use_cases.settle_report import settle_report
from services.specification.use_cases.sign_off import sign_off
from services.specification.use_cases.start_commission import start_commission
from services.specification.use_cases.write_together import write_together
from shared.access import accounts, seats, signed_in
from shared.roles import AccountKind, Role
from shared.web.routing import Act, Read, Routes

routes = Routes("specification", description="The plan, clauses and criteria, written with young people.")
_WRITERS = (Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER)
_INSIDE = tuple(role for role in Role if role is not Role.PROVIDER)
_COMMISSION = "/commissions/<uuid:commission_id>"


@routes.act(
    "POST", "/commissions", who=accounts(AccountKind.STAFF), takes=schemas.StartCommissionRequest,
    gives=schemas.CommissionResponse, status=201,
)  # fmt: skip
def post_commission(act: Act, body: dict[str, Any]) -> Any:
    """Start a commission: its need, money, law, timetable, and how much young people decide."""
    return start_commission(act.session, **body, caller=act.caller, now=act.now)


@routes.read("/commissions", who=signed_in(), gives=schemas.CommissionResponse, many=True)
def get_commissions(read: Read) -> Any:
    """The commissions in which I have a seat."""
    return commissions_of(read.session, read.caller.holder_id)


@routes.read(_COMMISSION, who=seats(*Role), gives=schemas.CommissionResponse, refusals=(404,))
def get_commission(read: Read, commission_id: str) -> Any:
    """A commission: its need, its plan, and whether its specification is agreed."""
    return commission_by_id(read.session, commission_id)


@routes.act(
    "PUT", f"{_COMMISSION}/checking", who=seats(Role.COMMISSIONER), takes=schemas.SetTextCheckingRequest,
    gives=schemas.CommissionResponse, refusals=(404,),
)  # fmt: skip
def put_text_checking(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Say whether a facilitator reads what under-16s write before others do, from now on."""
    return set_checking(
        act.session, commission_id=commission_id, checks=body["checks_young_texts"], caller=act.caller, now=act.now
    )


@routes.read(f"{_COMMISSION}/clauses", who=seats(*Role), gives=schemas.ClauseResponse, many=True, refusals=(404,))
def get_clauses(read: Read, commission_id: str) -> Any:
    """The clauses in their order, at most 200. Bidders read them from the tender's publication on."""
    check_reader(read.session, commission_id, read.caller)
    found = clauses_of(read.session, commission_id)
    return shown(found, read.caller, tuple(schemas.ClauseResponse().fields.keys() - {"being_checked", "hidden"}))


@routes.read(
    f"{_COMMISSION}/clauses/<uuid:clause_id>/versions", who=seats(*_INSIDE), gives=schemas.ClauseVersionResponse,
    many=True, refusals=(404,),
)  # fmt: skip
def get_versions(read: Read, commission_id: str, clause_id: str) -> Any:
    """Every version of a clause, the newest first, at most 200: who wrote it, in which seat, and why."""
    found = versions_of(read.session, commission_id, clause_id)
    return shown(found, read.caller, tuple(schemas.ClauseVersionResponse().fields.keys() - {"hidden"}))


@routes.act(
    "POST", f"{_COMMISSION}/clauses", who=seats(*_WRITERS), takes=schemas.DraftClauseRequest,
    gives=schemas.ClauseResponse, status=201,
)  # fmt: skip
def post_clause(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Draft a new clause."""
    return draft_clause(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)


@routes.act(
    "PUT", f"{_COMMISSION}/clauses/<uuid:clause_id>", who=seats(*_WRITERS), takes=schemas.EditClauseRequest,
    gives=schemas.ClauseResponse, refusals=(404,),
)  # fmt: skip
def put_clause(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Change the words of a clause. An older version is refused, with the current one."""
    return edit_clause(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.read(
    f"{_COMMISSION}/clauses/<uuid:clause_id>/words", who=seats(*_INSIDE), gives=schemas.LiveWordsResponse,
    refusals=(404, 409),
)  # fmt: skip
def get_words(read: Read, commission_id: str, clause_id: str) -> Any:
    """The words as they are being written now, the number of their last change, and who wrote which passage."""
    return live_words(read.session, commission_id, clause_id, read.caller)


@routes.read(
    f"{_COMMISSION}/clauses/<uuid:clause_id>/changes", who=seats(*_INSIDE), query=schemas.ChangesQuery,
    gives=schemas.ChangesResponse, refusals=(404, 409),
)  # fmt: skip
def get_changes(read: Read, query: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """What was changed in the words after a number, in order, at most 1,000 changes: ask again from the last one."""
    return {"changes": live_changes(read.session, commission_id, clause_id, query["after"], read.caller)}


@routes.act(
    "POST", f"{_COMMISSION}/clauses/<uuid:clause_id>/changes", who=seats(*_WRITERS), takes=schemas.WriteTogetherRequest,
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
    "POST", f"{_COMMISSION}/clauses/<uuid:clause_id>/versions", who=seats(*_WRITERS), gives=schemas.ClauseResponse,
    refusals=(404, 422),
)  # fmt: skip
def post_version(act: Act, commission_id: str, clause_id: str) -> Any:
    """Keep the words that are being written as a version, which the group can agree."""
    return keep_words(act.session, commission_id=commission_id, clause_id=clause_id, caller=act.caller, now=act.now)


@routes.act(
    "POST", f"{_COMMISSION}/clauses/<uuid:clause_id>/agreement", who=seats(Role.FACILITATOR),
    takes=schemas.AgreeClauseRequest, gives=schemas.ClauseResponse, refusals=(404,),
)  # fmt: skip
def post_agreement(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Record that the group agreed this version, and how it decided."""
    return agree_clause(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.read(
    f"{_COMMISSION}/waiting-texts", who=seats(Role.YOUNG_PERSON, Role.FACILITATOR), gives=schemas.WaitingTextResponse,
    many=True,
)  # fmt: skip
def get_waiting_texts(read: Read, commission_id: str) -> Any:
    """What waits to be read by a facilitator: facilitators see all, a young person their own; the newest 200."""
    return waiting_texts(read.session, commission_id, read.caller)


@routes.act(
    "POST", f"{_COMMISSION}/waiting-texts/<uuid:text_id>/check", who=seats(Role.FACILITATOR),
    takes=schemas.CheckTextRequest, gives=schemas.WaitingTextResponse, refusals=(404,),
)  # fmt: skip
def post_check(act: Act, body: dict[str, Any], commission_id: str, text_id: str) -> Any:
    """Let a young person's text through to the others, or give it back with a reason of the list."""
    return check_text(act.session, commission_id=commission_id, text_id=text_id, **body, caller=act.caller, now=act.now)


@routes.act(
    "POST", f"{_COMMISSION}/clauses/<uuid:clause_id>/reports", who=seats(*_INSIDE), takes=schemas.ReportTextRequest,
    gives=schemas.ReportResponse, status=201, refusals=(404,),
)  # fmt: skip
def post_report(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Say that a text should not stand here. Facilitators and commissioners read it, without who said it."""
    return report_text(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.read(
    f"{_COMMISSION}/reports", who=seats(Role.FACILITATOR, Role.COMMISSIONER), gives=schemas.ReportResponse, many=True
)
def get_reports(read: Read, commission_id: str) -> Any:
    """What was reported, the newest 200, newest first."""
    return reports_of(read.session, commission_id)


@routes.act(
    "POST", f"{_COMMISSION}/reports/<uuid:report_id>/settlement", who=seats(Role.FACILITATOR, Role.COMMISSIONER),
    gives=schemas.ReportResponse, refusals=(404,),
)  # fmt: skip
def post_settlement(act: Act, commission_id: str, report_id: str) -> Any:
    """Let a text stay as it is that was reported."""
    return settle_report(act.session, commission_id=commission_id, report_id=report_id, now=act.now)


@routes.act(
    "POST", f"{_COMMISSION}/clauses/<uuid:clause_id>/hiding", who=seats(Role.FACILITATOR, Role.COMMISSIONER),
    takes=schemas.HideTextRequest, gives=schemas.ClauseResponse, refusals=(404,),
)  # fmt: skip
def post_hiding(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Hide a version of a clause, or show it again; the group is told why."""
    return hide_text(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.read(f"{_COMMISSION}/criteria", who=seats(*Role), gives=schemas.CriteriaResponse, refusals=(404,))
def get_criteria(read: Read, commission_id: str) -> Any:
    """The criteria as they stand, and their version. Bidders read them from the tender's publication on."""
    check_reader(read.session, commission_id, read.caller)
    return commission_by_id(read.session, commission_id)


@routes.act(
    "PUT", f"{_COMMISSION}/criteria", who=seats(*_WRITERS), takes=schemas.SetCriteriaRequest,
    gives=schemas.CriteriaResponse,
)  # fmt: skip
def put_criteria(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Set the criteria, all at once. The weights of each panel total 100."""
    return set_criteria(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)


@routes.read(f"{_COMMISSION}/document", who=seats(*Role), gives=schemas.DocumentResponse, refusals=(404,))
def get_document(read: Read, commission_id: str) -> Any:
    """The whole text as it stands, and the hash that young people sign, once every clause is agreed.

    Bidders read it from the tender's publication on.
    """
    check_reader(read.session, commission_id, read.caller)
    return read_document(read.session, commission_id)


@routes.act(
    "POST", f"{_COMMISSION}/sign-offs", who=seats(Role.YOUNG_PERSON), takes=schemas.SignOffRequest,
    gives=schemas.SignOffResponse, status=201,
)  # fmt: skip
def post_sign_off(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Sign the text. When a quorum of young people has signed, the specification is agreed."""
    return sign_off(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)
