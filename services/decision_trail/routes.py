"""The JSON API of `decision_trail`. It only reads: nobody writes to the trail by hand."""

from __future__ import annotations

from typing import Any

from flask import Response

from services.decision_trail import schemas
from services.decision_trail.queries import checking, standing, trail
from services.decision_trail.rules.reading import SeatsAreWithheld, TimesAreTheWrongWayRound
from services.decision_trail.rules.words import words_of
from shared.access import anyone, seats, seats_held
from shared.canonical import time_text
from shared.roles import Role
from shared.web.routing import Read, Routes

routes = Routes(
    "decision_trail", description="Every decision, who took it, when and why; and proof that none is missing."
)
_COMMISSION = "/commissions/<uuid:commission_id>"
_CHECKERS = (Role.COMMISSIONER, Role.AUDITOR)


@routes.read(f"{_COMMISSION}/standing", who=seats(*Role), gives=schemas.StandingResponse, refusals=(404,))
def get_standing(read: Read, commission_id: str) -> Any:
    """Where the commission stands, what happened lately, and what is next for me in each of my roles."""
    held = seats_held(read.session, read.caller.holder_id, commission_id)
    found = standing.standing(read.session, commission_id, held, read.now)
    summary = all(seat.role == Role.PROVIDER for seat in held)
    recent = standing.what_happened_lately(read.session, commission_id, summary=summary)
    return {
        "commission_id": found.commission_id, "title": found.title, "ended": found.ended,
        "stages": [{**vars(each.stage), "progress": each.progress.value, "began_at": each.began_at,
                    "planned_on": each.planned_on} for each in found.stages],
        "next_steps": [{**vars(step), "role": role} for role, step in found.steps],
        "lately": [{**vars(each), "what": words_of(each.type, trail.meaning(each.type))} for each in recent],
    }  # fmt: skip


@routes.read(f"{_COMMISSION}/timeline", who=seats(*Role), query=schemas.TimelineQuery, gives=schemas.TimelineResponse)
def get_timeline(read: Read, query: dict[str, Any], commission_id: str) -> Any:
    """What happened, in order. Providers get the short form, without data; what is withheld says so."""
    summary = read.caller.role is Role.PROVIDER
    if summary and query["actor"]:
        raise SeatsAreWithheld("Providers read the timeline without seats, so it cannot be filtered by one.")
    since, until = query["since"], query["until"]
    if since is not None and until is not None and until <= since:
        raise TimesAreTheWrongWayRound("`until` has to be later than `since`.")
    window = trail.Window(query["type"], query["actor"], since, until, query["cursor"])
    return _with_times(trail.timeline(read.session, commission_id, window, summary=summary))


@routes.read(f"{_COMMISSION}/head", who=seats(*Role), gives=schemas.HeadResponse)
def get_head(read: Read, commission_id: str) -> Any:
    """How long the chain is, and its last hash."""
    return trail.head(read.session, commission_id, summary=read.caller.role is Role.PROVIDER)


@routes.read(f"{_COMMISSION}/verification", who=seats(*Role), gives=schemas.VerificationResponse)
def get_verification(read: Read, commission_id: str) -> Any:
    """Recompute the chain, and tell whether it is whole."""
    return checking.verification(read.session, commission_id, read.now)


@routes.read(f"{_COMMISSION}/export.jsonl", who=seats(*_CHECKERS), raw="application/jsonl")
def get_export_jsonl(read: Read, commission_id: str) -> Any:
    """Everything that may be shown, as JSON Lines, one entry a line in canonical form."""
    text = trail.as_json_lines(trail.export_rows(read.session, commission_id))
    return _file(text, "application/jsonl", f"trail-{commission_id}.jsonl")


@routes.read(f"{_COMMISSION}/export.csv", who=seats(*_CHECKERS), raw="text/csv")
def get_export_csv(read: Read, commission_id: str) -> Any:
    """The same as a table."""
    text = trail.as_csv(trail.export_rows(read.session, commission_id))
    return _file(text, "text/csv", f"trail-{commission_id}.csv")


def _with_times(found: dict[str, Any]) -> dict[str, Any]:
    items = [{**item, "occurred_at": time_text(item["occurred_at"])} for item in found["items"]]
    return {**found, "items": items}


def _file(text: str, content_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, content_type=f"{content_type}; charset=utf-8", headers=headers)


@routes.read("/records", who=anyone(), gives=schemas.EndedResponse, many=True)
def get_records(read: Read) -> Any:
    """The commissions that have ended. Their records are for everybody."""
    return trail.ended_commissions(read.session)


@routes.read("/records/<uuid:commission_id>", who=anyone(), gives=schemas.RecordResponse, refusals=(404,))
def get_record(read: Read, commission_id: str) -> Any:
    """What happened in a commission that has ended: when, what and in which role; no names, no seats."""
    return _with_times(trail.public_record(read.session, commission_id))
