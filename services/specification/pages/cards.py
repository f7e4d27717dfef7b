"""A clause's card: its words, why it matters, comments, suggestions, hard words, and how easy it is to read."""

from __future__ import annotations

from math import ceil
from typing import Any, NamedTuple

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.specification.models import Clause, Contribution
from services.specification.pages.group import (
    AT,
    CLAUSE,
    HOSTS,
    INSIDE,
    WRITERS,
    at,
    pages,
    sits_here,
    whole_number,
)
from services.specification.pages.ideas import own_themes
from services.specification.pages.passages import passages_said
from services.specification.queries.cards import hard_words_in, suggestion_of, suggestion_seen, suggestions_of
from services.specification.queries.checking import waits_for_check
from services.specification.queries.clauses import clause_of, may_see_hidden, other_parts, standing_of, with_those_in_it
from services.specification.queries.commissions import commission_by_id, is_open
from services.specification.queries.contributions import contributions_at
from services.specification.queries.ideas import ideas_of_clause
from services.specification.queries.library import marks_of
from services.specification.queries.live import clause_to_speak_of
from services.specification.queries.writers import writers_of
from services.specification.rules.changes import LONGEST_TEXT
from services.specification.rules.contributions import ANSWERS, COMMENT, LONGEST_CONTRIBUTION, WHY
from services.specification.rules.suggestions import LONGEST_MEANING, LONGEST_WHY, LONGEST_WORD, NothingIsChanged
from services.specification.rules.texts import check_shown
from services.specification.use_cases.add_comment import add_comment
from services.specification.use_cases.decide_suggestion import decide_suggestion
from services.specification.use_cases.explain_word import explain_word
from services.specification.use_cases.say_why import say_why
from services.specification.use_cases.suggest_change import suggest_change
from shared.access import seats
from shared.reading_age import long_sentences, reading_age
from shared.roles import ROLES, Role
from shared.web.careful import CarefulForm
from shared.web.forms import PageForm, line, lines, one_of, send
from shared.web.glossary import terms_in
from shared.web.pages import done, render
from shared.web.routing import Act, Read

_COMMENTERS = tuple(role for role in INSIDE if role is not Role.AUDITOR)
_EASY = 11


class Ease(NamedTuple):
    """How easy a text is to read. age: of most people who can read it with ease; none where nothing can be said."""

    age: int | None
    is_easy: bool
    long: list[str]


def ease_of(text: str) -> Ease:
    """Return how easy a text is to read."""
    try:
        age = ceil(reading_age(text))
    except ValueError:
        return Ease(None, is_easy=True, long=[])
    # Nobody is told of an age under 11: it would sound like a mark.
    return Ease(max(age, _EASY), age <= _EASY, long_sentences(text))


@pages.page(f"{CLAUSE}/card", who=seats(*INSIDE))
def card(read: Read, commission_id: str, clause_id: str) -> str | Response:
    """One part of the text, and all that people gave to it. Raises NoSuchClause."""
    clause = clause_of(read.session, commission_id, clause_id)
    if clause.ended_at is not None:
        return done(at(commission_id, f"/text/{standing_of(read.session, clause).clause_id}/card"))
    about = with_those_in_it(read.session, clause_id)

    def given(place: str) -> list[Contribution]:
        return contributions_at(read.session, commission_id, place, read.caller, *about)

    hidden = clause.hidden_at is not None and not may_see_hidden(read.caller)
    found = writers_of(read.session, commission_id)
    text = f"{clause.heading}\n{clause.live_text}"
    return render(
        "card.html", clause=clause, at=at(commission_id), roles=ROLES, writers=found, answers=ANSWERS, hidden=hidden,
        said=[] if hidden else passages_said(clause.live_text, clause.live_passages, found, read.caller),
        ease=None if hidden else ease_of(clause.live_text), terms=[] if hidden else terms_in(text),
        hard_words=[] if hidden else hard_words_in(read.session, clause, read.caller),
        # The newest of this part, and of each that was put together with it.
        whys={each.subject_id: each for each in given(WHY)}.values(), comments=given(COMMENT),
        suggestions=suggestions_of(read.session, clause_id, read.caller),
        ideas=ideas_of_clause(read.session, clause_id), me=read.caller.seat_id,
        mark=marks_of(read.session, commission_id).get(clause_id),
        is_open=is_open(read.session, commission_id), writes=sits_here(read, commission_id, *WRITERS),
        comments_here=sits_here(read, commission_id, *_COMMENTERS), hosts=sits_here(read, commission_id, *HOSTS),
        leads=sits_here(read, commission_id, Role.FACILITATOR), themes=own_themes(read, commission_id),
        others=other_parts(read.session, clause),
    )  # fmt: skip


