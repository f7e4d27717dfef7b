"""A provider's own bid: the list of what is to do, and beginning it."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.tendering.pages.group import AT, PROVIDER, at, pages
from services.tendering.queries import own_bids
from services.tendering.queries.my_bid import MyBid, my_bid, my_organisation, standing_bid
from services.tendering.queries.questions import unknown_amendment
from services.tendering.queries.tenders import tender_page
from services.tendering.use_cases.draft_bid import draft_bid
from shared.web.forms import ButtonForm, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read


class BeginForm(ButtonForm):
    """Begin a bid."""

    button = send(_l("Begin your bid"))


@pages.form(f"{AT}/bid", who=PROVIDER, form=BeginForm, sealed=True)
def bid(read: Read, form: BeginForm, commission_id: str) -> str:
    """What is to do for a bid: one task for each question, the price, and handing in. Raises NoSuchTender."""
    organisation = my_organisation(read.session, read.caller)
    mine: MyBid | None = None
    before = False
    if organisation is not None:
        if standing_bid(read.session, commission_id, read.caller) is not None:
            mine = my_bid(read.session, commission_id, read.caller, read.now)
        before = any(each.submitted_at for each in own_bids(read.session, commission_id, read.caller))
    return render(
        "bid.html", form=form, tender=tender_page(read.session, commission_id, read.now), now=read.now, mine=mine,
        organisation=organisation, at=at(commission_id), has_receipts=before,
        unknown=unknown_amendment(read.session, mine.bid) if mine else 0,
    )  # fmt: skip


@bid.act
def send_bid(act: Act, _form: BeginForm, commission_id: str) -> Response:
    """Begin it, empty. Raises BidExistsAlready, TenderIsClosed and OrganisationIsMissing."""
    draft_bid(act.session, commission_id=commission_id, answers={}, price=None, caller=act.caller, now=act.now)
    return done(at(commission_id, "/bid"), _("Your bid is begun. Only your organisation can read it."))
