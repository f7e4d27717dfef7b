"""Pages of ideas: all of them, one of them, adding one, supporting it, the parts that grew from it, and the themes."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.specification.pages.group import (
    AT,
    CLAUSE,
    HOSTS,
    INSIDE,
    WRITERS,
    at,
    known_to_the_rules,
    pages,
    sits_here,
    whole_number,
)
from services.specification.queries.checking import waits_for_check
from services.specification.queries.clauses import clause_of, standing_clauses
from services.specification.queries.commissions import commission_by_id, is_open
from services.specification.queries.contributions import contribution_of
from services.specification.queries.ideas import (
    clauses_from,
    find_ideas,
    groups_seen,
    grown_from,
    idea_of,
    ideas_of_clause,
    seen,
    themes_of,
)
from services.specification.queries.writers import writers_of
from services.specification.rules.contributions import ANSWERS, IDEA_GROUP, LONGEST_CONTRIBUTION
from services.specification.rules.ideas import MIXED, NO_THEME, NONE_OF_THESE, ORDERS, NoSuchTheme, ThemesAreWrong
from services.specification.use_cases.add_idea import add_idea
from services.specification.use_cases.link_idea import link_idea
from services.specification.use_cases.set_themes import set_themes
from services.specification.use_cases.support_idea import support_idea
from shared.access import seats
from shared.roles import ROLES, Role
from shared.web.careful import CarefulForm
from shared.web.forms import PageForm, lines, one_of, send, some_of, to_choose
from shared.web.pages import done, render
from shared.web.routing import Act, Read

IDEA = f"{AT}/wall/<uuid:contribution_id>"
GROUPERS = (Role.YOUNG_PERSON, Role.FACILITATOR)
_LONGEST_SEARCH = 100


def own_themes(read: Read, commission_id: str) -> dict[str, str]:
    """Return the themes by id in the reader's language."""
    return {theme: _(name) for theme, name in themes_of(read.session, commission_id).items()}


def themes_named(read: Read, commission_id: str) -> dict[str, str]:
    """Return the themes by id in the reader's language, with that of what has none."""
    return {**own_themes(read, commission_id), NO_THEME: _(NONE_OF_THESE)}


def about(read: Read, commission_id: str) -> dict[str, Any]:
    """Return what every page of ideas needs: the commission, who is who, and what the reader may do."""
    return {
        "commission": commission_by_id(read.session, commission_id), "at": at(commission_id), "roles": ROLES,
        "answers": ANSWERS, "writers": writers_of(read.session, commission_id), "me": read.caller.seat_id,
        "hosts": sits_here(read, commission_id, *HOSTS), "writes": sits_here(read, commission_id, *WRITERS),
        "groups_ideas": sits_here(read, commission_id, *GROUPERS), "is_open": is_open(read.session, commission_id),
        "young": sits_here(read, commission_id, Role.YOUNG_PERSON), "themes": themes_named(read, commission_id),
    }  # fmt: skip


@pages.page(f"{AT}/wall", who=seats(*INSIDE))
def ideas(read: Read, commission_id: str) -> str:
    """All ideas, theme by theme. Raises NoSuchCommission."""
    known = about(read, commission_id)
    theme, order = request.args.get("theme", ""), request.args.get("order", MIXED)
    asked = {
        "theme": theme if theme in known["themes"] else "", "order": order if order in ORDERS else MIXED,
        "words": request.args.get("words", "").strip()[:_LONGEST_SEARCH],
    }  # fmt: skip
    page = max(1, whole_number(request.args.get("page")))
    found = find_ideas(read.session, commission_id, read.caller, read.now, **asked, page=page)
    return render(
        "ideas.html", **known, found=found, asked=asked, page=page, orders=ORDERS,
        groups=groups_seen(read.session, commission_id, read.caller),
    )  # fmt: skip


