"""Two colleagues of one organisation write, hand in, change and withdraw a bid; another comes late."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Dialog, expect

from deploy.demo.asking import Person, System
from deploy.demo.clock import WallClock
from deploy.receipt_file import check_receipt
from tests import papers
from tests.browser.axe import violations
from tests.browser.bidders import FILE, Tender, draft, open_tender, take_part
from tests.browser.cast import PASSPHRASE, account, joining, plan
from tests.browser.site import Site
from tests.browser.test_front_door import sign_in
from tests.browser.visiting import Visit
from tests.browser.writing_group import PHONE, SOON, Member

Open = Callable[..., Visit]
TITLE, LATE = "Somebody to talk to", "Somewhere to be late"
# Long enough to write a draft and open a page; the story takes longer anyway.
CLOSES_IN = timedelta(seconds=20)


class Bidders:
    """Ann and Bob of one organisation, and Cem of another, who has no scripts."""

    def __init__(self, site: Site, visit: Open) -> None:
        with httpx.Client(base_url=site.address, timeout=60) as client:
            system = System(client, WallClock())
            self.tender = open_tender(system, joining(system), plan(), TITLE)
            self.late = open_tender(system, joining(system), plan(), LATE, CLOSES_IN)
            self.closes_at = time.monotonic() + CLOSES_IN.total_seconds() + 1
            people = [account(system, "provider") for _ in range(3)]
            take_part(system, self.late, people[2], f"Late Larks {people[2].sign_in_name[:6]}")
            draft(system, self.late, people[2], ["We open the door.", "One pound each."], "90000.00")
            for each in people[1:]:
                system.act(each, f"/people/commissions/{self.tender.commission_id}/provider-seats")
        self.organisation = f"Amber Door {people[0].sign_in_name[:6]}"
        self.people = people
        self.ann = self._come(visit(site), people[0])
        self.ann.page.set_viewport_size(PHONE)
        self.bob = self._come(visit(site), people[1])
        self.cem = self._come(visit(site, java_script_enabled=False), people[2])

    def _come(self, visit: Visit, person: Person) -> Member:
        sign_in(visit.page, person.sign_in_name)
        return Member(visit, TITLE)

    def bid(self, who: Member, path: str = "", tender: Tender | None = None) -> None:
        who.page.goto(f"{(tender or self.tender).base}/bid{path}")

    def is_in_order(self, who: Member) -> None:
        """Find nothing wrong with how this page is made."""
        assert violations(who.page) == []


def test_colleagues_bid_together_and_another_comes_too_late(site: Site, visit: Open) -> None:
    bidders = Bidders(site, visit)
    bidders.bid(bidders.cem, "/handing-in", bidders.late)
    come_in(bidders)
    write_different_answers(bidders)
    write_the_same_answer(bidders)
    name_a_price(bidders)
    put_in_files(bidders)
    sign_in_again_on_the_way(bidders)
    hand_in(bidders)
    change(bidders)
    withdraw(bidders)
    come_too_late(bidders)


def come_in(bidders: Bidders) -> None:
    """Ann finds the tender, takes part, registers the organisation and begins; Bob joins with her code."""
    ann, bob = bidders.ann, bidders.bob
    ann.page.goto("/tendering/tenders")
    # Several of this name may be open, as from a run on the other engine.
    ann.page.locator(f"a[href='{bidders.tender.base}/call']").click()
    ann.main_thing("Take part as a provider")
    ann.page.get_by_role("button", name="Take part", exact=True).click()
    ann.next_step("Write your bid and hand it in.", "Your bid")
    bidders.is_in_order(ann)
    ann.main_thing("Register your organisation")
    ann.write("What is your organisation called?", bidders.organisation)
    ann.send("Register", f"You bid for {bidders.organisation}.")
    bidders.is_in_order(ann)
    ann.send("Begin your bid", "Your bid is begun.")
    bidders.is_in_order(ann)
    ann.follow("Your organisation")
    ann.main_thing("Let a colleague in")
    bidders.is_in_order(ann)
    ann.send("Make a code", "It works once")
    bidders.is_in_order(ann)
    code = ann.page.locator(".co-sheet__code").inner_text()
    bidders.bid(bob)
    bob.main_thing("Register your organisation")
    bob.follow("Join with a code from a colleague")
    bob.write("The code from your colleague", "wrong")
    bob.send("Join", "This code does not work.")
    bidders.is_in_order(bob)
    bob.write("The code from your colleague", code)
    bob.send("Join", f"You bid for {bidders.organisation} now.")
    bob.sees("0 of 30 words")


def write_different_answers(bidders: Bidders) -> None:
    """What Ann types is saved by itself; Bob's goes by the button, and neither is in the other's way."""
    ann, bob = bidders.ann, bidders.bob
    for who, title in ((ann, "A welcome"), (bob, "Money")):
        bidders.bid(who)
        who.follow(title)
    area = ann.page.get_by_label("Your answer")
    area.fill("We open the door and say hello, at Amber Door.")
    ann.sees("10 of 30 words.", "Not saved yet.")
    ann.sees("Saved.")
    bob.write("Your answer", "One pound each.")
    bob.send("Save", "Your answer is saved.")
    bob.sees("You changed this on", "A colleague changed this on")
    ann.page.reload()
    expect(area).to_have_value("We open the door and say hello, at Amber Door.")
    bidders.is_in_order(ann)
    _leave_unsaved(ann)


def _leave_unsaved(ann: Member) -> None:
    """Whoever leaves with unsaved words is asked first; back again, the words are there and are saved."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    ann.page.once("dialog", answer)
    area = ann.page.get_by_label("Your answer")
    area.press("Control+End")
    area.press_sequentially(" Always.")
    here = ann.page.url
    ann.page.goto("/glossary")
    assert asked == ["beforeunload"]
    ann.page.goto(here)
    ann.sees("Saved.")
    expect(area).to_have_value("We open the door and say hello, at Amber Door. Always.")


