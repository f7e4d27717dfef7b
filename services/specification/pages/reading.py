"""Pages of the text: as it stands, its versions, words that are reported, and words that are hidden."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import Response
from flask_babel import gettext as _

from services.specification.models import Clause
from services.specification.pages.group import AT, CLAUSE, HOSTS, INSIDE, WRITERS, asked_version, at, pages, sits_here
from services.specification.pages.ideas import own_themes
from services.specification.pages.order import MoveForm
from services.specification.pages.passages import Said, passages_said
from services.specification.queries.clauses import (
    clause_of,
    clauses_of,
    parts_of,
    standing_of,
    versions_of,
    whys_of_hidden,
)
from services.specification.queries.commissions import commission_by_id, is_open
from services.specification.queries.document import standing_sign_offs
from services.specification.queries.library import marks_of
from services.specification.queries.writers import writers_of
from services.specification.rules.authors import Piece, pieces_between
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.report_text import report_text
from shared.access import seats
from shared.roles import ROLES, Role
from shared.web.pages import done, render
from shared.web.reporting import HideForm, ReportForm
from shared.web.routing import Act, Read


@pages.page(f"{AT}/text", who=seats(*INSIDE))
def text(read: Read, commission_id: str) -> str:
    """The text so far, part by part. Raises NoSuchCommission."""
    commission = commission_by_id(read.session, commission_id)
    return render(
        "text.html", commission=commission, clauses=clauses_of(read.session, commission_id), roles=ROLES,
        whys=whys_of_hidden(read.session, commission_id), hosts=sits_here(read, commission_id, *HOSTS),
        at=at(commission_id), is_open=is_open(read.session, commission_id), marks=marks_of(read.session, commission_id),
        writes=sits_here(read, commission_id, *WRITERS), leads=sits_here(read, commission_id, Role.FACILITATOR),
        moving=MoveForm(formdata=None), signed=bool(standing_sign_offs(read.session, commission_id)),
        themes=own_themes(read, commission_id),
    )  # fmt: skip


class Shown(NamedTuple):
    """A version as its page shows it. pieces: what was added and taken since the version before it.

    came_from, other: as the version has it, with the clause itself.
    """

    version: int
    heading: str
    pieces: list[Piece]
    said: list[Said]
    came_from: str
    other: Clause | None
    reason: str
    role: str
    written_at: datetime
    hidden_at: datetime | None
    hidden_why: str


@pages.page(CLAUSE, who=seats(*INSIDE))
def versions(read: Read, commission_id: str, clause_id: str) -> str:
    """Every version of one part of the text, and what changed from one to the next. Raises NoSuchClause."""
    found = versions_of(read.session, commission_id, clause_id)
    shown, writers = [], writers_of(read.session, commission_id)
    parts = parts_of(read.session, commission_id)
    clause = parts[clause_id]
    for each, before in zip(found, [*found[1:], None], strict=True):
        known = before is not None and before.hidden_at is None and each.hidden_at is None
        pieces = pieces_between(before.text if known and before else each.text, each.text)
        shown.append(
            Shown(
                each.version, each.heading, pieces, passages_said(each.text, each.passages, writers, read.caller),
                each.came_from, parts.get(each.other_id or ""), each.reason, each.role,
                each.written_at, each.hidden_at, each.hidden_why,
            )
        )  # fmt: skip
    return render(
        "versions.html", versions=shown, roles=ROLES, hosts=sits_here(read, commission_id, *HOSTS),
        clause=clause, at=at(commission_id), is_open=is_open(read.session, commission_id),
        writes=sits_here(read, commission_id, *WRITERS) and clause.ended_at is None,
        into=standing_of(read.session, clause) if clause.ended_at is not None else None,
    )  # fmt: skip


@pages.form(f"{CLAUSE}/report", who=seats(*INSIDE), form=ReportForm)
def report_words(read: Read, form: ReportForm, commission_id: str, clause_id: str) -> str:
    """Say that words should not stand here. Raises NoSuchClause."""
    clause = clause_of(read.session, commission_id, clause_id)
    found = asked_version(read, form, clause)
    return render(
        "report_words.html", form=form, heading=found.heading, text=found.text, hidden=found.hidden_at is not None,
        why=found.hidden_why, back=at(commission_id, "/text"),
    )  # fmt: skip


@report_words.act
def send_report_words(act: Act, form: ReportForm, commission_id: str, clause_id: str) -> Response:
    """Keep the report."""
    clause = clause_of(act.session, commission_id, clause_id)
    report_text(
        act.session, commission_id=commission_id, clause_id=clause_id, version=asked_version(act, form, clause).version,
        why=form.why.data, words=form.words.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/text"), _("Thank you. Somebody who runs the group will look at these words."))


@pages.form(f"{CLAUSE}/hiding", who=seats(*HOSTS), form=HideForm)
def hide_words(read: Read, form: HideForm, commission_id: str, clause_id: str) -> str:
    """Hide words, or show them again. Raises NoSuchClause."""
    clause = clause_of(read.session, commission_id, clause_id)
    found = asked_version(read, form, clause)
    form.about(hidden=found.hidden_at is not None)
    stands = (
        found.version == clause.version and clause.ended_at is None
        and bool(standing_sign_offs(read.session, commission_id))
    )  # fmt: skip
    return render(
        "hide_words.html", form=form, heading=found.heading, text=found.text, back=at(commission_id, "/text"),
        effect=_("The text changes by this. So those who signed it are asked to sign again.") if stands else "",
    )  # fmt: skip


@hide_words.act
def send_hide_words(act: Act, form: HideForm, commission_id: str, clause_id: str) -> Response:
    """Hide them, or show them again."""
    clause = clause_of(act.session, commission_id, clause_id)
    hide_text(
        act.session, commission_id=commission_id, clause_id=clause_id, version=asked_version(act, form, clause).version,
        hides=form.hide, reason=form.reason.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    words = _("The words are hidden. The group is told why.") if form.hide else _("The words are back.")
    return done(at(commission_id, "/text"), words)
