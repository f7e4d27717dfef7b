"""Pages of groups of similar ideas: making one, what is in it, and one answer for all of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.specification.models import Contribution
from services.specification.pages.contributions import AnswerForm
from services.specification.pages.group import AT, HOSTS, INSIDE, at, known_to_the_rules, pages
from services.specification.pages.ideas import GROUPERS, IDEA, about
from services.specification.queries.ideas import (
    clauses_from,
    group_of,
    groups_seen,
    idea_of,
    ideas_in,
    seen,
    ungrouped_ideas,
)
from services.specification.rules.ideas import LONGEST_GROUP_NAME
from services.specification.use_cases.answer_idea_group import answer_idea_group
from services.specification.use_cases.group_ideas import group_ideas
from shared.access import seats
from shared.web.careful import CarefulForm
from shared.web.forms import PageForm, line, one_of_many, send, some_of, to_choose
from shared.web.pages import done, render
from shared.web.routing import Act, Read

GROUP = f"{AT}/wall/groups/<uuid:contribution_id>"
_LONGEST_SHOWN = 160


def _to_tick(ideas: Iterable[Contribution]) -> list[tuple[str, str]]:
    shown = []
    for given in ideas:
        words = " ".join(given.text.split())
        shown.append((given.contribution_id, words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…"))
    return shown


class NewGroupForm(CarefulForm):
    """A group of similar ideas: what it is called, and what is in it."""

    published = ("name",)
    name = line(
        _l("What have these ideas in common?"), needed=_l("Write what these ideas have in common."),
        most=LONGEST_GROUP_NAME, hint=_l("A few words, like “Somewhere to sit”."),
    )  # fmt: skip
    ideas = some_of(_l("Which ideas belong in it?"), [])
    button = send(_l("Make the group"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_to_the_rules(self.ideas)


@pages.form(f"{AT}/wall/groups/new", who=seats(*GROUPERS), form=NewGroupForm)
def new_idea_group(read: Read, form: NewGroupForm, commission_id: str) -> str:
    """Make a group of similar ideas. Raises NoSuchCommission."""
    form.ideas.choices = to_choose(_to_tick(ungrouped_ideas(read.session, commission_id)))
    return render("new_idea_group.html", **about(read, commission_id), form=form)


@new_idea_group.act
def send_new_idea_group(act: Act, form: NewGroupForm, commission_id: str) -> Response:
    """Make it."""
    made = group_ideas(
        act.session, commission_id=commission_id, contribution_ids=form.ideas.data or [], name=form.name.data,
        caller=act.caller, now=act.now,
    )  # fmt: skip
    if made is None or made.stands_at is None:
        return done(at(commission_id, "/my-words"), _("Saved. A facilitator reads your words first."))
    return done(at(commission_id, f"/wall/groups/{made.contribution_id}"), _("The group is there."))


@pages.page(GROUP, who=seats(*INSIDE))
def idea_group(read: Read, commission_id: str, contribution_id: str) -> str:
    """A group of similar ideas, and how many young people support it. Raises NoSuchContribution."""
    given = group_of(read.session, commission_id, contribution_id, read.caller)
    inside = ideas_in(read.session, contribution_id)
    linked = clauses_from(read.session, [each.contribution_id for each in inside])
    (group,) = [
        each for each in groups_seen(read.session, commission_id, read.caller)
        if each.given.contribution_id == contribution_id
    ]  # fmt: skip
    return render(
        "idea_group.html", **about(read, commission_id), given=given, group=group,
        ideas=seen(read.session, commission_id, inside, read.caller),
        parts=sorted({clause.number for clauses in linked.values() for clause in clauses}),
    )  # fmt: skip


class MembersForm(PageForm):
    """Which ideas are in a group."""

    ideas = some_of(_l("Which ideas belong in it?"), [])
    button = send(_l("Save"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_to_the_rules(self.ideas)


@pages.form(f"{GROUP}/ideas", who=seats(*GROUPERS), form=MembersForm, once=False)
def group_members(read: Read, form: MembersForm, commission_id: str, contribution_id: str) -> str:
    """Choose what is in a group. Raises NoSuchContribution."""
    given = group_of(read.session, commission_id, contribution_id, read.caller)
    inside = ideas_in(read.session, contribution_id)
    form.ideas.choices = to_choose(_to_tick([*inside, *ungrouped_ideas(read.session, commission_id)]))
    if form.ideas.data is None:
        form.ideas.data = [each.contribution_id for each in inside]
    return render("group_members.html", **about(read, commission_id), form=form, given=given)


@group_members.act
def send_group_members(act: Act, form: MembersForm, commission_id: str, contribution_id: str) -> Response:
    """Put them in, and take the others out."""
    wanted = form.ideas.data or []
    inside = [each.contribution_id for each in ideas_in(act.session, contribution_id)]
    for ids, group_id in (
        ([each for each in inside if each not in wanted], None),
        ([each for each in wanted if each not in inside], contribution_id),
    ):
        group_ideas(
            act.session, commission_id=commission_id, contribution_ids=ids, group_id=group_id, caller=act.caller,
            now=act.now,
        )  # fmt: skip
    return done(at(commission_id, f"/wall/groups/{contribution_id}"), _("Saved."))


class PutForm(PageForm):
    """The group that an idea belongs in."""

    group = one_of_many(_l("Which group does it belong in?"), [])
    button = send(_l("Save"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_to_the_rules(self.group)


@pages.form(f"{IDEA}/group", who=seats(*GROUPERS), form=PutForm, once=False)
def put_in_group(read: Read, form: PutForm, commission_id: str, contribution_id: str) -> str:
    """Put an idea into a group, or take it out. Raises NoSuchContribution."""
    given = idea_of(read.session, commission_id, contribution_id, read.caller)
    (shown,) = seen(read.session, commission_id, [given], read.caller)
    groups = groups_seen(read.session, commission_id, read.caller)
    named = [(each.given.contribution_id, each.given.text) for each in groups if each.given.hidden_at is None]
    form.group.choices = to_choose([("", _("In no group")), *named])
    if form.group.data is None:
        form.group.data = shown.group.contribution_id if shown.group is not None else ""
    return render("put_in_group.html", **about(read, commission_id), form=form, given=given)


@put_in_group.act
def send_put_in_group(act: Act, form: PutForm, commission_id: str, contribution_id: str) -> Response:
    """Put it there."""
    group_ideas(
        act.session, commission_id=commission_id, contribution_ids=[contribution_id],
        group_id=form.group.data or None, caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, f"/wall/{contribution_id}"), _("Saved."))


@pages.form(f"{GROUP}/answer", who=seats(*HOSTS), form=AnswerForm)
def answer_group(read: Read, form: AnswerForm, commission_id: str, contribution_id: str) -> str:
    """Say what came of a whole group of ideas. Raises NoSuchContribution."""
    given = group_of(read.session, commission_id, contribution_id, read.caller)
    inside = ideas_in(read.session, contribution_id)
    form.propose(clauses_from(read.session, [each.contribution_id for each in inside]))
    return render("answer_group.html", **about(read, commission_id), form=form, given=given, ideas=inside)


@answer_group.act
def send_answer_group(act: Act, form: AnswerForm, commission_id: str, contribution_id: str) -> Response:
    """Answer each of them."""
    answer_idea_group(
        act.session, commission_id=commission_id, contribution_id=contribution_id, answer=form.answer.data,
        reason=form.reason.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    told = _("Answered. Everybody who gave one of these ideas is told.")
    return done(at(commission_id, f"/wall/groups/{contribution_id}"), told)
