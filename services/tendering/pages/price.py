"""The price of a bid: a number, said back in words, and what the published formula would make of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask import Response
from flask_babel import format_currency, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.tendering.pages.answers import PartForm
from services.tendering.pages.group import AT, PROVIDER, at, pages, whole_number
from services.tendering.pages.tenders import FORMULAS
from services.tendering.queries.my_bid import MyBid, my_bid
from services.tendering.rules.bids import PRICE, BidHasChanged
from services.tendering.rules.price import PriceIsWrong, price_points, read_price, spoken
from services.tendering.use_cases.write_bid_part import write_bid_part
from shared.canonical import plain
from shared.web.forms import line, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

# The example that is told: another bid that costs a tenth less.
_A_TENTH_LESS = Decimal("0.9")


class PriceForm(PartForm):
    """The price of the whole bid."""

    blames = {PriceIsWrong: "price", BidHasChanged: "price"}  # noqa: RUF012  (read only)

    price = line(
        _l("Your price for all of it, in pounds"), most=40, hint=_l("Numbers only, such as 91234.56"),
        inputmode="decimal", autocomplete="off", classes="govuk-input--width-10",
    )  # fmt: skip
    button = send(_l("Save"))


@dataclass(frozen=True)
class Explained:
    """What a price comes to: in figures and words, and its points where another bid costs a tenth less."""

    figures: str
    in_words: str
    other: str
    points: Decimal | None
    over_budget: bool


@pages.form(f"{AT}/bid/price", who=PROVIDER, form=PriceForm, sealed=True)
def price(read: Read, form: PriceForm, commission_id: str) -> str:
    """The price. Raises NoSuchTender, NoSuchBid and OrganisationIsMissing."""
    mine = my_bid(read.session, commission_id, read.caller, read.now)
    amount = mine.content.price
    if form.version.data is None:
        form.price.data = "" if amount is None else f"{amount:.2f}"
        form.version.data = str(mine.price.version if mine.price else 1)
    return render(
        "price.html", form=form, mine=mine, at=at(commission_id), now=read.now, formulas=FORMULAS,
        explained=None if amount is None else _explained(mine, amount), money=money,
    )  # fmt: skip


def money(amount: Decimal) -> str:
    """Write an amount of pounds in figures, in the language of the page."""
    return str(format_currency(amount, "GBP"))


def in_words(amount: Decimal) -> str:
    """Say an amount in words as large as its parts, so that a digit too many is heard."""
    said = spoken(amount)
    larger = said.millions or said.thousands
    parts = [
        ngettext("%(num)s million", "%(num)s million", said.millions) if said.millions else "",
        ngettext("%(num)s thousand", "%(num)s thousand", said.thousands) if said.thousands else "",
        _("pounds") if larger and not said.pounds else ngettext("%(num)s pound", "%(num)s pounds", said.pounds),
        ngettext("and %(num)s penny", "and %(num)s pence", said.pence) if said.pence else "",
    ]
    return " ".join(each for each in parts if each)


def _explained(mine: MyBid, amount: Decimal) -> Explained:
    lower = amount * _A_TENTH_LESS
    points = price_points(mine.tender.price_formula, amount, lower, mine.budget)
    return Explained(money(amount), in_words(amount), money(lower), points, amount > mine.budget)


@price.act
def send_price(act: Act, form: PriceForm, commission_id: str) -> Response:
    """Keep it, under seal. Raises PriceIsWrong, BidHasChanged, BidIsSubmitted, TenderIsClosed and NoSuchBid."""
    mine = my_bid(act.session, commission_id, act.caller, act.now)
    amount = read_price(form.price.data or "")
    write_bid_part(
        act.session, commission_id=commission_id, bid_id=mine.bid.bid_id, part=PRICE, value=plain(amount),
        version=whole_number(form.version.data), caller=act.caller, now=act.now,
    )  # fmt: skip
    # Back to the same page: there the price is said back in words.
    return done(at(commission_id, "/bid/price"), _("The price is saved. Check below that it is what you mean."))
