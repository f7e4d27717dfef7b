"""Pages of criteria: the list, one criterion, taking one out, their weights, a practice bid, and setting them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.specification.models import DraftCriterion
from services.specification.pages.group import AT, HOSTS, INSIDE, WRITERS, at, pages, sits_here, whole_number
from services.specification.queries.checking import waits_for_check
from services.specification.queries.clauses import standing_clauses
from services.specification.queries.commissions import commission_by_id, is_open
from services.specification.queries.criteria import are_set, draft_of, drafts_of, missing_of
from services.specification.queries.document import standing_sign_offs
from services.specification.queries.library import marks_of
from services.specification.queries.writers import writers_of
from services.specification.rules.criteria import LONGEST_ANSWER, PANELS, SCORES
from services.specification.rules.drafts import PANEL_NAMES, WeightsAreWrong, panel_points
from services.specification.rules.texts import ReasonIsMissing, TextHasChanged
from services.specification.use_cases.set_drafted_criteria import set_drafted_criteria
from services.specification.use_cases.take_out_criterion import take_out_criterion
from services.specification.use_cases.weigh_criteria import weigh_criteria
from services.specification.use_cases.write_criterion import write_criterion
from shared.access import seats
from shared.errors import DomainError
from shared.roles import ROLES, Role
from shared.web.careful import CarefulForm
from shared.web.forms import PageForm, line, lines, number, one_of, one_of_many, send, some_of, to_choose
from shared.web.pages import done, render
from shared.web.routing import Act, Read

_LIST = f"{AT}/scoring"
_ONE = f"{_LIST}/<uuid:criterion_id>"
_DESCRIBED = (
    _l("What does a bid look like that gets 0?"), _l("What does a bid look like that gets 1?"),
    _l("What does a bid look like that gets 2?"), _l("What does a bid look like that gets 3?"),
    _l("What does a bid look like that gets 4?"), _l("What does a bid look like that gets 5?"),
)  # fmt: skip
_LONGEST_DESCRIPTOR = 1000
_LEAST = ("0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5")


@pages.page(_LIST, who=seats(*INSIDE))
def criteria(read: Read, commission_id: str) -> str:
    """The criteria so far, what is missing, and the parts that have none. Raises NoSuchCommission."""
    commission = commission_by_id(read.session, commission_id)
    drafts, parts = drafts_of(read.session, commission_id), standing_clauses(read.session, commission_id)
    used = {clause_id for each in drafts for clause_id in each.clause_ids}
    return render(
        "criteria.html", commission=commission, panels=PANEL_NAMES, at=at(commission_id), roles=ROLES,
        drafts=drafts, missing=missing_of(commission, drafts), is_set=are_set(commission, drafts),
        parts={each.clause_id: each for each in parts}, unused=[each for each in parts if each.clause_id not in used],
        writers=writers_of(read.session, commission_id), is_open=is_open(read.session, commission_id),
        marks=marks_of(read.session, commission_id), writes=sits_here(read, commission_id, *WRITERS),
        hosts=sits_here(read, commission_id, *HOSTS),
    )  # fmt: skip


class CriterionForm(CarefulForm):
    """A criterion. What is not known yet is left empty. `version`: of the words that stood there."""

    published = ("title", "question", "guidance", *(f"score_{score}" for score in range(SCORES)))
    version = HiddenField()
    changed_meanwhile = False

    panel = one_of(_l("Who scores this?"), [], needed=_l("Choose who scores this."))
    title = line(
        _l("What matters?"), needed=_l("Write what matters."), hint=_l("A few words, like “How you are welcomed”.")
    )
    question = lines(
        _l("What do you ask the people who want to run the service?"),
        hint=_l("They answer this in writing. Ask one thing only."),
    )  # fmt: skip
    guidance = lines(_l("What should they think of when they answer?"), most=5000, hint=_l("You can leave this empty."))
    word_limit = number(
        _l("How many words may the answer have?"), needed=_l("Write how many words."), default=500,
        hint=_l("300 words are about one page."),
    )  # fmt: skip
    score_0 = lines(_DESCRIBED[0], most=_LONGEST_DESCRIPTOR)
    score_1 = lines(_DESCRIBED[1], most=_LONGEST_DESCRIPTOR)
    score_2 = lines(_DESCRIBED[2], most=_LONGEST_DESCRIPTOR)
    score_3 = lines(_DESCRIBED[3], most=_LONGEST_DESCRIPTOR)
    score_4 = lines(_DESCRIBED[4], most=_LONGEST_DESCRIPTOR)
    score_5 = lines(_DESCRIBED[5], most=_LONGEST_DESCRIPTOR)
    minimum_score = one_of_many(
        _l("Is there a score that a bid must get here?"),
        [],
        hint=_l("A bid that gets less is out, so use this rarely."),
    )
    clauses = some_of(
        _l("Which parts of the text does this come from?"), [], hint=_l("You can choose several, or none.")
    )
    button = send(_l("Save"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.panel.choices = to_choose([(name, _(words)) for name, words in PANEL_NAMES.items()])
        # Which parts there are is checked by the use case.
        self.clauses.choices, self.clauses.validate_choice = [], False
        self.minimum_score.data = self.minimum_score.data or ""
        self.minimum_score.choices = to_choose([("", _("No")), *((least, least) for least in _LEAST)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check as every form, and that the word limit is one."""
        if not super().validate(extra_validators):
            return False
        if not 1 <= self.word_limit.data <= LONGEST_ANSWER:
            most = _("Write a number from 1 to %(most)s.", most=LONGEST_ANSWER)
            self.word_limit.errors = [most]
            return False
        return True

    def blame(self, error: DomainError) -> None:
        """Remember that somebody else changed it, so that both are shown."""
        self.changed_meanwhile = isinstance(error, TextHasChanged)
        super().blame(error)

    def offer(self, read: Read, commission_id: str) -> None:
        """Offer the parts of the text, and the panels that decide something here."""
        shares = commission_by_id(read.session, commission_id).plan["shares"]
        deciding = [name for name in PANEL_NAMES if Decimal(shares[name]) or name == self.panel.data]
        self.panel.choices = to_choose((name, _(PANEL_NAMES[name])) for name in deciding)
        if len(deciding) == 1:
            self.panel.data = self.panel.data or deciding[0]
        parts = standing_clauses(read.session, commission_id)
        named = [(c.clause_id, _("Part %(number)s: %(heading)s", number=c.number, heading=c.heading)) for c in parts]
        self.clauses.choices = to_choose(named)
        if not parts:
            del self.clauses

    def show(self, draft: DraftCriterion) -> None:
        """Put in what stands there."""
        words = draft.words
        for name in ("panel", "title", "question", "guidance", "word_limit"):
            self[name].data = words[name]
        for score, text in enumerate(words["descriptors"]):
            self[f"score_{score}"].data = text
        self.minimum_score.data = words["minimum_score"] or ""
        if "clauses" in self:
            self.clauses.data = draft.clause_ids

    def given(self) -> dict[str, Any]:
        """Return what was typed, as the use case takes it."""
        words = {name: self[name].data for name in ("panel", "title", "question", "guidance", "word_limit")}
        words["descriptors"] = [self[f"score_{score}"].data for score in range(SCORES)]
        words["minimum_score"] = self.minimum_score.data or None
        return {"words": words, "clause_ids": self.clauses.data or [] if "clauses" in self else []}