def write_the_same_answer(bidders: Bidders) -> None:
    """Both texts stand side by side, and what comes of them is one."""
    ann, bob = bidders.ann, bidders.bob
    for who in (ann, bob):
        bidders.bid(who, f"/answers/{bidders.tender.criteria[0]}")
    ann.write("Your answer", "Ann says: tea.")
    ann.sees("Saved.")
    bob.write("Your answer", "Bob says: cake.")
    bob.sees("A colleague changed this answer meanwhile. Press Save to see both.")
    # What the script was told is told to the person; it is no fault of the page.
    bob.visit.complaints.clear()
    bob.page.get_by_role("button", name="Save", exact=True).click()
    bob.sees("A colleague changed this meanwhile", "Ann says: tea.")
    bidders.is_in_order(bob)
    expect(bob.page.get_by_label("Your answer")).to_have_value("Bob says: cake.")
    bob.write("Your answer", "Both say: tea and cake, at Amber Door.")
    bob.send("Save", "Your answer is saved.")
    ann.page.reload()
    expect(ann.page.get_by_label("Your answer")).to_have_value("Both say: tea and cake, at Amber Door.")
    ann.sees("A colleague changed this on")


def name_a_price(bidders: Bidders) -> None:
    ann = bidders.ann
    bidders.bid(ann)
    ann.follow("Price")
    ann.write("Your price for all of it, in pounds", "ninety")
    ann.send("Save", "There is a problem")
    expect(ann.page.get_by_label("Your price for all of it, in pounds")).to_have_value("ninety")
    bidders.is_in_order(ann)
    ann.write("Your price for all of it, in pounds", "91,000.50")
    ann.send("Save", "91 thousand pounds and 50 pence")
    bidders.is_in_order(ann)


def put_in_files(bidders: Bidders) -> None:
    """A program that is called a PDF is refused; a PDF is kept, taken out, and put in by Bob."""
    ann, bob = bidders.ann, bidders.bob
    bidders.bid(ann)
    ann.follow(FILE)
    bidders.is_in_order(ann)
    _choose(ann, "insurance.pdf", papers.PROGRAM)
    ann.send("Keep this file", "This kind of file is not taken")
    bidders.is_in_order(ann)
    _choose(ann, "\u0a2c\u0a40\u0a2e\u0a3e.pdf", papers.PDF)
    ann.page.get_by_label("Only the council and auditors may read it").check()
    ann.send("Keep this file", "Your file is kept.")
    ann.sees("\u0a2c\u0a40\u0a2e\u0a3e.pdf")
    bidders.is_in_order(ann)
    ann.follow(FILE)
    ann.sees("It is kept, and it counts.")
    bidders.is_in_order(ann)
    ann.follow("Take it out")
    bidders.is_in_order(ann)
    ann.send("Take the file out", "The file is taken out.")
    bidders.bid(bob)
    bob.follow(FILE)
    _choose(bob, "insurance.docx", papers.docx())
    bob.send("Keep this file", "Your file is kept.")


def _choose(who: Member, name: str, content: bytes) -> None:
    who.page.get_by_label("The file", exact=True).set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def sign_in_again_on_the_way(bidders: Bidders) -> None:
    """A sign-in that ended meanwhile takes nothing away of what was typed."""
    ann = bidders.ann
    bidders.bid(ann, f"/answers/{bidders.tender.criteria[1]}")
    ann.page.context.clear_cookies(name="coproduce")
    ann.write("Your answer", "Two pounds each, not one.")
    ann.page.get_by_role("button", name="Save", exact=True).click()
    ann.sees("What you wrote is kept.")
    ann.write("Nickname or email address", bidders.people[0].sign_in_name)
    ann.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    ann.page.locator("main form").get_by_role("button", name="Sign in", exact=True).click()
    ann.send("Send it now", "Your answer is saved.")
    ann.follow("Money")
    expect(ann.page.get_by_label("Your answer")).to_have_value("Two pounds each, not one.")
    ann.back()


