"""Pages to write: a new part, new words for a part, an earlier version put back, and that the group agrees."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.specification.models import Clause
from services.specification.pages.feeds import note_afterwards
from services.specification.pages.group import AT, CLAUSE, WRITERS, asked_version, at, pages, whole_number
from services.specification.pages.passages import passages_said
from services.specification.queries.checking import waits_for_check
from services.specification.queries.clauses import clause_of, may_see_hidden
from services.specification.queries.commissions import commission_by_id, is_open
from services.specification.queries.deciding import decision_of
from services.specification.queries.document import standing_sign_offs
from services.specification.queries.ideas import grown_from
from services.specification.queries.presence import who_is_here
from services.specification.queries.writers import writers_of
from services.specification.rules.changes import LONGEST_TEXT
from services.specification.rules.live import GONE_AFTER_SECONDS
from services.specification.rules.texts import LONGEST_HEADING, ReasonIsMissing, TextHasChanged
from services.specification.use_cases.agree_clause import agree_clause
from services.specification.use_cases.draft_clause import draft_clause
from services.specification.use_cases.keep_words import keep_words
from services.specification.use_cases.restore_version import restore_version
from services.specification.use_cases.rewrite_clause import rewrite_clause
from shared.access import seats
from shared.errors import DomainError
from shared.roles import ROLES, Role
from shared.web.forms import ButtonForm, PageForm, line, lines, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read


class PartForm(PageForm):
    """A part of the text: what it is called, and what it says. An adult who changes what stands says why."""

    blames = {ReasonIsMissing: "reason"}  # noqa: RUF012  (read only)

    heading = line(
        _l("What is this part about?"), needed=_l("Write what this part is about."), most=LONGEST_HEADING,
        hint=_l("A few words, like “Open late”."),
    )  # fmt: skip
    text = lines(
        _l("What should the service do?"), needed=_l("Write what the service should do."), most=LONGEST_TEXT,
        hint=_l("Short sentences are best."),
    )  # fmt: skip
    reason = lines(_l("Why do you change it?"), hint=_l("The group is told."))
    button = send(_l("Save"))

    def ask_why(self, *, wanted: bool) -> None:
        """Ask for a reason, or not."""
        if not wanted and "reason" in self:
            del self.reason


class NewPartForm(PartForm):
    """A new part. grew_from: the idea, or the group of ideas, that it is written from."""

    grew_from = HiddenField()


class WriteForm(PartForm):
    """New words for a part. `version` and `number`: of the words that stood there when the page was opened."""

    version = HiddenField()
    number = HiddenField()
    both_changed = False

    def blame(self, error: DomainError) -> None:
        """Remember that somebody else changed the same words, so that both are shown."""
        self.both_changed = isinstance(error, TextHasChanged)
        super().blame(error)


def owes_a_reason(read: Read, commission_id: str, *, agreed: bool) -> bool:
    """Say whether the reader has to say why they change the text: an adult, where it was agreed or signed."""
    stands = agreed or bool(standing_sign_offs(read.session, commission_id))
    return stands and read.caller.role != Role.YOUNG_PERSON


def _is_read_first(read: Read, commission_id: str) -> bool:
    return waits_for_check(read.session, commission_by_id(read.session, commission_id), read.caller)


def _saved(commission_id: str, clause: Clause) -> Response:
    if getattr(clause, "being_checked", False):
        return done(at(commission_id, "/my-words"), _("Saved. A facilitator reads your words first."))
    return done(at(commission_id, f"/text#part-{clause.number}"), _("Saved. Everybody here can read it now."))


@pages.form(f"{AT}/text/new", who=seats(*WRITERS), form=NewPartForm)
def new_part(read: Read, form: NewPartForm, commission_id: str) -> str:
    """Write a new part, perhaps from ideas. Raises NoSuchCommission and NoSuchContribution."""
    form.grew_from.data = form.grew_from.data or request.args.get("from", "")
    named = form.grew_from.data
    form.ask_why(wanted=owes_a_reason(read, commission_id, agreed=False))
    return render(
        "new_part.html", form=form, commission=commission_by_id(read.session, commission_id), at=at(commission_id),
        is_open=is_open(read.session, commission_id), read_first=_is_read_first(read, commission_id),
        ideas=grown_from(read.session, commission_id, named, read.caller) if named else [],
    )  # fmt: skip


@new_part.act
def send_new_part(act: Act, form: NewPartForm, commission_id: str) -> Response:
    """Add it at the end."""
    clause = draft_clause(
        act.session, commission_id=commission_id, heading=form.heading.data, text=form.text.data,
        reason=form.reason.data or "", grew_from=form.grew_from.data or None, caller=act.caller, now=act.now,
    )  # fmt: skip
    return _saved(commission_id, clause)


def _is_live(read: Read, commission_id: str, clause: Clause) -> bool:
    """Say whether what is typed goes to the others at once."""
    return (
        is_open(read.session, commission_id) and clause.hidden_at is None and clause.agreed_version != clause.version
        and not _is_read_first(read, commission_id)
    )  # fmt: skip


@pages.form(f"{CLAUSE}/write", who=seats(*WRITERS), form=WriteForm)
def write(read: Read, form: WriteForm, commission_id: str, clause_id: str) -> str:
    """Write in a part. Raises NoSuchClause."""
    clause = clause_of(read.session, commission_id, clause_id)
    form.ask_why(wanted=owes_a_reason(read, commission_id, agreed=clause.agreed_version == clause.version))
    hidden = clause.hidden_at is not None and not may_see_hidden(read.caller)
    if form.version.data is None and not hidden:
        form.heading.data, form.text.data = clause.heading, clause.live_text
    if form.version.data is None or form.both_changed:
        form.version.data, form.number.data = str(clause.version), str(clause.live_number)
    if request.method == "GET":  # a form that is refused changes nothing, also not this
        note_afterwards(clause_id, read.caller.seat_id)
    return render(
        "write.html", form=form, clause=clause, at=at(commission_id), roles=ROLES, hidden=hidden,
        here=who_is_here(read.session, clause_id, read.now, GONE_AFTER_SECONDS),
        is_open=is_open(read.session, commission_id), read_first=_is_read_first(read, commission_id),
        is_live=not (hidden or form.both_changed) and _is_live(read, commission_id, clause), me=read.caller.seat_id,
        writers=writers_of(read.session, commission_id), said=[] if hidden else passages_said(
            clause.live_text, clause.live_passages, writers_of(read.session, commission_id), read.caller
        ),
    )  # fmt: skip


@write.act
def send_write(act: Act, form: WriteForm, commission_id: str, clause_id: str) -> Response:
    """Bring it together with what others wrote meanwhile."""
    clause = rewrite_clause(
        act.session, commission_id=commission_id, clause_id=clause_id, heading=form.heading.data, text=form.text.data,
        version=whole_number(form.version.data), number=whole_number(form.number.data), reason=form.reason.data or "",
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return _saved(commission_id, clause)


@pages.form(f"{CLAUSE}/keep", who=seats(*WRITERS), form=ButtonForm)
def keep(read: Read, form: ButtonForm, commission_id: str, clause_id: str) -> str:
    """Keep the words that are being written. Raises NoSuchClause."""
    clause = clause_of(read.session, commission_id, clause_id)
    return render("keep.html", form=form, clause=clause, at=at(commission_id), sees_hidden=may_see_hidden(read.caller))


@keep.act
def send_keep(act: Act, _form: ButtonForm, commission_id: str, clause_id: str) -> Response:
    """Make a version of them."""
    clause = keep_words(act.session, commission_id=commission_id, clause_id=clause_id, caller=act.caller, now=act.now)
    return done(at(commission_id, f"/text#part-{clause.number}"), _("Saved. The group can agree these words now."))


class BackForm(PageForm):
    """Put an earlier version back. An adult who changes what stands says why."""

    blames = {ReasonIsMissing: "reason"}  # noqa: RUF012  (read only)

    version = HiddenField()
    reason = lines(_l("Why do you change it?"), hint=_l("The group is told."))
    button = send(_l("Put these words back"))


@pages.form(f"{CLAUSE}/put-back", who=seats(*WRITERS), form=BackForm)
def put_back(read: Read, form: BackForm, commission_id: str, clause_id: str) -> str:
    """Ask whether an earlier version is to stand again. Raises NoSuchClause."""
    clause = clause_of(read.session, commission_id, clause_id)
    if not owes_a_reason(read, commission_id, agreed=clause.agreed_version == clause.version):
        del form.reason
    return render(
        "put_back.html", form=form, clause=clause, found=asked_version(read, form, clause), at=at(commission_id),
        sees_hidden=may_see_hidden(read.caller),
    )  # fmt: skip


@put_back.act
def send_put_back(act: Act, form: BackForm, commission_id: str, clause_id: str) -> Response:
    """Put it back; nothing is lost by it."""
    version = asked_version(act, form, clause_of(act.session, commission_id, clause_id)).version
    clause = restore_version(
        act.session, commission_id=commission_id, clause_id=clause_id, version=version,
        reason=form.reason.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, f"/text#part-{clause.number}"), _("The earlier words are back."))


class AgreeForm(PageForm):
    """The group agrees a part, and says how it decided."""

    version = HiddenField()
    reason = lines(
        _l("How did the group decide?"), needed=_l("Write how the group decided."),
        hint=_l("Like: a show of hands, 9 of 10 for it. Everybody can read this."),
    )  # fmt: skip
    button = send(_l("The group agrees"))


@pages.form(f"{CLAUSE}/agree", who=seats(Role.FACILITATOR), form=AgreeForm)
def agree(read: Read, form: AgreeForm, commission_id: str, clause_id: str) -> str:
    """Say that the group agrees a part as it stands. Raises NoSuchClause."""
    clause = clause_of(read.session, commission_id, clause_id)
    # Over an error the page shows the words as they are now, and these are agreed with the next press.
    form.version.data = str(clause.version)
    decided = request.args.get("decision", "")
    if decided and not form.reason.data:
        found = decision_of(read.session, commission_id, decided)
        form.reason.data = _("The group voted: %(question)s", question=found.question)
    return render("agree.html", form=form, clause=clause, at=at(commission_id))


@agree.act
def send_agree(act: Act, form: AgreeForm, commission_id: str, clause_id: str) -> Response:
    """Record it."""
    clause = agree_clause(
        act.session, commission_id=commission_id, clause_id=clause_id, version=whole_number(form.version.data),
        reason=form.reason.data, caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, f"/text#part-{clause.number}"), _("Saved. The group agreed this part."))
