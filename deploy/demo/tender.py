"""The tender: published from the signed text, bids under seal, opened by two, and later awarded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from deploy.demo.cast import Story
from deploy.demo.material import whole_text

_A_MOMENT = timedelta(seconds=1)
_SHOWN = "%d %B %Y, %H:%M:%S UTC"


def publish(story: Story) -> datetime:
    """Publish the tender from the signed specification, and return when it closes."""
    closes_at = story.system.clock.now() + story.system.clock.notice
    first = story.keys_of("commissioners")[0]
    story.act(first, story.at("tendering", "/tender"), {"closes_at": closes_at.isoformat()})
    story.tell(f"  the tender is out; it closes on {closes_at:{_SHOWN}}")
    return closes_at


def bid(story: Story, closes_at: datetime) -> None:
    """Let each organisation bid under seal: one withdraws in time, one comes too late."""
    for organisation in story.sample.organisations():
        _take_seat(story, organisation["key"])
    for organisation in story.sample.organisations():
        _draft(story, organisation["key"])
    late = story.sample.bid_that_is("late")
    for organisation in story.sample.organisations():
        if organisation["key"] != late:
            _hand_in(story, organisation["key"])
    withdrawn = story.sample.bid_that_is("withdrawn")
    story.act(_contact(withdrawn), story.at("tendering", f"/bids/{story.bid_ids[withdrawn]}/withdrawal"))
    story.tell("  6 bids handed in under seal, each with a receipt; one of them was withdrawn again")
    opening = story.at("tendering", "/opening-acts")
    story.refused("commissioner_1", opening, status=409, code="tender_is_still_open")
    story.system.clock.go_to(closes_at + _A_MOMENT)
    address = story.at("tendering", f"/bids/{story.bid_ids[late]}/submission")
    story.refused(_contact(late), address, status=409, code="tender_is_closed")
    story.tell("  the tender is closed; one bid came too late and was refused, which is on the record")


def _contact(organisation: str) -> str:
    return f"provider_{organisation}"


def _take_seat(story: Story, organisation: str) -> None:
    person = story.person(_contact(organisation))
    person.seat_id = story.act(person.key, story.at("people", "/provider-seats"))["seat_id"]


def _answers(story: Story, organisation: str) -> list[dict[str, Any]]:
    answers = story.sample.bids[organisation]["answers"].items()
    return [{"criterion_id": story.criterion_ids[key], "text": whole_text(text)} for key, text in answers]


def _draft(story: Story, organisation: str) -> None:
    """Begin with half of the answers and no price, as people do, and finish in a second go."""
    answers = _answers(story, organisation)
    half = {"answers": answers[: len(answers) // 2], "price": None}
    made = story.act(_contact(organisation), story.at("tendering", "/bids"), half)
    story.bid_ids[organisation] = made["bid_id"]
    whole = {"answers": answers, "price": story.sample.bids[organisation]["price"], "version": made["version"]}
    story.act(_contact(organisation), story.at("tendering", f"/bids/{made['bid_id']}"), whole, method="PUT")


def _hand_in(story: Story, organisation: str) -> None:
    address = story.at("tendering", f"/bids/{story.bid_ids[organisation]}/submission")
    story.act(_contact(organisation), address)


def open_together(story: Story) -> None:
    """Open the bids: a commissioner and a young person, two acts by two seats."""
    address = story.at("tendering", "/opening-acts")
    story.act("commissioner_1", address)
    story.refused("commissioner_2", address, status=409, code="opening_needs_two")
    story.act("young_6", address)
    story.tell("  a commissioner and a young person opened 5 bids together; a second commissioner was not enough")


def award(story: Story) -> datetime:
    """Send every bidder its assessment summary, publish the intention to award, and return when standstill ends."""
    decided = story.sample.award["award"]
    found = story.act(decided["by"], story.at("tendering", "/award"), {"reason": decided["reason"]})
    for organisation in story.sample.assessed():
        story.read(_contact(organisation), story.at("tendering", "/assessment-summary"))
    ends_at = datetime.fromisoformat(found["standstill_ends_at"])
    story.tell("  every bidder has its assessment summary, criterion by criterion")
    if ends_at > story.system.clock.now():
        contract = story.at("tendering", "/contract")
        story.refused("commissioner_1", contract, status=409, code="standstill_is_running")
        story.tell(f"  the standstill runs until {ends_at:{_SHOWN}}; to sign before then was refused")
    return ends_at


def sign_contract(story: Story) -> None:
    """Sign the contract, once the standstill is over."""
    signed = story.sample.award["contract"]
    story.act(signed["by"], story.at("tendering", "/contract"))
    story.tell("  the contract is signed")