def hand_in(bidders: Bidders) -> None:
    """The preview points out the name; it is handed in all the same, and the receipt's file is checked."""
    ann = bidders.ann
    ann.follow("See it as the panel will")
    ann.sees("Amber Door looks like the name of your organisation.", "Provider A")
    bidders.is_in_order(ann)
    ann.follow("Next: hand in")
    ann.sees("1 place in your answers could tell the panel who you are.")
    bidders.is_in_order(ann)
    ann.send("Hand in the bid", "Your bid is handed in. This is your receipt.")
    bidders.is_in_order(ann)
    shown = ann.page.locator("main").inner_text()
    told, found = check_receipt(_file(ann, "Receipt of handing in"))
    assert told == found
    assert found in shown
    bidders.bid(bidders.bob)
    bidders.bob.sees("Your bid is handed in")
    bidders.is_in_order(bidders.bob)


def _file(who: Member, link: str) -> bytes:
    with who.page.expect_download() as coming:
        who.page.get_by_role("link", name=link).first.click()
    return coming.value.path().read_bytes()


def change(bidders: Bidders) -> None:
    """Bob takes it back, changes a word and hands it in again."""
    bob = bidders.bob
    bob.follow("Change my bid")
    bidders.is_in_order(bob)
    bob.send("Take it back and change it", "Do not forget to hand it in again.")
    bob.follow("A welcome")
    bob.write("Your answer", "Tea and cake.")
    bob.send("Save", "Your answer is saved.")
    bob.follow("Hand in")
    bob.send("Hand in the bid", "Your bid is handed in. This is your receipt.")
    bob.sees("Bid withdrawn on")
    bidders.is_in_order(bob)


def withdraw(bidders: Bidders) -> None:
    """Ann withdraws it for good."""
    ann = bidders.ann
    bidders.bid(ann)
    ann.follow("Withdraw my bid")
    bidders.is_in_order(ann)
    ann.send("Withdraw the bid", "Your bid is withdrawn. This is the receipt of it.")
    told, found = check_receipt(_file(ann, "Receipt of the withdrawal"))
    assert told == found
    assert found in ann.page.locator("main").inner_text()
    ann.back()
    ann.sees("Begin your bid")
    bidders.is_in_order(ann)


def come_too_late(bidders: Bidders) -> None:
    """Cem, without scripts, bids in one tender, and in another presses the button a moment after the deadline."""
    cem = bidders.cem
    time.sleep(max(0.0, bidders.closes_at - time.monotonic()))
    cem.send("Hand in the bid", "The deadline has passed, so this bid is refused.")
    bidders.bid(cem, "", bidders.late)
    cem.sees("It was refused, and that is on the record.")
    cem.follow("A welcome")
    cem.sees("We open the door.", "The time for bids is over.")
    bidders.bid(cem)
    cem.send("Begin your bid", "Your bid is begun.")
    for title, words in (("A welcome", "No scripts here."), ("Money", "None.")):
        cem.follow(title)
        cem.write("Your answer", words)
        cem.send("Save", "Your answer is saved.")
    cem.follow("Price")
    cem.write("Your price for all of it, in pounds", "80000")
    cem.send("Save", "80 thousand pounds")
    bidders.bid(cem)
    cem.follow(FILE)
    _choose(cem, "insurance.pdf", papers.PDF)
    cem.send("Keep this file", "Your file is kept.")
    bidders.bid(cem, "/handing-in")
    cem.send("Hand in the bid", "Your bid is handed in. This is your receipt.")


@pytest.mark.parametrize("language", ["pl", "ur"])
def test_a_bid_can_be_read_in_other_languages(embedded: Site, visit: Open, language: str) -> None:
    """Also from right to left, and in the dark, where the marks are still seen."""
    window = visit(embedded)
    person, tender = embedded.cast.newcomers["provider with a draft"], embedded.cast.tender
    assert tender is not None
    sign_in(window.page, person.sign_in_name)
    window.page.set_viewport_size(PHONE)
    window.context.add_cookies([{"name": "look", "value": f"{language}.dark.normal", "url": embedded.address}])
    for path in ("", f"/answers/{tender.criteria[0]}", "/price", "/files/1", "/preview", "/handing-in"):
        window.page.goto(f"{tender.base}/bid{path}")
        expect(window.page.locator("h1")).to_be_visible(timeout=SOON)
        assert violations(window.page) == [], path
