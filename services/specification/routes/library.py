"""Routes of the clause library: the file of a signed text, texts to start from, and bringing words in."""

from __future__ import annotations

from typing import Any

from services.specification.models import BroughtIn
from services.specification.queries.commissions import check_reader, commission_by_id
from services.specification.queries.library import brought_in_seen, library_of, source_of, sources_in, sources_of
from services.specification.routes.group import COMMISSION, INSIDE, WRITERS, routes
from services.specification.schemas.library import BringInRequest, BroughtInResponse, LibraryFile, SourceResponse
from services.specification.use_cases.bring_in import bring_in
from shared.access import seats
from shared.roles import Role
from shared.web.routing import Act, Read

_BROUGHT_IN = f"{COMMISSION}/words-from-elsewhere"


@routes.read(f"{COMMISSION}/library-file", who=seats(*Role), gives=LibraryFile, refusals=(404,))
def get_library_file(read: Read, commission_id: str) -> Any:
    """The clauses and criteria that were signed, for another group to start from: by role who wrote them, and no names.

    Bidders read it from the tender's publication on.
    """
    check_reader(read.session, commission_id, read.caller)
    commission = commission_by_id(read.session, commission_id)
    return library_of(read.session, commission, read.caller, council=read.settings.council)


@routes.read(f"{COMMISSION}/library-sources", who=seats(*WRITERS), gives=SourceResponse, many=True, refusals=(404,))
def get_sources(read: Read, commission_id: str) -> Any:
    """The other commissions whose signed text the caller may start from: their own, and those with a tender."""
    commission_by_id(read.session, commission_id)
    return sources_of(read.session, commission_id, read.caller)


@routes.read(f"{COMMISSION}/library-sources/<uuid:source_id>", who=seats(*WRITERS), gives=LibraryFile, refusals=(404,))
def get_source(read: Read, commission_id: str, source_id: str) -> Any:
    """The file of one of them."""
    source = source_of(read.session, commission_id, source_id, read.caller)
    return library_of(read.session, source, read.caller, council=read.settings.council)


@routes.read(_BROUGHT_IN, who=seats(*INSIDE), gives=BroughtInResponse, many=True, refusals=(404,))
def get_brought_in(read: Read, commission_id: str) -> Any:
    """Which clauses and criteria came from elsewhere, and from where; clauses first."""
    commission_by_id(read.session, commission_id)
    return [_told(each) for each in brought_in_seen(read.session, commission_id, read.caller)]


@routes.act(
    "POST", _BROUGHT_IN, who=seats(*WRITERS), takes=BringInRequest, gives=BroughtInResponse, many=True, status=201,
    refusals=(404,),
)  # fmt: skip
def post_brought_in(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Start from clauses and criteria of a file. Where a facilitator reads the caller's words first, these wait too."""
    source = body.pop("file")
    made = bring_in(act.session, commission_id=commission_id, source=source, **body, caller=act.caller, now=act.now)
    return [_told(each) for each in made]


def _told(mark: BroughtIn) -> dict[str, Any]:
    return {"subject_id": mark.subject_id, "came_from": sources_in(mark), "brought_in_at": mark.brought_in_at}