def _shown(read: Read, form: CriterionForm, commission_id: str, draft: DraftCriterion | None) -> str:
    commission = commission_by_id(read.session, commission_id)
    return render(
        "criterion.html", form=form, draft=draft, at=at(commission_id), is_open=is_open(read.session, commission_id),
        read_first=waits_for_check(read.session, commission, read.caller), panels=PANEL_NAMES,
    )  # fmt: skip


def _saved(commission_id: str, draft: DraftCriterion) -> Response:
    if draft.stands_at is None:
        return done(at(commission_id, "/my-words"), _("Saved. A facilitator reads your words first."))
    return done(at(commission_id, "/scoring"), _("Saved. Everybody here can read it now."))


@pages.form(f"{_LIST}/new", who=seats(*WRITERS), form=CriterionForm)
def new_criterion(read: Read, form: CriterionForm, commission_id: str) -> str:
    """Begin a criterion. Raises NoSuchCommission."""
    form.offer(read, commission_id)
    return _shown(read, form, commission_id, None)


@new_criterion.act
def send_new_criterion(act: Act, form: CriterionForm, commission_id: str) -> Response:
    """Keep it."""
    draft = write_criterion(act.session, commission_id=commission_id, **form.given(), caller=act.caller, now=act.now)
    return _saved(commission_id, draft)


