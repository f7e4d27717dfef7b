"""Pages to put two parts of the text together, and to make two parts of one."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.specification.models import Clause
from services.specification.pages.group import CLAUSE, WRITERS, at, owes_a_reason, pages, whole_number
from services.specification.queries.checking import waits_for_check
from services.specification.queries.clauses import clause_of, standing_clauses, standing_of
from services.specification.queries.commissions import commission_by_id, is_open
from services.specification.queries.document import standing_sign_offs
from services.specification.rules.changes import LONGEST_TEXT, ChangeIsBroken
from services.specification.rules.shaping import halves, joined
from services.specification.rules.texts import LONGEST_HEADING, ReasonIsMissing, TextHasChanged, check_shown
from services.specification.use_cases.merge_clauses import merge_clauses
from services.specification.use_cases.split_clause import split_clause
from shared.access import seats
from shared.errors import DomainError
from shared.web.forms import PageForm, line, lines, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read


class ShapingForm(PageForm):
    """What both forms share: at what the words were opened, and why an adult changes what stands."""

    number = HiddenField()
    changed_meanwhile = False

    def blame(self, error: DomainError) -> None:
        """Remember that somebody wrote on, so that both texts are shown."""
        self.changed_meanwhile = isinstance(error, TextHasChanged)
        super().blame(error)


class JoinForm(ShapingForm):
    """Two parts as one. `other` is the part that becomes a part of this one."""

    blames = {ReasonIsMissing: "reason", ChangeIsBroken: "text"}  # noqa: RUF012  (read only)

    other = HiddenField()
    other_number = HiddenField()
    heading = line(
        _l("What is this part about?"), needed=_l("Write what this part is about."), most=LONGEST_HEADING,
        hint=_l("A few words, like “Open late”."),
    )  # fmt: skip
    text = lines(
        _l("Both texts, as one"), needed=_l("Write what the service should do."), most=2 * LONGEST_TEXT,
        hint=_l("What stands there twice can go. Whoever wrote the other words stays their writer."),
    )  # fmt: skip
    reason = lines(_l("Why do you change it?"), hint=_l("The group is told."))
    button = send(_l("Put them together"))


class SplitForm(ShapingForm):
    """One part as two."""

    blames = {ReasonIsMissing: "reason"}  # noqa: RUF012  (read only)

    text = lines(
        _l("What stays in this part"), needed=_l("Write what stays in this part."), most=LONGEST_TEXT,
        hint=_l("Cut here what goes into the new part."),
    )  # fmt: skip
    new_heading = line(
        _l("What is the new part about?"), needed=_l("Write what the new part is about."), most=LONGEST_HEADING
    )
    new_text = lines(
        _l("What goes into the new part"), needed=_l("Write what goes into the new part."), most=LONGEST_TEXT,
        hint=_l("Whoever wrote these words stays their writer."),
    )  # fmt: skip
    reason = lines(_l("Why do you change it?"), hint=_l("The group is told."))
    button = send(_l("Make two parts"))


def _page(read: Read, template: str, form: JoinForm | SplitForm, clause: Clause, *more: Clause) -> str:
    """Render a form, with what its reader has to know: that they are read first, and what becomes of signatures."""
    commission_id = clause.commission_id
    agreed = any(each.agreed_version == each.version for each in (clause, *more))
    if not owes_a_reason(read, commission_id, agreed=agreed):
        del form.reason
    commission = commission_by_id(read.session, commission_id)
    others = [each for each in standing_clauses(read.session, commission_id) if each.clause_id != clause.clause_id]
    return render(
        template, form=form, clause=clause, other=more[0] if more else None, others=others, agreed=agreed,
        at=at(commission_id), is_open=is_open(read.session, commission_id), into=standing_of(read.session, clause),
        signed=bool(standing_sign_offs(read.session, commission_id)),
        read_first=waits_for_check(read.session, commission, read.caller),
    )  # fmt: skip


@pages.form(f"{CLAUSE}/join", who=seats(*WRITERS), form=JoinForm)
def join(read: Read, form: JoinForm, commission_id: str, clause_id: str) -> str:
    """Choose another part, and put both together. Raises NoSuchClause and TextIsHidden."""
    clause = clause_of(read.session, commission_id, clause_id)
    named = form.other.data or request.args.get("other", "")
    check_shown(hidden=clause.hidden_at is not None)
    if not named:
        return _page(read, "join.html", form, clause)
    other = clause_of(read.session, commission_id, named)
    check_shown(hidden=other.hidden_at is not None)
    if form.number.data is None:
        form.other.data, form.heading.data = other.clause_id, clause.heading
        form.text.data = joined(clause.live_text, other.live_text)
    if form.number.data is None or form.changed_meanwhile:
        form.number.data, form.other_number.data = str(clause.live_number), str(other.live_number)
    return _page(read, "join.html", form, clause, other)


@join.act
def send_join(act: Act, form: JoinForm, commission_id: str, clause_id: str) -> Response:
    """Put them together."""
    clause = merge_clauses(
        act.session, commission_id=commission_id, clause_id=clause_id, other_id=form.other.data or "",
        heading=form.heading.data, text=form.text.data, number=whole_number(form.number.data),
        other_number=whole_number(form.other_number.data), reason=form.reason.data or "", caller=act.caller,
        now=act.now,
    )  # fmt: skip
    told = _("They are one part now: part %(number)s.", number=clause.number)
    return done(at(commission_id, f"/text/{clause_id}/card"), told)


@pages.form(f"{CLAUSE}/split", who=seats(*WRITERS), form=SplitForm)
def split(read: Read, form: SplitForm, commission_id: str, clause_id: str) -> str:
    """Make two parts of one. Raises NoSuchClause and TextIsHidden."""
    clause = clause_of(read.session, commission_id, clause_id)
    check_shown(hidden=clause.hidden_at is not None)
    if form.number.data is None:
        form.text.data, form.new_text.data = halves(clause.live_text)
    if form.number.data is None or form.changed_meanwhile:
        form.number.data = str(clause.live_number)
    return _page(read, "split.html", form, clause)


@split.act
def send_split(act: Act, form: SplitForm, commission_id: str, clause_id: str) -> Response:
    """Make them."""
    new = split_clause(
        act.session, commission_id=commission_id, clause_id=clause_id, text=form.text.data,
        new_heading=form.new_heading.data, new_text=form.new_text.data, number=whole_number(form.number.data),
        reason=form.reason.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    told = _("These are two parts now. The new one is part %(number)s.", number=new.number)
    return done(at(commission_id, f"/text#part-{new.number}"), told)