def _form_page(read: Read, form: PageForm, clause: Clause, title: str, **more: Any) -> str:
    commission_id = clause.commission_id
    return render(
        "card_form.html", form=form, clause=clause, title=title, at=at(commission_id),
        is_open=is_open(read.session, commission_id),
        read_first=waits_for_check(read.session, commission_by_id(read.session, commission_id), read.caller), **more,
    )  # fmt: skip


def _kept(commission_id: str, clause_id: str, given: Contribution) -> Response:
    waits = given.stands_at is None
    told = _("Saved. A facilitator reads your words first.") if waits else _("Saved. Everybody here can read it now.")
    return done(at(commission_id, f"/text/{clause_id}/card"), told)


class CommentForm(CarefulForm):
    """A comment about a part."""

    published = ("text",)
    text = lines(
        _l("What do you want to say about it?"), needed=_l("Write what you want to say."), most=LONGEST_CONTRIBUTION,
        hint=_l("Everybody here can read it."),
    )  # fmt: skip
    button = send(_l("Save"))


@pages.form(f"{CLAUSE}/comment", who=seats(*_COMMENTERS), form=CommentForm)
def comment(read: Read, form: CommentForm, commission_id: str, clause_id: str) -> str:
    """Say something about a part. Raises NoSuchClause and TextIsHidden."""
    clause = clause_to_speak_of(read.session, commission_id, clause_id, read.caller)
    return _form_page(read, form, clause, _("Comment on part %(number)s", number=clause.number))


@comment.act
def send_comment(act: Act, form: CommentForm, commission_id: str, clause_id: str) -> Response:
    """Add it."""
    given = add_comment(
        act.session, commission_id=commission_id, clause_id=clause_id, text=form.text.data, caller=act.caller,
        now=act.now,
    )  # fmt: skip
    return _kept(commission_id, clause_id, given)


class WhyForm(CarefulForm):
    """Why a part matters."""

    published = ("text",)
    text = lines(_l("Why does it matter?"), needed=_l("Write why it matters."), most=LONGEST_WHY)
    button = send(_l("Save"))


@pages.form(f"{CLAUSE}/why", who=seats(*WRITERS), form=WhyForm)
def why(read: Read, form: WhyForm, commission_id: str, clause_id: str) -> str:
    """Say why a part matters. Raises NoSuchClause and TextIsHidden."""
    clause = clause_to_speak_of(read.session, commission_id, clause_id, read.caller)
    return _form_page(read, form, clause, _("Why part %(number)s matters", number=clause.number))


@why.act
def send_why(act: Act, form: WhyForm, commission_id: str, clause_id: str) -> Response:
    """Keep it."""
    given = say_why(
        act.session, commission_id=commission_id, clause_id=clause_id, text=form.text.data, caller=act.caller,
        now=act.now,
    )  # fmt: skip
    return _kept(commission_id, clause_id, given)


class HardWordForm(CarefulForm):
    """A hard word, and what it means."""

    published = ("word", "meaning")
    word = line(_l("Which word is hard?"), needed=_l("Write the word."), most=LONGEST_WORD)
    meaning = line(_l("What does it mean?"), needed=_l("Write what it means."), most=LONGEST_MEANING)
    button = send(_l("Save"))


