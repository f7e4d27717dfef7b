"""Which tenders are open, and one tender as everybody sees it. Both are open to anyone: a tender is public."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from services.tendering.pages.group import AT, pages
from services.tendering.queries.tenders import open_tenders, tender_page
from shared.access import anyone, seats_held
from shared.roles import AccountKind, Role
from shared.web.pages import render, whoever
from shared.web.routing import Read

PANELS = {"young_people": _l("Young people score this"), "adults": _l("Adults score this")}
FORMULAS = {
    "lowest_over_price": _l("The lowest price gets 100 points. A price twice as high gets 50."),
    "linear_to_budget": _l("The lowest price gets 100 points. A price as high as the budget gets 0."),
    "fixed_price": _l("The price is fixed. It gets no points."),
}


@pages.page("/tenders", who=anyone())
def tenders(read: Read) -> str:
    """All tenders that take bids now, the one that closes first on top."""
    return render("tenders.html", tenders=open_tenders(read.session, read.now), now=read.now)


@pages.page(f"{AT}/call", who=anyone())
def call(read: Read, commission_id: str) -> str:
    """A tender: what is wanted, how bids are scored, and until when. Raises NoSuchTender."""
    caller = whoever(read)
    held = seats_held(read.session, caller.holder_id, commission_id) if caller else []
    return render(
        "call.html", tender=tender_page(read.session, commission_id, read.now), now=read.now, panels=PANELS,
        formulas=FORMULAS, sits=bool(held), bids=any(seat.role == Role.PROVIDER for seat in held),
        may_take_part=not held and caller is not None and caller.kind is AccountKind.PROVIDER,
        signed_in=caller is not None,
    )  # fmt: skip
