"""I am worried about something: a page for the worst moment. No sign-in, no script, nothing kept in the browser.

What is sent is answered in the same breath, so that the code stands in no address and in no cookie.
"""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.people.pages.group import pages
from services.people.queries.leads import leads_of
from services.people.queries.seats import seat_that_may
from services.people.queries.worries import (
    listed,
    opened,
    told_to_sender,
    worries_for_lead,
    worry_by_code,
    worry_for_lead,
)
from services.people.rules.worries import (
    HELPLINES,
    LONGEST_SENDER,
    LONGEST_WORDS,
    OUTCOMES,
    CannotBeALead,
    IsALeadAlready,
    LookFirst,
    NoSuchLead,
    NoSuchWorry,
    OutcomeIsMissing,
    Step,
)
from services.people.use_cases.add_to_worry import add_to_worry
from services.people.use_cases.end_safeguarding_lead import end_safeguarding_lead
from services.people.use_cases.look_at_worry import look_at_worry
from services.people.use_cases.name_safeguarding_lead import name_safeguarding_lead
from services.people.use_cases.send_worry import send_worry
from services.people.use_cases.take_worry_step import take_worry_step
from shared.access import accounts, anyone, seats, signed_in
from shared.access.tokens import NotSignedIn
from shared.roles import AccountKind, Role
from shared.web.forms import ButtonForm, PageForm, line, lines, one_of, send, yes_or_no_box
from shared.web.pages import done, page_token, render
from shared.web.routing import Act, Read, edge

_STAFF = accounts(AccountKind.STAFF)
_INSIDE = tuple(role for role in Role if role is not Role.PROVIDER)
_WORDS_OF = {
    Step.BEGUN: _l("We have begun to do something"),
    Step.MORE: _l("We need to know more: ask the sender for it"),
    Step.CLOSED: _l("It is done: close it"),
}


class _OpenForm(PageForm):
    """A form that works without a cookie: it acts for nobody, so there is nobody to be tricked into sending it."""

    class Meta:
        csrf = False


class WorryForm(_OpenForm):
    """Say what worries me."""

    words = lines(
        _l("What are you worried about?"), needed=_l("Write a few words about what worries you."), most=LONGEST_WORDS,
        hint=_l("It can be about you or about somebody else. You can be wrong. Write it as it comes."),
        autocomplete="off",
    )  # fmt: skip
    name = line(
        _l("Who are you? You can leave this empty"), most=LONGEST_SENDER,
        hint=_l("If you say who you are, it is easier to help you."), autocomplete="off",
    )  # fmt: skip
    contact = line(_l("How can we reach you safely? You can leave this empty"), most=LONGEST_SENDER, autocomplete="off")
    past_leads = yes_or_no_box(
        _l("It is about somebody who works here"), hint=_l("Then only people from outside this group read it.")
    )
    commission_id = HiddenField()
    button = send(_l("Send"))


class LaterForm(_OpenForm):
    """See where it stands, and add words."""

    blames = {NoSuchWorry: "reference"}  # noqa: RUF012
    reference = line(
        _l("Your code"), needed=_l("Write the code that you got."), most=100, autocomplete="off", spellcheck="false"
    )
    words = lines(_l("Do you want to add something? You can leave this empty"), most=LONGEST_WORDS, autocomplete="off")
    button = send(_l("Go on"))