@pages.form(_ONE, who=seats(*WRITERS), form=CriterionForm)
def criterion(read: Read, form: CriterionForm, commission_id: str, criterion_id: str) -> str:
    """Change a criterion. Raises NoSuchCriterion."""
    draft = draft_of(read.session, commission_id, criterion_id, read.caller)
    if form.version.data is None:
        form.show(draft)
    form.offer(read, commission_id)
    if form.version.data is None or form.changed_meanwhile:
        form.version.data = str(draft.version)
    return _shown(read, form, commission_id, draft)


@criterion.act
def send_criterion(act: Act, form: CriterionForm, commission_id: str, criterion_id: str) -> Response:
    """Keep it."""
    draft = write_criterion(
        act.session, commission_id=commission_id, criterion_id=criterion_id, **form.given(),
        version=whole_number(form.version.data), caller=act.caller, now=act.now,
    )  # fmt: skip
    return _saved(commission_id, draft)


class TakeOutForm(PageForm):
    """Take a criterion out. `version`: of the words that were read."""

    version = HiddenField()
    button = send(_l("Take it out"), ends=True)


@pages.form(f"{_ONE}/taking-out", who=seats(*WRITERS), form=TakeOutForm)
def take_out(read: Read, form: TakeOutForm, commission_id: str, criterion_id: str) -> str:
    """Ask whether a criterion is to be taken out. Raises NoSuchCriterion."""
    draft = draft_of(read.session, commission_id, criterion_id, read.caller)
    form.version.data = str(draft.version)
    return render("take_out_criterion.html", form=form, draft=draft, at=at(commission_id))


