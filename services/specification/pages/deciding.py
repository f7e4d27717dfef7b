"""Pages of decisions: what the group decides and decided, opening one, voting, closing, and saying what came out."""

from __future__ import annotations

from datetime import datetime, time
from fractions import Fraction
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.specification.models import Clause, Contribution, Decision
from services.specification.pages.group import AT, HOSTS, INSIDE, at, pages, sits_here
from services.specification.queries.clauses import clause_of, standing_of
from services.specification.queries.commissions import commission_by_id, is_open
from services.specification.queries.contributions import contributions_at
from services.specification.queries.deciding import INSIDE as EVERYBODY
from services.specification.queries.deciding import (
    VOTERS,
    YOUNG_PEOPLE,
    check_voter,
    decision_of,
    decisions_seen,
    seen,
    subject_of,
)
from services.specification.queries.writers import writers_of
from services.specification.rules.contributions import ANSWERS, OBJECTION
from services.specification.rules.deciding import (
    CONSENT,
    DOTS,
    FEW,
    FINE,
    LONGEST_OBJECTION,
    LONGEST_QUESTION,
    MORE_THAN_HALF,
    MOST_OPTIONS,
    NO,
    OBJECT,
    OUTCOMES,
    RANK,
    SCORE,
    THRESHOLDS,
    WAYS,
    WITH_OPTIONS,
    YES,
    YES_NO,
    VoteIsWrong,
)
from services.specification.use_cases.cast_vote import cast_vote
from services.specification.use_cases.close_decision import close_decision
from services.specification.use_cases.open_decision import open_decision
from services.specification.use_cases.state_outcome import state_outcome
from shared.access import seats
from shared.roles import Role
from shared.web.careful import CarefulForm
from shared.web.forms import PageForm, day, line, lines, number, one_of, send, to_choose
from shared.web.layout import LONDON
from shared.web.pages import done, render
from shared.web.routing import Act, Read

_ONE = f"{AT}/deciding/<uuid:decision_id>"
_CLOSES = time(20)
NUMBERS, ABSTAINS = "numbers", "abstains"
_ANSWERS = {
    FINE: _l("I can live with it"), OBJECT: _l("I object, and I say why"), YES: _l("Yes"), NO: _l("No"),
    NUMBERS: _l("This is my choice"), ABSTAINS: _l("I take part, and do not want to choose"),
}  # fmt: skip
_OF_A_WAY = {CONSENT: (FINE, OBJECT, ABSTAINS), YES_NO: (YES, NO, ABSTAINS)}


@pages.page(f"{AT}/deciding", who=seats(*INSIDE))
def decisions(read: Read, commission_id: str) -> str:
    """What the group decides and what it decided. Raises NoSuchCommission."""
    return render(
        "decisions.html", commission=commission_by_id(read.session, commission_id), at=at(commission_id), ways=WAYS,
        decisions=decisions_seen(read.session, commission_id, read.caller, read.now), outcomes=OUTCOMES,
        hosts=sits_here(read, commission_id, *HOSTS), is_open=is_open(read.session, commission_id),
        today=read.now.date(),
    )  # fmt: skip


@pages.page(_ONE, who=seats(*INSIDE))
def decision(read: Read, commission_id: str, decision_id: str) -> str:
    """One decision: how it is decided, and what came out once it is closed. Raises NoSuchDecision."""
    found = decision_of(read.session, commission_id, decision_id)
    shown = seen(read.session, found, read.caller, read.now)
    names = found.options or ([_("Can live with it"), _("Object")] if found.way == CONSENT else [_("Yes"), _("No")])
    highest: Fraction = max(shown.numbers or [Fraction(0)]) or Fraction(1)
    figures = [
        (name, f"{float(figure):.2f}".rstrip("0").rstrip("."), round(100 * figure / highest), n in shown.winners)
        for n, (name, figure) in enumerate(zip(names, shown.numbers or (), strict=False))
    ]
    subject = subject_of(read.session, found)
    about = None if isinstance(subject, Contribution) else subject
    return render(
        "decision.html", shown=shown, decision=found, at=at(commission_id), ways=WAYS, outcomes=OUTCOMES,
        thresholds=THRESHOLDS, figures=figures, few=FEW, leads=sits_here(read, commission_id, Role.FACILITATOR),
        is_open=is_open(read.session, commission_id), clause=standing_of(read.session, about) if about else None,
        same=about is not None and about.ended_at is None and about.version == found.subject_version,
        objections=contributions_at(read.session, commission_id, OBJECTION, read.caller, decision_id), answers=ANSWERS,
        writers=writers_of(read.session, commission_id), me=read.caller.seat_id, unit=_unit(found),
        hosts=sits_here(read, commission_id, *HOSTS),
    )  # fmt: skip