def _commission_id(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _leads_by_name(read: Read, commission_id: str | None) -> list[str]:
    """Return the names of the leads who read what is sent about a commission, for whoever sits in it, but providers.

    The page is open to the whole world, and who keeps children safe here is nobody's business there: to everybody else
    it says what the leads do, and not who they are. So it does where nobody is named, since what the fallback leads
    read can be about any commission. A sign-in that is old is not renewed, so that no address tells of this page.
    """
    try:
        caller = edge().gate.let_in_token(read.session, page_token(), signed_in(), None, read.now)
    except NotSignedIn:
        return []
    if caller is None or commission_id is None:
        return []
    sits = seat_that_may(read.session, caller, commission_id, lambda role: role in _INSIDE)
    return [str(who.name) for _lead, who in leads_of(read.session, commission_id)] if sits is not None else []


@pages.form("/worry", who=anyone(), form=WorryForm, sealed=True, once=False)
def worry(read: Read, form: WorryForm) -> str:
    """I am worried about something."""
    about = _commission_id(form.commission_id.data or request.args.get("commission", ""))
    form.commission_id.data = about or ""
    return render("worry.html", form=form, helplines=HELPLINES, leads=_leads_by_name(read, about))


@worry.act
def send_the_worry(act: Act, form: WorryForm) -> str:
    """Keep it, and show the code this once."""
    _kept, code, somebody_reads = send_worry(
        act.session, act.settings, words=form.words.data or "", name=form.name.data or "",
        contact=form.contact.data or "", past_leads=bool(form.past_leads.data),
        commission_id=_commission_id(form.commission_id.data or ""), now=act.now,
    )  # fmt: skip
    return render("worry_sent.html", code=code, somebody_reads=somebody_reads, helplines=HELPLINES)


@pages.form("/worry/later", who=anyone(), form=LaterForm, sealed=True, once=False)
def worry_later(_read: Read, form: LaterForm) -> str:
    """See where it stands, with the code, and add words."""
    return render("worry_later.html", form=form, state=None, helplines=HELPLINES)


@worry_later.act
def send_worry_later(act: Act, form: LaterForm) -> str:
    """Say where it stands; keep the words where there are some."""
    reference, words = form.reference.data or "", form.words.data or ""
    if words:
        found = add_to_worry(act.session, act.settings, reference=reference, words=words, now=act.now)
    else:
        found = worry_by_code(act.session, act.settings, reference)
    state = told_to_sender(act.session, found)
    return render(
        "worry_later.html", form=LaterForm(formdata=None), state=state, added=words != "", helplines=HELPLINES
    )


# For safeguarding leads.


class StepForm(PageForm):
    """Say what is done about a worry."""

    blames = {OutcomeIsMissing: "outcome"}  # noqa: RUF012
    step = one_of(
        _l("What happens now?"), [(step.value, words) for step, words in _WORDS_OF.items()],
        needed=_l("Choose what happens now."),
    )  # fmt: skip
    outcome = one_of(
        _l("If you close it: how did it end?"), [(name, words) for name, (words, _told) in OUTCOMES.items()],
        needed=None, hint=_l("The sender is told this in a fixed sentence."),
    )  # fmt: skip
    words = lines(_l("What was done? Only leads read this"), most=LONGEST_WORDS, autocomplete="off")
    button = send(_l("Save"))


class LeadForm(PageForm):
    """Name a safeguarding lead."""

    blames = {NoSuchLead: "email", CannotBeALead: "email", IsALeadAlready: "email"}  # noqa: RUF012
    email = line(_l("The e-mail address with which they sign in"), needed=_l("Write an e-mail address."), most=320)
    button = send(_l("Name this person"))


@pages.page("/safeguarding", who=_STAFF, sealed=True)
def safeguarding(read: Read) -> str:
    """The worries that I read as a safeguarding lead, unopened."""
    found = worries_for_lead(read.session, read.caller.holder_id)
    return render("safeguarding.html", worries=[listed(read.session, each) for each in found])


@pages.form("/safeguarding/<uuid:worry_id>", who=_STAFF, form=ButtonForm, sealed=True, once=False)
def safeguarding_door(read: Read, form: ButtonForm, worry_id: str) -> str:
    """Before a worry is read: that the look is written down."""
    found = worry_for_lead(read.session, worry_id, read.caller.holder_id)
    return render("safeguarding_door.html", form=form, worry=listed(read.session, found))


@safeguarding_door.act
def send_safeguarding_door(act: Act, _form: ButtonForm, worry_id: str) -> Response:
    """Write the look down, and open it."""
    look_at_worry(act.session, act.settings, worry_id=worry_id, caller=act.caller, now=act.now)
    return done(f"/people/safeguarding/{worry_id}/words")


@pages.form("/safeguarding/<uuid:worry_id>/words", who=_STAFF, form=StepForm, sealed=True, once=False)
def safeguarding_words(read: Read, form: StepForm, worry_id: str) -> str:
    """All that was said, who looked when, and what is done about it."""
    holder_id = read.caller.holder_id
    found = worry_for_lead(read.session, worry_id, holder_id)
    try:
        shown = opened(read.session, read.settings, found, holder_id, read.now)
    except LookFirst:
        return render("safeguarding_door.html", form=ButtonForm(formdata=None), worry=listed(read.session, found))
    return render("safeguarding_words.html", form=form, worry=shown)


@safeguarding_words.act
def send_safeguarding_words(act: Act, form: StepForm, worry_id: str) -> Response:
    """Keep the step."""
    take_worry_step(
        act.session, act.settings, worry_id=worry_id, step=Step(form.step.data), outcome=form.outcome.data or "",
        words=form.words.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(f"/people/safeguarding/{worry_id}/words", _("Saved."))


@pages.page("/commissions/<uuid:commission_id>/leads", who=seats(*_INSIDE))
def leads(read: Read, commission_id: str) -> str:
    """Who reads what somebody is worried about here."""
    found = leads_of(read.session, commission_id)
    may_name = read.caller.role is Role.COMMISSIONER
    return render("leads.html", leads=found, commission_id=commission_id, may_name=may_name)


@pages.form("/commissions/<uuid:commission_id>/leads/new", who=seats(Role.COMMISSIONER), form=LeadForm)
def new_lead(_read: Read, form: LeadForm, commission_id: str) -> str:
    """Name a safeguarding lead."""
    return render("lead_new.html", form=form, commission_id=commission_id)


@new_lead.act
def send_new_lead(act: Act, form: LeadForm, commission_id: str) -> Response:
    """Name them."""
    name_safeguarding_lead(
        act.session, email=form.email.data or "", commission_id=commission_id, caller=act.caller, now=act.now
    )
    return done(f"/people/commissions/{commission_id}/leads", _("Saved. They can read what comes from now on."))


@pages.form(
    "/commissions/<uuid:commission_id>/leads/<uuid:lead_id>", who=seats(Role.COMMISSIONER), form=ButtonForm, once=False
)
def end_lead(read: Read, form: ButtonForm, commission_id: str, lead_id: str) -> str:
    """Somebody is to be a lead no more. Raises NoSuchLead."""
    found = next((who for lead, who in leads_of(read.session, commission_id) if lead.lead_id == lead_id), None)
    if found is None:
        raise NoSuchLead("There is no such lead in this commission.")
    return render("lead_end.html", form=form, lead=found, commission_id=commission_id)


@end_lead.act
def send_end_lead(act: Act, _form: ButtonForm, commission_id: str, lead_id: str) -> Response:
    """End it."""
    end_safeguarding_lead(act.session, lead_id=lead_id, commission_id=commission_id, caller=act.caller, now=act.now)
    return done(f"/people/commissions/{commission_id}/leads", _("Saved."))
