"""Publishing a tender: what is agreed, the dates, how a provider sees it, and the publication itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.tendering.models import KnownCommission, Process, TenderDates
from services.tendering.pages.group import AT, DatesForm, at, pages
from services.tendering.pages.tenders import WORDS
from services.tendering.queries.files import asked_files
from services.tendering.queries.tenders import commission_read, preview_page
from services.tendering.rules.periods import Period, check_dates, earliest_closing, last_questions, period_for
from services.tendering.rules.publishing import DatesAreMissing
from services.tendering.use_cases.publish_tender import publish_tender
from services.tendering.use_cases.set_tender_dates import set_tender_dates
from shared.access import seats
from shared.errors import DomainError
from shared.roles import Role
from shared.web.forms import ButtonForm, lines, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

_COMMISSIONER = seats(Role.COMMISSIONER)
_A_DAY, _ROOM = timedelta(days=1), timedelta(days=28)
REGIMES = {
    "procurement_act": _l("Procurement Act 2023"), "light_touch": _l("Procurement Act 2023, light touch"),
    "provider_selection": _l("Provider Selection Regime (health care)"), "below_threshold": _l("Below the threshold"),
}  # fmt: skip


@pages.page(f"{AT}/publishing", who=_COMMISSIONER)
def publishing(read: Read, commission_id: str) -> str:
    """What there is to do before a tender can be published. Raises NoSuchCommission."""
    known = commission_read(read.session, commission_id)
    dates = read.session.get(TenderDates, commission_id)
    process = read.session.get(Process, commission_id)
    return render(
        "publishing.html", known=known, dates=dates, at=at(commission_id), is_agreed=known.sha256 is not None,
        is_out=process is not None and process.tender_id is not None, dates_hold=_hold(known, dates, read.now),
        has_ended=process is not None and process.abandoned_at is not None, regimes=REGIMES,
        period=_period(known, read.now), files=asked_files(read.session, commission_id),
    )  # fmt: skip


def _period(known: KnownCommission, now: datetime) -> Period:
    return period_for(known.plan["regime"], now)


def _hold(known: KnownCommission, dates: TenderDates | None, now: datetime) -> bool:
    """Say whether the dates that were set would still do for a publication at this moment."""
    if dates is None:
        return False
    try:
        check_dates(
            dates.closes_at, dates.questions_until, regime=known.plan["regime"], opens_at=now,
            is_urgent=bool(dates.urgent_because),
        )  # fmt: skip
    except DomainError:
        return False
    return True


class TenderDatesForm(DatesForm):
    """The dates of a tender that is not published yet."""

    published = ("urgent_because",)
    urgent_because = lines(
        _l("Is there less time than usual? Say why"), most=2000,
        hint=_l("Leave it empty if there is not. It is published with the tender."),
    )  # fmt: skip
    button = send(_l("Save the dates"))


@pages.form(f"{AT}/publishing/dates", who=_COMMISSIONER, form=TenderDatesForm)
def tender_dates(read: Read, form: TenderDatesForm, commission_id: str) -> str:
    """Set the dates. Raises NoSuchCommission."""
    known, kept = commission_read(read.session, commission_id), read.session.get(TenderDates, commission_id)
    period = _period(known, read.now)
    if kept is not None:
        form.fill(kept.closes_at, kept.questions_until)
        form.urgent_because.data = kept.urgent_because if form.urgent_because.data is None else form.urgent_because.data
    else:
        closes_at = max(read.now + _ROOM, earliest_closing(known.plan["regime"], read.now, is_urgent=False) + _A_DAY)
        form.fill(closes_at, last_questions(read.now, closes_at))
    return render("tender_dates.html", form=form, at=at(commission_id), period=period, regimes=REGIMES)


@tender_dates.act
def send_tender_dates(act: Act, form: TenderDatesForm, commission_id: str) -> Response:
    """Keep them."""
    set_tender_dates(
        act.session, commission_id=commission_id, closes_at=form.closes_at, questions_until=form.questions_until,
        urgent_because=(form.urgent_because.data or "").strip(), now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/publishing"), _("The dates are saved. Nobody else sees them yet."))


@pages.page(f"{AT}/publishing/preview", who=_COMMISSIONER)
def tender_preview(read: Read, commission_id: str) -> str:
    """The tender as a provider will see it. Raises NoSuchCommission and SpecificationIsNotAgreed."""
    return render(
        "call.html", tender=preview_page(read.session, commission_id), now=read.now, **WORDS, preview=True, sits=True,
        bids=False, officer=False, opens=False, checks=False, may_take_part=False, signed_in=True,
    )  # fmt: skip


class PublishForm(ButtonForm):
    """Publish it."""

    button = send(_l("Publish the tender"), ends=True)


@pages.form(f"{AT}/publishing/publication", who=_COMMISSIONER, form=PublishForm)
def publication(read: Read, form: PublishForm, commission_id: str) -> str:
    """Say what the publication does, before it is done. Raises NoSuchCommission."""
    known = commission_read(read.session, commission_id)
    dates = read.session.get(TenderDates, commission_id)
    return render("publication.html", form=form, known=known, dates=dates, at=at(commission_id))


@publication.act
def send_publication(act: Act, _form: PublishForm, commission_id: str) -> Response:
    """Publish the tender with the dates that were set. Raises DatesAreMissing."""
    dates = act.session.get(TenderDates, commission_id)
    if dates is None:
        raise DatesAreMissing("Set the dates first.")
    publish_tender(
        act.session, commission_id=commission_id, closes_at=dates.closes_at, questions_until=dates.questions_until,
        urgent_because=dates.urgent_because, caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/call"), _("The tender is published. Providers can bid now."))
