"""A tender from its publication to the opening, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import expect

from deploy.demo.asking import Person, System
from deploy.demo.clock import WallClock
from shared.roles import Role
from tests.browser.site import Site
from tests.browser.tendering import Agreed, agreed
from tests.browser.test_front_door import sign_in
from tests.browser.visiting import Visit
from tests.browser.writing_group import PHONE, SOON, Member

Open = Callable[..., Visit]
QUESTION = "May two organisations bid together?"
ANSWER = "Yes. One of them hands in the bid."
CHANGE = "It is open on Saturdays, too."
OPEN_FOR = timedelta(seconds=12)


@pytest.fixture
def system(site: Site) -> Iterator[System]:
    with httpx.Client(base_url=site.address, timeout=60) as client:
        yield System(client, WallClock())


def test_a_tender_is_published_asked_about_and_changed(site: Site, visit: Open, system: System) -> None:
    found = agreed(system, site.cast.codes[Role.COMMISSIONER], "A place by the river")
    officer = come(visit(site), found, found.officer)
    publish(officer)
    asker, other = (come(visit(site), found, found.provider(), phone=True) for _ in range(2))
    asker.next_step("Write your bid and hand it in.", "Your bid")
    asker.follow("The tender: what is wanted")
    asker.sees("At the door", "How will you do it?", "These rules are locked.")
    asker.follow("Ask a question")
    asker.write("Your question", QUESTION)
    asker.send("Ask", "Nobody sees that it is yours.")
    officer.next_step("A provider has a question.", "Questions of providers")
    officer.sees(QUESTION)
    officer.follow("Answer", "")
    officer.write("The answer", ANSWER)
    officer.send("Answer to all", "No question waits.")
    is_written_to(other, "A question has its answer")
    other.sees(QUESTION, ANSWER)
    officer.room("The tender")
    officer.follow("Change the tender")
    officer.sees("Young people signed it.")
    officer.write("What changes?", CHANGE)
    officer.write("Why does it change?", "Young people asked for it.")
    officer.send("Publish the change", "All providers are told.")
    for provider in (asker, other):
        is_written_to(provider, "The tender has changed")
        provider.sees(CHANGE, "Young people asked for it.")


def test_two_open_the_bids_each_in_their_own_browser(site: Site, visit: Open, system: System) -> None:
    found = agreed(system, site.cast.codes[Role.COMMISSIONER], "A place on the hill")
    closes_at = found.publish(OPEN_FOR)
    found.provider("Kestrel House")
    officer = come(visit(site), found, found.officer)
    young = come(visit(site), found, found.young, phone=True)
    left = (closes_at - found.system.clock.now()).total_seconds()
    young.page.wait_for_timeout(max(left, 0) * 1000 + 500)
    young.next_step("It is time to open the bids.", "Opening the bids")
    officer.next_step("The time for bids is over.", "Opening the bids")
    young.send("Do my part of the opening", "Now somebody else does the other part.")
    young.sees_not("Provider A", "Kestrel")
    officer.send("Do my part of the opening", "There is 1 bid.")
    officer.sees("first a young person, then a commissioner.", "Provider A")
    officer.sees_not("Kestrel")
    officer.page.goto(found.at("tendering", "/call"))
    officer.sees("How the bids were opened")


def come(place: Visit, found: Agreed, who: Person, *, phone: bool = False) -> Member:
    """Sign in with a browser."""
    sign_in(place.page, who.sign_in_name)
    if phone:
        place.page.set_viewport_size(PHONE)
    return Member(place, found.title)


def publish(officer: Member) -> None:
    """Go through the list of tasks."""
    officer.next_step("Publish the tender.", "Publish the tender")
    officer.follow("Dates")
    officer.day("On which day do bids end?", 21)
    officer.day("On which day do questions end?", 14)
    officer.send("Save the dates", "Nobody else sees them yet.")
    officer.follow("See it as a provider does")
    officer.sees("It is not published yet.", "At the door")
    officer.back()
    officer.follow("Publish it")
    officer.send("Publish the tender", "The tender is published.")


def is_written_to(who: Member, title: str) -> None:
    """Find a message in the inbox, now or when it has arrived, and go where it leads."""
    who.page.goto("/notifications/inbox")
    message = who.page.get_by_role("link", name=title)
    for _ in range(40):
        if message.count():
            break
        who.page.wait_for_timeout(250)
        who.page.goto("/notifications/inbox")
    message.first.click()
    expect(who.page.locator("h1")).to_contain_text(title, timeout=SOON)
    who.follow("Go to the page for this")
