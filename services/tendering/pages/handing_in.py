"""Seeing a bid as the panel will, handing it in, changing it after that, and taking it back; and the receipts."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.tendering.pages.group import AT, PROVIDER, at, pages
from services.tendering.pages.price import in_words, money
from services.tendering.queries.my_bid import my_bid, my_organisation
from services.tendering.queries.receipts import receipt_of_bid, receipts_of
from services.tendering.queries.tenders import tender_page
from services.tendering.rules.bids import BidIsNotSubmitted, TenderIsClosed
from services.tendering.rules.blind import telltales
from services.tendering.use_cases.reopen_bid import reopen_bid
from services.tendering.use_cases.submit_bid import submit_bid
from services.tendering.use_cases.withdraw_bid import withdraw_bid
from shared.web.forms import ButtonForm, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

KINDS = {
    "name": _l("looks like the name of your organisation"), "email": _l("is an e-mail address"),
    "web": _l("is an address on the web or in an app"), "phone": _l("looks like a phone number"),
}  # fmt: skip


@pages.page(f"{AT}/bid/preview", who=PROVIDER, sealed=True)
def preview(read: Read, commission_id: str) -> str:
    """The bid as the panel will see it. Raises NoSuchTender, NoSuchBid and OrganisationIsMissing."""
    mine = my_bid(read.session, commission_id, read.caller, read.now)
    return render(
        "preview.html", mine=mine, at=at(commission_id), kinds=KINDS, shown=_shown(read, commission_id), now=read.now
    )


def _shown(read: Read, commission_id: str) -> list[dict[str, Any]]:
    """Return each question with its answer in pieces: plain words, and words that could tell whose it is, numbered."""
    mine = my_bid(read.session, commission_id, read.caller, read.now)
    organisation = my_organisation(read.session, read.caller)
    found, number = [], 0
    for task in mine.tasks:
        pieces, marks, begin = [], [], 0
        for each in telltales(task.text, organisation.name if organisation else ""):
            number += 1
            pieces += [{"words": task.text[begin : each.start]}, {"words": each.words, "number": number}]
            marks.append({"words": each.words, "kind": each.kind, "number": number})
            begin = each.end
        found.append({"task": task, "pieces": [*pieces, {"words": task.text[begin:]}], "marks": marks})
    return found


class HandInForm(ButtonForm):
    """Hand in the bid."""

    button = send(_l("Hand in the bid"))


@pages.form(f"{AT}/bid/handing-in", who=PROVIDER, form=HandInForm, sealed=True)
def hand_in(read: Read, form: HandInForm, commission_id: str) -> str:
    """What is missing, and handing in. Raises NoSuchTender, NoSuchBid and OrganisationIsMissing."""
    mine = my_bid(read.session, commission_id, read.caller, read.now)
    price = mine.content.price
    marks = sum(len(each["marks"]) for each in _shown(read, commission_id))
    return render(
        "hand_in.html", form=form, mine=mine, at=at(commission_id), now=read.now, marks=marks,
        price=None if price is None else (money(price), in_words(price)),
    )  # fmt: skip


@hand_in.act
def send_hand_in(act: Act, _form: HandInForm, commission_id: str) -> Response | TenderIsClosed:
    """Hand it in. A late one is refused, and that is kept. Raises BidIsIncomplete, BidIsSubmitted and NoSuchBid."""
    mine = my_bid(act.session, commission_id, act.caller, act.now)
    found = submit_bid(act.session, commission_id=commission_id, bid_id=mine.bid.bid_id, caller=act.caller, now=act.now)
    if isinstance(found, TenderIsClosed):
        return found
    return done(at(commission_id, "/bid/receipt"), _("Your bid is handed in. This is your receipt."))


@pages.page(f"{AT}/bid/receipt", who=PROVIDER, sealed=True)
def receipt(read: Read, commission_id: str) -> str:
    """The receipts: of the bid that stands, and of those that were taken back. Raises BidIsNotSubmitted."""
    found = receipts_of(read.session, commission_id, read.caller)
    if not found:
        raise BidIsNotSubmitted("Your organisation has not handed in a bid here, so there is no receipt yet.")
    return render(
        "receipt.html", receipts=found, tender=tender_page(read.session, commission_id, read.now), money=money,
        in_words=in_words, organisation=my_organisation(read.session, read.caller), at=at(commission_id),
    )  # fmt: skip


@pages.signal(f"{AT}/bid/receipts/<uuid:bid_id>/receipt.json", who=PROVIDER, sealed=True)
def receipt_file(read: Read, commission_id: str, bid_id: str) -> Response:
    """The receipt as a file for `coproduce check-receipt`. Raises NoSuchBid and BidIsNotSubmitted."""
    return _file(receipt_of_bid(read.session, commission_id, bid_id, read.caller).handing_in, "receipt.json")


@pages.signal(f"{AT}/bid/receipts/<uuid:bid_id>/withdrawal.json", who=PROVIDER, sealed=True)
def withdrawal_file(read: Read, commission_id: str, bid_id: str) -> Response:
    """The receipt of taking back, likewise. Raises NoSuchBid and BidIsNotSubmitted."""
    found = receipt_of_bid(read.session, commission_id, bid_id, read.caller).withdrawal
    if found is None:
        raise BidIsNotSubmitted("This bid was not withdrawn.")
    return _file(found, "withdrawal.json")


def _file(content: dict[str, Any], name: str) -> Response:
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, content_type="application/json", headers=headers)


class ChangeForm(ButtonForm):
    """Change a bid that is handed in."""

    button = send(_l("Take it back and change it"))


@pages.form(f"{AT}/bid/change", who=PROVIDER, form=ChangeForm, sealed=True)
def change(read: Read, form: ChangeForm, commission_id: str) -> str:
    """Say what changing it means, before somebody does. Raises NoSuchTender, NoSuchBid and OrganisationIsMissing."""
    mine = my_bid(read.session, commission_id, read.caller, read.now)
    return render("change.html", form=form, mine=mine, at=at(commission_id), now=read.now)


@change.act
def send_change(act: Act, _form: ChangeForm, commission_id: str) -> Response:
    """Take it back, and begin a new one with its words. Raises BidIsNotSubmitted and TenderIsClosed."""
    mine = my_bid(act.session, commission_id, act.caller, act.now)
    reopen_bid(act.session, commission_id=commission_id, bid_id=mine.bid.bid_id, caller=act.caller, now=act.now)
    return done(at(commission_id, "/bid"), _("You can change your bid now. Do not forget to hand it in again."))


class WithdrawForm(ButtonForm):
    """Take the bid back."""

    button = send(_l("Withdraw the bid"), ends=True)


@pages.form(f"{AT}/bid/withdrawal", who=PROVIDER, form=WithdrawForm, sealed=True)
def withdraw(read: Read, form: WithdrawForm, commission_id: str) -> str:
    """Ask before a bid is taken back. Raises NoSuchTender, NoSuchBid and OrganisationIsMissing."""
    mine = my_bid(read.session, commission_id, read.caller, read.now)
    return render("withdraw.html", form=form, mine=mine, at=at(commission_id), now=read.now)


@withdraw.act
def send_withdraw(act: Act, _form: WithdrawForm, commission_id: str) -> Response:
    """Take it back. Raises BidIsNotSubmitted and TenderIsClosed."""
    mine = my_bid(act.session, commission_id, act.caller, act.now)
    withdraw_bid(act.session, commission_id=commission_id, bid_id=mine.bid.bid_id, caller=act.caller, now=act.now)
    return done(at(commission_id, "/bid/receipt"), _("Your bid is withdrawn. This is the receipt of it."))