@pages.form(f"{CLAUSE}/hard-word", who=seats(*WRITERS), form=HardWordForm)
def hard_word(read: Read, form: HardWordForm, commission_id: str, clause_id: str) -> str:
    """Explain a hard word. Raises NoSuchClause and TextIsHidden."""
    clause = clause_to_speak_of(read.session, commission_id, clause_id, read.caller)
    return _form_page(read, form, clause, _("Explain a hard word of part %(number)s", number=clause.number))


@hard_word.act
def send_hard_word(act: Act, form: HardWordForm, commission_id: str, clause_id: str) -> Response:
    """Keep it."""
    given = explain_word(
        act.session, commission_id=commission_id, clause_id=clause_id, word=form.word.data, meaning=form.meaning.data,
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return _kept(commission_id, clause_id, given)


class SuggestForm(CarefulForm):
    """The words of a part as somebody would have them, and why. `number`: of the words when the page was opened."""

    published = ("text", "why")
    blames = {NothingIsChanged: "text"}  # noqa: RUF012  (read only)
    number = HiddenField()
    text = lines(
        _l("How should it be?"), needed=_l("Write how it should be."), most=LONGEST_TEXT,
        hint=_l("Change the words below. The text stays as it is until the group says yes."),
    )  # fmt: skip
    why = lines(_l("Why is it better?"), needed=_l("Write why it is better."), most=LONGEST_WHY)
    button = send(_l("Suggest it"))


@pages.form(f"{CLAUSE}/suggest", who=seats(*WRITERS), form=SuggestForm)
def suggest(read: Read, form: SuggestForm, commission_id: str, clause_id: str) -> str:
    """Suggest a change to a part. Raises NoSuchClause and TextIsHidden."""
    clause = clause_of(read.session, commission_id, clause_id)
    check_shown(hidden=clause.hidden_at is not None and not may_see_hidden(read.caller))
    if form.number.data is None:
        form.number.data, form.text.data = str(clause.live_number), clause.live_text
    return _form_page(read, form, clause, _("Suggest a change to part %(number)s", number=clause.number))


@suggest.act
def send_suggest(act: Act, form: SuggestForm, commission_id: str, clause_id: str) -> Response:
    """Keep it beside the part."""
    given = suggest_change(
        act.session, commission_id=commission_id, clause_id=clause_id, text=form.text.data, why=form.why.data,
        number=whole_number(form.number.data), caller=act.caller, now=act.now,
    )  # fmt: skip
    return _kept(commission_id, clause_id, given)


class DecideForm(CarefulForm):
    """What the group decided about a suggestion, and how."""

    decision = one_of(
        _l("What did the group decide?"),
        [("yes", _l("Yes, the new words go into the text")), ("no", _l("No, the text stays as it is"))],
        needed=_l("Choose what the group decided."),
    )  # fmt: skip
    reason = lines(
        _l("How did the group decide, and why?"), needed=_l("Write how the group decided, and why."),
        hint=_l("Like: a show of hands, 9 of 10 for it. Everybody can read this."),
    )  # fmt: skip
    button = send(_l("Save"))


@pages.form(f"{AT}/suggestions/<uuid:contribution_id>", who=seats(Role.FACILITATOR), form=DecideForm)
def decide(read: Read, form: DecideForm, commission_id: str, contribution_id: str) -> str:
    """Say what the group decided about a suggestion. Raises NoSuchContribution."""
    given, made = suggestion_of(read.session, commission_id, contribution_id, read.caller)
    clause = clause_of(read.session, commission_id, made.clause_id)
    seen = suggestion_seen(read.session, given, made, read.caller)
    title = _("A suggestion for part %(number)s", number=clause.number)
    return _form_page(read, form, clause, title, suggestion=seen)


@decide.act
def send_decide(act: Act, form: DecideForm, commission_id: str, contribution_id: str) -> Response:
    """Take it or decline it."""
    given = decide_suggestion(
        act.session, commission_id=commission_id, contribution_id=contribution_id, takes=form.decision.data == "yes",
        reason=form.reason.data, caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, f"/text/{given.subject_id}/card"), _("Saved. Whoever suggested it is told."))