class IdeaForm(CarefulForm):
    """An idea, and what it is about."""

    published = ("text",)
    blames = {NoSuchTheme: "theme"}  # noqa: RUF012  (read only)
    text = lines(
        _l("What is your idea?"), needed=_l("Write your idea."), most=LONGEST_CONTRIBUTION,
        hint=_l("One idea at a time. Short is fine."),
    )  # fmt: skip
    theme = one_of(_l("What is it about?"), [], needed=_l("Choose what it is about."))
    button = send(_l("Add the idea"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_to_the_rules(self.theme)


@pages.form(f"{AT}/wall/new", who=seats(*WRITERS), form=IdeaForm)
def new_idea(read: Read, form: IdeaForm, commission_id: str) -> str:
    """Add an idea. Raises NoSuchCommission."""
    form.theme.choices = to_choose(themes_named(read, commission_id).items())
    commission = commission_by_id(read.session, commission_id)
    return render(
        "new_idea.html", form=form, at=at(commission_id), is_open=is_open(read.session, commission_id),
        read_first=waits_for_check(read.session, commission, read.caller),
    )  # fmt: skip


@new_idea.act
def send_new_idea(act: Act, form: IdeaForm, commission_id: str) -> Response:
    """Add it."""
    given = add_idea(
        act.session, commission_id=commission_id, text=form.text.data, theme=form.theme.data or "", caller=act.caller,
        now=act.now,
    )  # fmt: skip
    if given.stands_at is None:
        return done(at(commission_id, "/my-words"), _("Thank you. A facilitator reads your idea first."))
    return done(at(commission_id, f"/wall/{given.contribution_id}"), _("Thank you. Everybody here can read your idea."))


class SupportForm(PageForm):
    """Support an idea, or take support back. supports: what the button does."""

    supports = HiddenField()
    button = send(_l("I support this idea"))

    def about(self, *, supported: bool) -> None:
        """Say what the button does now."""
        self.supports.data = "no" if supported else "yes"
        if supported:
            self.button.label.text = _("Take my support back")


@pages.page(IDEA, who=seats(*INSIDE))
def idea(read: Read, commission_id: str, contribution_id: str) -> str:
    """One idea: its words, its support, its group, its answer, and the parts that grew from it."""
    given = idea_of(read.session, commission_id, contribution_id, read.caller)
    (shown,) = seen(read.session, commission_id, [given], read.caller)
    form = SupportForm(formdata=None)
    form.about(supported=shown.supported)
    return render("idea.html", **about(read, commission_id), shown=shown, given=given, form=form)


@pages.form(f"{IDEA}/support", who=seats(Role.YOUNG_PERSON), form=SupportForm)
def support(read: Read, form: SupportForm, commission_id: str, contribution_id: str) -> str:
    """Ask whether somebody supports an idea. Raises NoSuchContribution."""
    given = idea_of(read.session, commission_id, contribution_id, read.caller)
    (shown,) = seen(read.session, commission_id, [given], read.caller)
    form.about(supported=shown.supported)
    return render("support.html", form=form, given=given, at=at(commission_id))


@support.act
def send_support(act: Act, form: SupportForm, commission_id: str, contribution_id: str) -> Response:
    """Support it, or no more."""
    supports = form.supports.data != "no"
    support_idea(
        act.session, commission_id=commission_id, contribution_id=contribution_id, supports=supports,
        caller=act.caller, now=act.now,
    )  # fmt: skip
    words = (
        _("You support this idea. Nobody is told that it was you.") if supports else _("Your support is taken back.")
    )
    return done(at(commission_id, f"/wall/{contribution_id}"), words)


class PartsForm(PageForm):
    """The parts that grew from an idea."""

    parts = some_of(_l("Which parts of the text grew from it?"), [])
    button = send(_l("Save"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_to_the_rules(self.parts)


@pages.form(f"{IDEA}/parts", who=seats(*WRITERS), form=PartsForm, once=False)
def idea_parts(read: Read, form: PartsForm, commission_id: str, contribution_id: str) -> str:
    """Choose the parts that grew from an idea, or from a group of ideas. Raises NoSuchContribution."""
    grown = grown_from(read.session, commission_id, contribution_id, read.caller)
    standing = standing_clauses(read.session, commission_id)
    form.parts.choices = to_choose(
        (each.clause_id, _("Part %(number)s", number=each.number) + f": {each.heading}") for each in standing
    )
    if form.parts.data is None:
        linked = clauses_from(read.session, [each.contribution_id for each in grown])
        form.parts.data = list({clause.clause_id for clauses in linked.values() for clause in clauses})
    named = contribution_of(read.session, commission_id, contribution_id, read.caller)
    return render(
        "idea_parts.html", form=form, named=named, parts=standing, at=at(commission_id), back=_address(named),
    )  # fmt: skip


@idea_parts.act
def send_idea_parts(act: Act, form: PartsForm, commission_id: str, contribution_id: str) -> Response:
    """Link them."""
    link_idea(
        act.session, commission_id=commission_id, contribution_id=contribution_id, clause_ids=form.parts.data or [],
        caller=act.caller, now=act.now,
    )  # fmt: skip
    named = contribution_of(act.session, commission_id, contribution_id, act.caller)
    return done(_address(named), _("Saved. When you answer the idea, the answer says where it is."))


def _address(named: Any) -> str:
    kind = "wall/groups" if named.place == IDEA_GROUP else "wall"
    return at(named.commission_id, f"/{kind}/{named.contribution_id}")


@pages.page(f"{CLAUSE}/ideas", who=seats(*INSIDE))
def clause_ideas(read: Read, commission_id: str, clause_id: str) -> str:
    """The ideas that a part of the text grew from. Raises NoSuchClause."""
    clause = clause_of(read.session, commission_id, clause_id)
    grown = seen(read.session, commission_id, ideas_of_clause(read.session, clause_id), read.caller)
    return render("clause_ideas.html", **about(read, commission_id), clause=clause, ideas=grown)


class ThemesForm(PageForm):
    """The themes, one a line."""

    blames = {ThemesAreWrong: "names"}  # noqa: RUF012  (read only)
    names = lines(
        _l("Themes, one on each line"), needed=_l("Write at least one theme."), most=1000,
        hint=_l("A theme that keeps its name keeps its ideas. Ideas of other themes stand under “None of these”."),
    )  # fmt: skip
    button = send(_l("Save"))


@pages.form(f"{AT}/wall/themes", who=seats(*HOSTS), form=ThemesForm, once=False)
def themes(read: Read, form: ThemesForm, commission_id: str) -> str:
    """The themes that ideas are sorted by. Raises NoSuchCommission."""
    if form.names.data is None:
        known = themes_named(read, commission_id)
        form.names.data = "\n".join(name for theme, name in known.items() if theme != NO_THEME)
    return render("themes.html", form=form, at=at(commission_id), is_open=is_open(read.session, commission_id))


@themes.act
def send_themes(act: Act, form: ThemesForm, commission_id: str) -> Response:
    """Set them."""
    set_themes(act.session, commission_id=commission_id, names=form.names.data, caller=act.caller, now=act.now)
    return done(at(commission_id, "/wall"), _("Saved."))
