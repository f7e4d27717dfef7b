"""Changing a tender that is open, and asking a provider whether its bid still stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.tendering.models import Bid
from services.tendering.pages.group import AT, DatesForm, at, pages
from services.tendering.queries import own_bids, process_of
from services.tendering.queries.questions import amendments_of, newest_amendment, unknown_amendment
from services.tendering.queries.tenders import tender_page
from services.tendering.rules.bids import NoSuchBid, OrganisationIsMissing
from services.tendering.rules.periods import earliest_closing, last_questions, period_for
from services.tendering.rules.questions import LONGEST_CHANGE, MOST_CHANGES, ChangesAreWrong, changes_in
from services.tendering.use_cases.amend_tender import amend_tender
from services.tendering.use_cases.confirm_bid import confirm_bid
from shared.access import seats
from shared.errors import DomainError
from shared.roles import Role
from shared.web.forms import PageForm, lines, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

_LONGEST_NUMBER = 6


def _number(text: Any) -> int:
    known = str(text or "")
    return int(known) if known.isascii() and known.isdecimal() and len(known) <= _LONGEST_NUMBER else 0


class AmendForm(DatesForm):
    """What changes, why, and the new dates. after: the newest change that the page showed."""

    blames: ClassVar[Mapping[type[DomainError], str]] = {**DatesForm.blames, ChangesAreWrong: "changes"}
    published = ("changes", "reason")
    after = HiddenField()
    changes = lines(
        _l("What changes?"), needed=_l("Say in plain words what changes, one change in each line."),
        most=(LONGEST_CHANGE + 1) * MOST_CHANGES, hint=_l("In plain words, one change on each line."),
    )  # fmt: skip
    reason = lines(_l("Why does it change?"), needed=_l("Say why it changes."), hint=_l("Everybody can read this."))
    button = send(_l("Publish the change"), ends=True)


@pages.form(f"{AT}/amend", who=seats(Role.COMMISSIONER), form=AmendForm)
def amend(read: Read, form: AmendForm, commission_id: str) -> str:
    """Change an open tender. Raises NoSuchTender."""
    process = process_of(read.session, commission_id)
    regime = (process.plan or {})["regime"]
    if not form.after.data:
        form.after.data = str(newest_amendment(read.session, commission_id))
    closes_at = process.closes_at or read.now
    earliest = max(earliest_closing(regime, read.now, is_urgent=bool(process.urgent_because)), closes_at)
    form.fill(earliest, last_questions(read.now, earliest))
    period = period_for(regime, read.now)
    return render(
        "amend.html", form=form, at=at(commission_id), tender=tender_page(read.session, commission_id, read.now),
        days=period.urgent if process.urgent_because else period.days, now=read.now,
    )  # fmt: skip


@amend.act
def send_amend(act: Act, form: AmendForm, commission_id: str) -> Response:
    """Publish the change."""
    amend_tender(
        act.session, commission_id=commission_id, changes=changes_in(form.changes.data or ""),
        closes_at=form.closes_at, questions_until=form.questions_until, reason=form.reason.data or "",
        after=_number(form.after.data), caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/call"), _("The change is published. All providers are told."))


class StandsForm(PageForm):
    """The bid stands. amendment: the newest change that the page showed."""

    amendment = HiddenField()
    button = send(_l("My bid stands as it is"))


@pages.form(f"{AT}/changes", who=seats(Role.PROVIDER), form=StandsForm, sealed=True)
def changes(read: Read, form: StandsForm, commission_id: str) -> str:
    """What changed, and whether one's bid still stands. Raises NoSuchTender."""
    tender = tender_page(read.session, commission_id, read.now)
    bid = _handed_in(read, commission_id)
    if not form.amendment.data:
        form.amendment.data = str(newest_amendment(read.session, commission_id))
    return render(
        "changes.html", form=form, tender=tender, at=at(commission_id), has_bid=bid is not None,
        unknown=unknown_amendment(read.session, bid) if bid else 0,
        amendments=amendments_of(read.session, commission_id), now=read.now,
    )  # fmt: skip


@changes.act
def send_changes(act: Act, form: StandsForm, commission_id: str) -> Response:
    """Keep that it stands. Raises NoSuchBid."""
    bid = _handed_in(act, commission_id)
    if bid is None:
        raise NoSuchBid("You have not handed in a bid.")
    confirm_bid(
        act.session, commission_id=commission_id, bid_id=bid.bid_id, amendment=_number(form.amendment.data),
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/changes"), _("Your bid stands as it is. Nobody else sees that."))


def _handed_in(read: Read, commission_id: str) -> Bid | None:
    try:
        own = own_bids(read.session, commission_id, read.caller)
    except OrganisationIsMissing:
        return None
    return next((bid for bid in own if bid.submitted_at is not None and bid.withdrawn_at is None), None)
