"""Pages of the order of the parts, and of their themes."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.specification.pages.group import (
    CLAUSE,
    WRITERS,
    at,
    known_to_the_rules,
    owes_a_reason,
    pages,
    whole_number,
)
from services.specification.pages.ideas import themes_named
from services.specification.queries.clauses import clause_of, clauses_of
from services.specification.queries.commissions import is_open
from services.specification.queries.document import standing_sign_offs
from services.specification.rules.ideas import NO_THEME, NoSuchTheme
from services.specification.rules.order import NoSuchPlace
from services.specification.rules.texts import ReasonIsMissing
from services.specification.use_cases.give_theme import give_theme
from services.specification.use_cases.move_clause import move_clause
from shared.access import seats
from shared.web.forms import PageForm, lines, one_of, one_of_many, send, to_choose
from shared.web.pages import done, render
from shared.web.routing import Act, Read


class MoveForm(PageForm):
    """Another place for a part. `was`: where it stood on the page. An adult who changes what stands says why."""

    blames = {ReasonIsMissing: "reason", NoSuchPlace: "number"}  # noqa: RUF012  (read only)

    was = HiddenField()
    number = one_of_many(_l("Where should it stand?"), [])
    reason = lines(_l("Why do you move it?"), hint=_l("The group is told."))
    button = send(_l("Move it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_to_the_rules(self.number)


@pages.form(f"{CLAUSE}/move", who=seats(*WRITERS), form=MoveForm)
def move(read: Read, form: MoveForm, commission_id: str, clause_id: str) -> str:
    """Move a part. Raises NoSuchClause."""
    clause = clause_of(read.session, commission_id, clause_id)
    parts = clauses_of(read.session, commission_id)
    # Over an error the page shows where it stands now, and the next press goes from there.
    form.was.data, form.number.data = str(clause.number), form.number.data or str(clause.number)
    form.number.choices = to_choose([(str(n), _("Place %(number)s", number=n)) for n in range(1, len(parts) + 1)])
    if not owes_a_reason(read, commission_id, agreed=False):
        del form.reason
    return render(
        "move.html", form=form, clause=clause, at=at(commission_id), is_open=is_open(read.session, commission_id),
        parts=parts, signed=bool(standing_sign_offs(read.session, commission_id)),
    )  # fmt: skip


@move.act
def send_move(act: Act, form: MoveForm, commission_id: str, clause_id: str) -> Response:
    """Move it; the page goes on at its new place."""
    clause = move_clause(
        act.session, commission_id=commission_id, clause_id=clause_id, number=whole_number(form.number.data),
        was=whole_number(form.was.data), reason=form.reason.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, f"/text#part-{clause.number}"), _("It is part %(number)s now.", number=clause.number))


class ThemeForm(PageForm):
    """The theme of a part."""

    blames = {NoSuchTheme: "theme"}  # noqa: RUF012  (read only)
    theme = one_of(_l("What is it about?"), [], needed=_l("Choose what it is about."))
    button = send(_l("Save"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_to_the_rules(self.theme)


@pages.form(f"{CLAUSE}/theme", who=seats(*WRITERS), form=ThemeForm)
def theme(read: Read, form: ThemeForm, commission_id: str, clause_id: str) -> str:
    """Give a part a theme. Raises NoSuchClause."""
    clause = clause_of(read.session, commission_id, clause_id)
    known = themes_named(read, commission_id)
    form.theme.choices = to_choose(list(known.items()))
    form.theme.data = form.theme.data or (clause.theme if clause.theme in known else NO_THEME)
    return render(
        "theme.html", form=form, clause=clause, at=at(commission_id), is_open=is_open(read.session, commission_id)
    )


@theme.act
def send_theme(act: Act, form: ThemeForm, commission_id: str, clause_id: str) -> Response:
    """Give it."""
    give_theme(
        act.session, commission_id=commission_id, clause_id=clause_id, theme=form.theme.data, caller=act.caller,
        now=act.now,
    )  # fmt: skip
    return done(at(commission_id, f"/text/{clause_id}/card"), _("Saved."))
