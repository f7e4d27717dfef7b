"""Which tenders are open, and one tender as everybody sees it. Both are open to anyone: a tender is public."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from services.tendering.pages.group import AT, pages
from services.tendering.queries.tenders import open_tenders, tender_page
from services.tendering.rules.files import READS_FILES
from services.tendering.rules.opening import OPENERS
from shared.access import anyone, seats_held
from shared.roles import ROLES, AccountKind, Role
from shared.web.pages import render, whoever
from shared.web.routing import Read

PANELS = {"young_people": _l("Young people score this"), "adults": _l("Adults score this")}
FORMULAS = {
    "lowest_over_price": _l("The lowest price gets 100 points. A price twice as high gets 50."),
    "linear_to_budget": _l("The lowest price gets 100 points. A price as high as the budget gets 0."),
    "fixed_price": _l("The price is fixed. It gets no points."),
}
WORDS: dict[str, Any] = {"panels": PANELS, "formulas": FORMULAS, "roles": ROLES}


@pages.page("/tenders", who=anyone())
def tenders(read: Read) -> str:
    """All tenders that take bids now, the one that closes first on top."""
    return render("tenders.html", tenders=open_tenders(read.session, read.now), now=read.now)


@pages.page(f"{AT}/call", who=anyone())
def call(read: Read, commission_id: str) -> str:
    """A tender: what is wanted, how bids are scored, until when, and what came since. Raises NoSuchTender."""
    caller = whoever(read)
    held = seats_held(read.session, caller.holder_id, commission_id) if caller else []
    roles = {seat.role for seat in held}
    return render(
        "call.html", tender=tender_page(read.session, commission_id, read.now), now=read.now, **WORDS, sits=bool(held),
        bids=Role.PROVIDER in roles, officer=Role.COMMISSIONER in roles, opens=bool(roles & set(OPENERS)),
        checks=bool(roles & set(READS_FILES)),
        may_take_part=not held and caller is not None and caller.kind is AccountKind.PROVIDER,
        signed_in=caller is not None, preview=False,
    )  # fmt: skip
