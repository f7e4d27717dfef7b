"""A group that writes together: each in a browser of their own, and finding the way by what stands on the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from playwright.sync_api import Locator, Page, ViewportSize, expect

from deploy.demo.asking import System
from deploy.demo.clock import WallClock
from shared.roles import Role
from shared.runtime import wall_clock
from tests.browser.cast import account, plan
from tests.browser.site import Site
from tests.browser.test_front_door import join, open_account, sign_in
from tests.browser.visiting import Visit

Open = Callable[..., Visit]
PHONE: ViewportSize = {"width": 390, "height": 844}
SOON = 20_000  # milliseconds; it is far less on a quiet machine
_A_LOOK = 1_000
_MOST_LOOKS = 40
# The sixth is 14, so that a facilitator reads her words first.
_YEARS = ("2008", "2009", "2010", "2009", "2010", "2012")
_NEXT, _MORE = "section[aria-labelledby=next]", "section[aria-labelledby=more]"


@dataclass
class Member:
    """Somebody in the group, with a browser."""

    visit: Visit
    title: str

    @property
    def page(self) -> Page:
        """Their window."""
        return self.visit.page

    def commission(self) -> None:
        """Go to the commission's page: by the name at the top of every page, and the list that it leads to."""
        named = self.page.get_by_role("link", name=self.title, exact=True)
        for _ in range(_MOST_LOOKS):
            self.page.locator(".co-header__name").click()
            expect(self.page.locator("h1")).to_have_text("Home")
            try:
                expect(named).to_be_visible(timeout=_A_LOOK)
            except AssertionError:
                continue  # that they sit there is on its way
            break
        named.click()
        expect(self.page.locator("h1")).to_have_text(self.title)

    def room(self, name: str) -> None:
        """Go from the commission's page to one that it names; again while what that needs is on its way."""
        for _ in range(_MOST_LOOKS):
            self.commission()
            self.page.locator(_MORE).get_by_role("link", name=name, exact=True).click()
            self.has_come()
            if not self.page.locator("main[data-problem]").count():
                return
        raise AssertionError(f"{name} never opened")

    def next_step(self, words: str, link: str) -> None:
        """Find on the commission's page what is next, now or when it has arrived, and go where it leads."""
        self.is_told(words)
        step = self.page.locator(f"{_NEXT} p", has_text=words)
        step.get_by_role("link", name=link, exact=True).click()
        self.has_come()

    def is_told(self, words: str) -> None:
        """Find these words under what is next, now or when it has arrived."""
        for _ in range(_MOST_LOOKS):
            self.commission()
            try:
                expect(self.page.locator(_NEXT)).to_contain_text(words, timeout=_A_LOOK)
            except AssertionError:
                continue
            return
        raise AssertionError(f"never told “{words}”, but: {self.page.locator(_NEXT).inner_text()}")

    def has_come(self) -> None:
        """Wait until the page is there."""
        expect(self.page.locator("h1")).to_be_visible()

    def follow(self, name: str, box: str = "") -> None:
        """Follow the first link whose name begins so; box: in the box on the page that holds these words."""
        where = self.box(box) if box else self.page.locator("body")
        where.get_by_role("link", name=re.compile(rf"^{re.escape(name)}")).first.click()
        self.has_come()

    def back(self) -> None:
        """Follow the link back."""
        self.page.locator(".govuk-back-link").click()
        self.has_come()

    def main_thing(self, name: str) -> None:
        """Press what looks like a button and is a link: the main thing to do on a page."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.has_come()

    def write(self, label: str, words: str) -> None:
        """Write in the field with this label."""
        self.page.get_by_label(label, exact=True).fill(words)

    def choose(self, *labels: str) -> None:
        """Choose, or tick, what stands there."""
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def choose_of(self, question: str, label: str) -> None:
        """Choose one answer to one of several questions."""
        self.page.get_by_role("group", name=question).get_by_label(label, exact=True).check()

    def day(self, label: str, ahead: int) -> None:
        """Write a day that is so many days ahead."""
        on = wall_clock().date() + timedelta(days=ahead)
        group = self.page.get_by_role("group", name=label)
        for part, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
            group.get_by_label(part).fill(str(value))

    def send(self, button: str, answer: str) -> None:
        """Press the form's button, and read that it worked."""
        self.page.locator("main form").get_by_role("button", name=button, exact=True).click()
        self.sees(answer)

    def sees(self, *words: str) -> None:
        """Read this on the page."""
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each, timeout=SOON)

    def sees_not(self, *words: str) -> None:
        """Find that this is not on the page."""
        for each in words:
            expect(self.page.locator("main")).not_to_contain_text(each)

    def box(self, words: str) -> Locator:
        """Return the box on the page that holds these words."""
        return self.page.locator("main section.co-box", has_text=words).first


@dataclass
class Group:
    """Six young people, a facilitator and an officer of the council, in a commission of their own."""

    facilitator: Member
    officer: Member
    young: list[Member] = field(default_factory=list)


def come_together(site: Site, visit: Open, title: str, *, quorum: int) -> Group:
    """Start a commission; the facilitator makes a code, and six join with it.

    Starting it has no page yet, so that and the facilitator's code go over the JSON API.
    """
    with httpx.Client(base_url=site.address, timeout=60) as client:
        system = System(client, WallClock())
        officer = account(system, "staff", site.cast.codes[Role.COMMISSIONER])
        shares = {"young_people": "80", "adults": "0", "price": "20"}
        body = {
            "title": title, "need": "We wait too long until somebody listens.", "checks_young_texts": True,
            "plan": {**plan(), "shares": shares, "sign_off_quorum": quorum},
        }  # fmt: skip
        commission_id = system.act(officer, "/specification/commissions", body)["commission_id"]
        system.read(officer, "/people/me", lambda me: bool(me["seats"]))
        invite = {"role": "facilitator", "places": 1, "days": 14}
        code = str(system.act(officer, f"/people/commissions/{commission_id}/invites", invite)["code"])
    group = Group(Member(visit(site, viewport=PHONE), title), Member(visit(site), title))
    open_account(group.facilitator.page, code)
    sign_in(group.officer.page, officer.sign_in_name)
    young_code = _make_a_code(group.facilitator)
    for year in _YEARS:
        each = Member(visit(site), title)
        join(each.page, young_code, year=year)
        each.page.set_viewport_size(PHONE)
        for _ in range(_MOST_LOOKS):
            if each.page.locator("h1").inner_text() == title:
                break
            each.page.get_by_role("button", name="Go on").or_(each.page.get_by_role("link", name="Go on")).first.click()
            each.has_come()
        group.young.append(each)
    return group


def _make_a_code(facilitator: Member) -> str:
    facilitator.next_step("Invite young people", "Set up the people")
    facilitator.follow("Young people")
    facilitator.write("How many people can join with it?", "6")
    facilitator.page.locator("main form").get_by_role("button", name="Make the code").click()
    code = facilitator.page.locator(".co-sheet__code").inner_text()
    facilitator.back()
    return code
