"""A provider takes part in a tender: a seat without a code, since tenders are open to all."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.people.models import KnownCommission
from services.people.pages.group import pages
from services.people.rules.seats import NoSuchCommission
from services.people.use_cases.take_provider_seat import take_provider_seat
from shared.access import accounts
from shared.roles import AccountKind
from shared.web.forms import ButtonForm, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read


class BiddingForm(ButtonForm):
    """Take part."""

    button = send(_l("Take part"))


@pages.form(
    "/commissions/<uuid:commission_id>/bidding", who=accounts(AccountKind.PROVIDER), form=BiddingForm, sealed=True
)
def bidding(read: Read, form: BiddingForm, commission_id: str) -> str:
    """Say what it means to take part, before somebody does. Raises NoSuchCommission."""
    known = read.session.get(KnownCommission, commission_id)
    if known is None or known.ended_at is not None:
        raise NoSuchCommission("There is no such commission, or it has ended.")
    return render("bidding.html", form=form, title=known.title, commission_id=commission_id)


@bidding.act
def send_bidding(act: Act, _form: BiddingForm, commission_id: str) -> Response:
    """Take a provider's seat. Raises ProviderSeatExcludesOthers and SeatIsTakenAlready."""
    take_provider_seat(act.session, commission_id=commission_id, caller=act.caller, now=act.now)
    return done(f"/commissions/{commission_id}/ready", _("You take part. Only you see that."))
