"""Pages of workshops: recording one, its sticky notes, slips with codes, and what came of it."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import NumberRange

from services.specification.pages.group import AT, HOSTS, INSIDE, at, known_to_the_rules, pages
from services.specification.pages.ideas import about, themes_named
from services.specification.queries.commissions import commission_by_id
from services.specification.queries.ideas import seen
from services.specification.queries.photos import photos_of
from services.specification.queries.slips import workshop_by_code
from services.specification.queries.workshops import outcomes_of, workshop_of, workshops_of
from services.specification.rules.contributions import ANSWERS
from services.specification.rules.ideas import LONGEST_GROUP_NAME, NoSuchTheme
from services.specification.rules.photos import MOST_PHOTOS
from services.specification.rules.workshops import (
    BANDS,
    LONGEST_STICKY,
    MOST_SLIPS_AT_ONCE,
    MOST_STICKIES_AT_ONCE,
    SlipIsNotGood,
    StickiesAreWrong,
    WorkshopIsWrong,
    all_shown,
)
from services.specification.use_cases.make_slips import make_slips
from services.specification.use_cases.record_stickies import record_stickies
from services.specification.use_cases.record_workshop import record_workshop
from shared.access import seats
from shared.access.who import anyone
from shared.errors import DomainError
from shared.roles import Role
from shared.web.forms import PageForm, day, line, lines, number, one_of, send, to_choose
from shared.web.pages import done, render
from shared.web.routing import Act, Read

WORKSHOP = f"{AT}/wall/workshops/<uuid:workshop_id>"
_FIELDS = {band: f"aged_{band.replace('-', '_')}" for band in BANDS}


@pages.page(f"{AT}/wall/workshops", who=seats(*INSIDE))
def workshops(read: Read, commission_id: str) -> str:
    """All workshops, and how many took part. Raises NoSuchCommission."""
    found = workshops_of(read.session, commission_id)
    return render(
        "workshops.html", **about(read, commission_id), workshops=found,
        total=all_shown(each.numbers for each in found), leads=read.caller.role == Role.FACILITATOR,
    )  # fmt: skip


class WorkshopForm(PageForm):
    """Where and when a workshop was, how many took part, and what was asked."""

    blames = {WorkshopIsWrong: "held_on"}  # noqa: RUF012  (read only)
    venue = line(
        _l("Where was it?"), needed=_l("Write where it was."), most=100,
        hint=_l("A school, a club, a street. No names of people."),
    )  # fmt: skip
    held_on = day(_l("When was it?"), needed=_l("Write the day on which it was."))
    aged_10_12 = number(_l("How many aged 10 to 12?"), needed=_l("Write how many, or 0."), default=0)
    aged_13_15 = number(_l("How many aged 13 to 15?"), needed=_l("Write how many, or 0."), default=0)
    aged_16_18 = number(_l("How many aged 16 to 18?"), needed=_l("Write how many, or 0."), default=0)
    aged_19_25 = number(
        _l("How many aged 19 to 25?"), needed=_l("Write how many, or 0."), default=0,
        hint=_l("Numbers under 5 are shown to nobody but you and the commissioner."),
    )  # fmt: skip
    asked = lines(_l("What did you ask?"), needed=_l("Write what you asked."), most=500)
    button = send(_l("Save"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.took_part_fields = [self[name] for name in _FIELDS.values()]

    def took_part(self) -> dict[str, int]:
        """Return how many took part, by age band."""
        return {band: self[name].data or 0 for band, name in _FIELDS.items()}


@pages.form(f"{AT}/wall/workshops/new", who=seats(Role.FACILITATOR), form=WorkshopForm)
def new_workshop(read: Read, form: WorkshopForm, commission_id: str) -> str:
    """Record a workshop. Raises NoSuchCommission."""
    return render("new_workshop.html", **about(read, commission_id), form=form, workshop=None)


@new_workshop.act
def send_new_workshop(act: Act, form: WorkshopForm, commission_id: str) -> Response:
    """Record it."""
    made = _recorded(act, form, commission_id, None)
    return done(at(commission_id, f"/wall/workshops/{made}"), _("Saved. Now you can type in the sticky notes."))


def _recorded(act: Act, form: WorkshopForm, commission_id: str, workshop_id: str | None) -> str:
    return record_workshop(
        act.session, commission_id=commission_id, workshop_id=workshop_id, venue=form.venue.data,
        held_on=form.held_on.data, took_part=form.took_part(), asked=form.asked.data, caller=act.caller, now=act.now,
    ).workshop_id  # fmt: skip


@pages.form(f"{WORKSHOP}/details", who=seats(Role.FACILITATOR), form=WorkshopForm)
def workshop_details(read: Read, form: WorkshopForm, commission_id: str, workshop_id: str) -> str:
    """Put right what was recorded. Raises NoSuchWorkshop."""
    found = workshop_of(read.session, commission_id, workshop_id)
    if form.venue.data is None:
        form.venue.data, form.held_on.data, form.asked.data = found.venue, found.held_on, found.asked
        for band, name in _FIELDS.items():
            form[name].data = found.took_part[band]
    return render("new_workshop.html", **about(read, commission_id), form=form, workshop=found)


@workshop_details.act
def send_workshop_details(act: Act, form: WorkshopForm, commission_id: str, workshop_id: str) -> Response:
    """Put it right."""
    _recorded(act, form, commission_id, workshop_id)
    return done(at(commission_id, f"/wall/workshops/{workshop_id}"), _("Saved."))


@pages.page(WORKSHOP, who=seats(*INSIDE))
def workshop(read: Read, commission_id: str, workshop_id: str) -> str:
    """One workshop: who took part, what was asked, and the ideas from it. Raises NoSuchWorkshop."""
    workshop_of(read.session, commission_id, workshop_id)
    (found,) = [each for each in workshops_of(read.session, commission_id) if each.workshop.workshop_id == workshop_id]
    given = [each.given for each in outcomes_of(read.session, workshop_id)]
    return render(
        "workshop.html", **about(read, commission_id), found=found, bands=BANDS,
        ideas=seen(read.session, commission_id, given, read.caller), leads=read.caller.role == Role.FACILITATOR,
        photos=photos_of(read.session, workshop_id), most_photos=MOST_PHOTOS,
        takes_away=read.caller.role in HOSTS,
    )  # fmt: skip


class StickiesForm(PageForm):
    """What was written on sticky notes, one a line, with the heading they hung under."""

    blames = {StickiesAreWrong: "typed", NoSuchTheme: "theme"}  # noqa: RUF012  (read only)
    heading = line(
        _l("Which heading did they hang under?"), most=LONGEST_GROUP_NAME,
        hint=_l("You can leave it out. With a heading, they are a group of similar ideas."),
    )  # fmt: skip
    typed = lines(
        _l("The sticky notes, one on each line"), needed=_l("Type at least one sticky note."),
        most=MOST_STICKIES_AT_ONCE * (LONGEST_STICKY + 1),
        hint=_l("In their own words. Leave out names and whatever says who somebody is. Up to 100 lines at a time."),
    )  # fmt: skip
    theme = one_of(_l("What are they about?"), [], needed=_l("Choose what they are about."))
    button = send(_l("Add them"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_to_the_rules(self.theme)


@pages.form(f"{WORKSHOP}/stickies", who=seats(Role.FACILITATOR), form=StickiesForm)
def stickies(read: Read, form: StickiesForm, commission_id: str, workshop_id: str) -> str:
    """Type in what was written on sticky notes. Raises NoSuchWorkshop."""
    form.theme.choices = _themes(read, commission_id)
    found = workshop_of(read.session, commission_id, workshop_id)
    return render("stickies.html", **about(read, commission_id), form=form, workshop=found)


def _themes(read: Read, commission_id: str) -> Any:
    return to_choose(themes_named(read, commission_id).items())


@stickies.act
def send_stickies(act: Act, form: StickiesForm, commission_id: str, workshop_id: str) -> Response:
    """Add them."""
    made = record_stickies(
        act.session, commission_id=commission_id, workshop_id=workshop_id, typed=form.typed.data,
        theme=form.theme.data or "", heading=form.heading.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    told = _("Sticky notes added: %(number)s", number=len(made))
    return done(at(commission_id, f"/wall/workshops/{workshop_id}"), told)


class SlipsForm(PageForm):
    """How many slips to print."""

    number = number(_l("How many slips?"), needed=_l("Write how many slips you need."), default=10)
    button = send(_l("Make the slips"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("Write a number from 1 to %(most)s.", most=MOST_SLIPS_AT_ONCE)
        self.number.validators = [*self.number.validators, NumberRange(1, MOST_SLIPS_AT_ONCE, words)]


@pages.form(f"{WORKSHOP}/slips", who=seats(Role.FACILITATOR), form=SlipsForm, once=False)
def slips(read: Read, form: SlipsForm, commission_id: str, workshop_id: str) -> str:
    """Make slips with codes for those who took part. Raises NoSuchWorkshop."""
    found = workshop_of(read.session, commission_id, workshop_id)
    return render("slips.html", **about(read, commission_id), form=form, workshop=found)


@slips.act
def send_slips(act: Act, form: SlipsForm, commission_id: str, workshop_id: str) -> str:
    """Make them, and show the sheet: the codes are told this once."""
    codes = make_slips(
        act.session, act.settings, commission_id=commission_id, workshop_id=workshop_id,
        number=form.number.data or 0, caller=act.caller, now=act.now,
    )  # fmt: skip
    return render(
        "slips_sheet.html", **about(act, commission_id), codes=[f"{code[:5]}-{code[5:]}" for code in codes],
        workshop=workshop_of(act.session, commission_id, workshop_id),
        address=f"{act.settings.address or request.host_url.rstrip('/')}/specification/slips",
    )  # fmt: skip


class SlipForm(PageForm):
    """A code from a slip."""

    blames = {SlipIsNotGood: "code"}  # noqa: RUF012  (read only)
    code = line(
        _l("The code on your slip"), needed=_l("Write the code on your slip."), most=40, autocomplete="off",
        spellcheck="false", hint=_l("Ten letters and numbers, like 7KQ2M-XR4TB."),
    )  # fmt: skip
    button = send(_l("See what became of it"))


@pages.form("/slips", who=anyone(), form=SlipForm, once=False)
def slip(_read: Read, form: SlipForm) -> str:
    """Ask for the code on a slip."""
    return render("slip.html", form=form)


@slip.act
def send_slip(act: Act, form: SlipForm) -> Response | DomainError:
    """Show what came of the workshop that the slip is from."""
    found = workshop_by_code(act.session, act.settings, act.origin, form.code.data or "", act.now)
    if isinstance(found, DomainError):
        return found
    return make_response(
        render(
            "slip_outcome.html", workshop=found, outcomes=outcomes_of(act.session, found.workshop_id), answers=ANSWERS,
            commission=commission_by_id(act.session, found.commission_id),
        )
    )  # fmt: skip