def _unit(found: Decision) -> str:
    units = {
        DOTS: _("Dots"), RANK: _("Points for places: the first place gives the most, the last gives 1"),
        SCORE: _("Points, on average"),
    }  # fmt: skip
    return str(units.get(found.way, _("Votes")))


class NewDecisionForm(CarefulForm):
    """What the group decides, and how."""

    published = ("question", "options")
    about = HiddenField()
    subject_id = HiddenField()
    question = line(_l("What does the group decide?"), needed=_l("Write the question."), most=LONGEST_QUESTION)
    way = one_of(_l("How does the group decide?"), [], needed=_l("Choose how the group decides."))
    options = lines(_l("Options"), hint=_l("One on each line. Only for dots, places and points."))
    threshold = one_of(_l("For yes or no: when is it a yes?"), [], needed=_l("Choose when it is a yes."))
    dots = number(_l("For dots: how many does each person have?"), needed=_l("Write a number."), default=5)
    quorum = number(_l("How many have to take part?"), needed=_l("Write how many have to take part."))
    voters = one_of(_l("Who decides?"), [], needed=_l("Choose who decides."))
    closes_on = day(
        _l("When does it close?"),
        needed=_l("Write the day when it closes."),
        hint=_l("At 8 in the evening of it."),
    )
    button = send(_l("Ask the group"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way.choices = to_choose([(name, _(words)) for name, words in WAYS.items()])
        self.threshold.choices = to_choose([(name, _(words)) for name, words in THRESHOLDS.items()])
        self.voters.choices = to_choose([(YOUNG_PEOPLE, _("Young people")), (EVERYBODY, _("Everybody in the group"))])
        self.threshold.data = self.threshold.data or MORE_THAN_HALF
        self.voters.data = self.voters.data or YOUNG_PEOPLE


@pages.form(f"{AT}/deciding/new", who=seats(*HOSTS), form=NewDecisionForm)
def new_decision(read: Read, form: NewDecisionForm, commission_id: str) -> str:
    """Ask the group to decide. Raises NoSuchCommission."""
    commission_by_id(read.session, commission_id)
    for name in ("about", "subject_id"):
        form[name].data = form[name].data or request.args.get(name, "")
    if form.about.data == "clause" and form.question.data is None:
        form.question.data = _("Do we agree part %(number)s?", number=_asked_about(read, form, commission_id).number)
    told = [_("Nobody sees a vote, or how many votes there are, before it closes. You do not see it either."),
            _("If fewer than 5 people choose, only what came out is shown, not the numbers.")]  # fmt: skip
    return _asked(form, commission_id, "/deciding", _("Ask the group to decide"), told)


def _asked_about(read: Read, form: NewDecisionForm, commission_id: str) -> Clause:
    return clause_of(read.session, commission_id, form.subject_id.data or "")


def _asked(form: PageForm, commission_id: str, back: str, title: str, told: list[str]) -> str:
    return render("decision_form.html", form=form, at=at(commission_id), back=at(commission_id, back), title=title,
                  told=told)  # fmt: skip


@new_decision.act
def send_new_decision(act: Act, form: NewDecisionForm, commission_id: str) -> Response:
    """Open it."""
    options = [" ".join(each.split()) for each in (form.options.data or "").splitlines() if each.strip()]
    made = open_decision(
        act.session, commission_id=commission_id, way=form.way.data, question=form.question.data, options=options,
        threshold=form.threshold.data, dots=form.dots.data, most_dots=0, voters=form.voters.data,
        quorum=form.quorum.data, about=form.about.data or "", subject_id=form.subject_id.data or None,
        closes_at=datetime.combine(form.closes_on.data, _CLOSES, LONDON), caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, f"/deciding/{made.decision_id}"), _("The group is asked."))


class VoteForm(PageForm):
    """One vote. n0 to n9: a number for each option, where there are options."""

    answer = one_of(_l("Your vote"), [], needed=_l("Choose an answer."))
    n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 = (line("", most=5, inputmode="numeric") for _n in range(MOST_OPTIONS))
    reason = lines(
        _l("Why do you object?"), most=LONGEST_OBJECTION,
        hint=_l("The group reads this when the votes are counted, and sees that you wrote it."),
    )  # fmt: skip
    button = send(_l("Vote"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answer.choices = to_choose(_ANSWERS.items())

    def about(self, found: Decision, ballot: dict[str, Any] | None) -> None:
        """Ask what this way of deciding needs, and show the vote that was given."""
        self.answer.choices = to_choose(
            (name, _ANSWERS[name]) for name in _OF_A_WAY.get(found.way, (NUMBERS, ABSTAINS))
        )
        if found.way != CONSENT:
            del self.reason
        for n in range(MOST_OPTIONS):
            if n >= len(found.options):
                del self[f"n{n}"]
            else:
                self[f"n{n}"].label.text = found.options[n]
        if ballot is None or self.answer.data:
            return
        self.answer.data = ABSTAINS if ballot.get("abstains") else ballot.get("answer") or NUMBERS
        if found.way == CONSENT:
            self.reason.data = ballot.get("reason", "")
        for n, figure in enumerate(ballot.get("numbers") or ()):
            self[f"n{n}"].data = str(figure)

    def ballot(self, found: Decision) -> dict[str, Any]:
        """Return the vote as the rules know it. Raises VoteIsWrong for what is no number."""
        if self.answer.data == ABSTAINS:
            return {"abstains": True}
        if found.way not in WITH_OPTIONS:
            return {"answer": self.answer.data, "reason": self.reason.data or ""}
        typed = [(self[f"n{n}"].data or "").strip() or "0" for n in range(len(found.options))]
        if not all(each.isascii() and each.isdecimal() for each in typed):
            raise VoteIsWrong("Write whole numbers, such as 3.")
        return {"numbers": [int(each) for each in typed]}


@pages.form(f"{_ONE}/vote", who=seats(*VOTERS[EVERYBODY]), form=VoteForm)
def vote(read: Read, form: VoteForm, commission_id: str, decision_id: str) -> str:
    """Vote, or change one's vote. Raises NoSuchDecision and NotYours."""
    found = decision_of(read.session, commission_id, decision_id)
    check_voter(found, read.caller)
    form.about(found, seen(read.session, found, read.caller, read.now).ballot)
    how = {
        DOTS: _("You have %(dots)s dots. Put them where you like.", dots=found.dots),
        RANK: _("Give each option a place. 1 is the best. Each place is there once."),
        SCORE: _("Give each option 0 to 5 points. 5 is the best."),
        CONSENT: _("One objection stops it. So object if it would do harm, and say why."),
    }.get(found.way)
    told = [_("Nobody sees your vote before it closes. Until then you can change it."), *([how] if how else [])]
    return _asked(form, commission_id, f"/deciding/{decision_id}", found.question, told)


@vote.act
def send_vote(act: Act, form: VoteForm, commission_id: str, decision_id: str) -> Response:
    """Keep it."""
    found = decision_of(act.session, commission_id, decision_id)
    cast_vote(
        act.session, commission_id=commission_id, decision_id=decision_id, ballot=form.ballot(found),
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, f"/deciding/{decision_id}"), _("Your vote is in. Nobody sees it before it closes."))


class CloseForm(PageForm):
    """Close a decision now."""

    reason = lines(_l("Why now?"), hint=_l("Needed if not everybody has taken part. The group is told."))
    button = send(_l("Close and count"), ends=True)


@pages.form(f"{_ONE}/close", who=seats(Role.FACILITATOR), form=CloseForm)
def close_now(read: Read, form: CloseForm, commission_id: str, decision_id: str) -> str:
    """Close a decision before its time. Raises NoSuchDecision."""
    found = decision_of(read.session, commission_id, decision_id)
    told = [found.question, _("After this nobody can vote any more.")]
    return _asked(form, commission_id, f"/deciding/{decision_id}", _("Close this decision now"), told)


@close_now.act
def send_close_now(act: Act, form: CloseForm, commission_id: str, decision_id: str) -> Response:
    """Count the votes."""
    close_decision(
        act.session, commission_id=commission_id, decision_id=decision_id, reason=form.reason.data or "",
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, f"/deciding/{decision_id}"), _("The votes are counted."))


class OutcomeForm(CarefulForm):
    """What an outcome means."""

    published = ("words",)
    words = lines(
        _l("What does it mean?"), needed=_l("Write what it means."), hint=_l("What happens now, and who acts.")
    )
    look_again_on = day(_l("When does the group look again?"), needed=_l("Write the day to look again."))
    button = send(_l("Tell the group"))


@pages.form(f"{_ONE}/outcome", who=seats(Role.FACILITATOR), form=OutcomeForm)
def outcome(read: Read, form: OutcomeForm, commission_id: str, decision_id: str) -> str:
    """Say what came out. Raises NoSuchDecision."""
    found = decision_of(read.session, commission_id, decision_id)
    came_out = str(found.result["outcome"]) if found.result else ""
    told = [found.question, *([_(OUTCOMES[came_out])] if came_out else [])]
    return _asked(form, commission_id, f"/deciding/{decision_id}", _("What the decision means"), told)


@outcome.act
def send_outcome(act: Act, form: OutcomeForm, commission_id: str, decision_id: str) -> Response:
    """Record it."""
    state_outcome(
        act.session, commission_id=commission_id, decision_id=decision_id, words=form.words.data,
        look_again_on=form.look_again_on.data, caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, f"/deciding/{decision_id}"), _("The group is told."))
