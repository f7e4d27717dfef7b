"""The day of the opening: a commissioner and a young person, each on their own device."""

from __future__ import annotations

from random import SystemRandom

from flask import Response, jsonify
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.tendering.pages.group import AT, at, pages
from services.tendering.pages.tenders import WORDS
from services.tendering.queries import process_of
from services.tendering.queries.tenders import tender_page
from services.tendering.rules.bids import has_closed
from services.tendering.rules.opening import OPENERS
from services.tendering.use_cases.open_bids import open_bids
from shared.access import active_seats, seat_by_id, seats
from shared.roles import Role
from shared.web.forms import ButtonForm, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

# How far this process is with the openings that it is at. It is only shown; what counts is in the database.
_OPENING: dict[str, tuple[int, int]] = {}


class OpeningForm(ButtonForm):
    """Do one's part."""

    button = send(_l("Do my part of the opening"))


@pages.form(f"{AT}/opening-day", who=seats(*OPENERS), form=OpeningForm)
def opening_day(read: Read, form: OpeningForm, commission_id: str) -> str:
    """Who has acted, who may act next, and, once it is done, the record. Raises NoSuchTender."""
    process = process_of(read.session, commission_id)
    first = seat_by_id(read.session, process.first_opener) if process.first_opener else None
    may = {role.value: len(_holders(read, commission_id, role)) for role in OPENERS}
    role = read.caller.role or Role.COMMISSIONER
    mine = first is not None and first.holder_id == read.caller.holder_id
    return render(
        "opening_day.html", form=form, tender=tender_page(read.session, commission_id, read.now), at=at(commission_id),
        **WORDS, first=process.first_opener_role, may=may, mine=mine, now=read.now,
        closed=process.closes_at is not None and has_closed(process.closes_at, read.now),
        my_turn=not mine and process.first_opener_role != role,
    )  # fmt: skip


def _holders(read: Read, commission_id: str, role: Role) -> set[str]:
    return {seat.holder_id for seat in active_seats(read.session, commission_id, role)}


@opening_day.act
def send_opening_day(act: Act, _form: OpeningForm, commission_id: str) -> Response:
    """Do one's part; the second of the two opens all bids."""
    try:
        process = open_bids(
            act.session, commission_id=commission_id, caller=act.caller, now=act.now, shuffle=SystemRandom().shuffle,
            progress=lambda done, of: _OPENING.update({commission_id: (done, of)}),
        )  # fmt: skip
    finally:
        _OPENING.pop(commission_id, None)
    words = _("You did your part. Now the other one does theirs.")
    return done(at(commission_id, "/opening-day"), _("The bids are open.") if process.opened_at else words)


@pages.signal(f"{AT}/opening-progress", who=seats(*OPENERS))
def opening_progress(_read: Read, commission_id: str) -> Response:
    """How far an opening is that goes on now, in steps; both are 0 where none does, or another process does it."""
    steps, of = _OPENING.get(commission_id, (0, 0))
    return jsonify(done=steps, of=of)