@take_out.act
def send_take_out(act: Act, form: TakeOutForm, commission_id: str, criterion_id: str) -> Response:
    """Take it out."""
    take_out_criterion(
        act.session, commission_id=commission_id, criterion_id=criterion_id, version=whole_number(form.version.data),
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/scoring"), _("It is taken out."))


class WeightsForm(PageForm):
    """The weights of one panel's criteria: a number for each, read from what was sent by its id."""

    button = send(_l("Save"))


def _weight(text: str, title: str) -> Decimal:
    """Return a weight as it was typed, to two places. Raises WeightsAreWrong."""
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    whole = found.is_finite() and 0 <= found <= 100 and found == round(found, 2)  # noqa: PLR2004  (a share in percent)
    if not whole:
        raise WeightsAreWrong("Write a number from 0 to 100 for {title}, such as 25 or 12.5.", words={"title": title})
    return found


def _asked_panel() -> str:
    found = request.args.get("panel", "")
    return found if found in PANELS else "young_people"


def _of_panel(read: Read, commission_id: str, panel: str) -> list[DraftCriterion]:
    return [each for each in drafts_of(read.session, commission_id) if each.words["panel"] == panel]


@pages.form(f"{_LIST}/weights", who=seats(*WRITERS), form=WeightsForm)
def weights(read: Read, form: WeightsForm, commission_id: str) -> str:
    """How much each criterion of a panel counts. Raises NoSuchCommission."""
    panel = _asked_panel()
    drafts = _of_panel(read, commission_id, panel)
    typed = {each.criterion_id: request.form.get(f"weight-{each.criterion_id}", each.weight) for each in drafts}
    return render(
        "weights.html", form=form, commission=commission_by_id(read.session, commission_id), at=at(commission_id),
        drafts=drafts, typed=typed, panel=_(PANEL_NAMES[panel]), is_open=is_open(read.session, commission_id),
    )  # fmt: skip


@weights.act
def send_weights(act: Act, _form: WeightsForm, commission_id: str) -> Response:
    """Keep them, where they total 100."""
    panel = _asked_panel()
    sent = [
        {
            "criterion_id": each.criterion_id,
            "weight": _weight(request.form.get(f"weight-{each.criterion_id}", ""), each.words["title"]),
            "was": _weight(request.form.get(f"was-{each.criterion_id}", "0"), each.words["title"]),
        }
        for each in _of_panel(act, commission_id, panel)
    ]
    weigh_criteria(act.session, commission_id=commission_id, panel=panel, weights=sent, caller=act.caller, now=act.now)
    return done(at(commission_id, "/scoring"), _("Saved."))


_INVENTED = {
    "strong": _l("A strong answer"), "middle": _l("An answer in the middle"), "weak": _l("A weak answer"),
}  # fmt: skip
_ANSWERS = {
    "strong": _l(
        "We asked 40 young people before we wrote this. Two of them run the first evening with us. "
        "We count each month how long people wait, and put it on the wall. In our last centre nobody waited more than "
        "two days."
    ),
    "middle": _l(
        "We have done this kind of work for six years. We will ask young people what they think once a year. "
        "Most people wait less than three weeks."
    ),
    "weak": _l("We are a leading provider and always put young people first. Our staff are passionate and trained."),
}


def _shown_points(points: Decimal) -> str:
    rounded = points.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    return format(rounded, "f")


@pages.page(f"{_LIST}/practice", who=seats(*INSIDE))
def practice(read: Read, commission_id: str) -> str:
    """Try the criteria on an invented bid: nothing of it is kept. Raises NoSuchCommission."""
    commission = commission_by_id(read.session, commission_id)
    panel = _asked_panel()
    bid = request.args.get("bid", "")
    bid = bid if bid in _ANSWERS else "middle"
    drafts = _of_panel(read, commission_id, panel)
    asked = {each.criterion_id: request.args.get(f"score-{each.criterion_id}", "") for each in drafts}
    scores = {name: int(text) for name, text in asked.items() if text in tuple("012345")}
    scored = [(Decimal(each.weight), Decimal(scores.get(each.criterion_id, 0))) for each in drafts]
    points = _shown_points(panel_points(scored)) if drafts and len(scores) == len(drafts) else None
    return render(
        "practice_bid.html", commission=commission, at=at(commission_id), drafts=drafts, panels=PANEL_NAMES,
        panel=panel, bid=bid, bids=_INVENTED, answer=_ANSWERS[bid], scores=scores, points=points,
        asked=any(asked.values()), writes=sits_here(read, commission_id, *WRITERS),
        is_open=is_open(read.session, commission_id),
    )  # fmt: skip


class SetForm(PageForm):
    """Set the criteria. An adult who changes what was signed says why."""

    blames = {ReasonIsMissing: "reason"}  # noqa: RUF012  (read only)
    reason = lines(_l("Why do you change it?"), hint=_l("The group is told."))
    button = send(_l("Set the criteria"))


@pages.form(f"{_LIST}/setting", who=seats(*WRITERS), form=SetForm)
def set_all(read: Read, form: SetForm, commission_id: str) -> str:
    """Ask whether what is written is to be the criteria. Raises NoSuchCommission."""
    commission, drafts = commission_by_id(read.session, commission_id), drafts_of(read.session, commission_id)
    if not standing_sign_offs(read.session, commission_id) or read.caller.role == Role.YOUNG_PERSON:
        del form.reason
    return render(
        "set_criteria.html", form=form, commission=commission, drafts=drafts, panels=PANEL_NAMES,
        at=at(commission_id), missing=missing_of(commission, drafts), is_open=is_open(read.session, commission_id),
    )  # fmt: skip


@set_all.act
def send_set_all(act: Act, form: SetForm, commission_id: str) -> Response:
    """Set them."""
    reason = form.reason.data if "reason" in form else ""
    set_drafted_criteria(act.session, commission_id=commission_id, reason=reason or "", caller=act.caller, now=act.now)
    return done(at(commission_id, "/scoring"), _("These are the criteria now. Thank you."))
