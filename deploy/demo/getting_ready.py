"""Setting up: accounts, the commission itself, invites, and everybody's seat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from deploy.demo import trail
from deploy.demo.asking import Person
from deploy.demo.cast import Story
from deploy.demo.material import born_on

_INVITED = {
    "commissioners": "commissioner",
    "facilitators": "facilitator",
    "evaluators": "evaluator",
    "board_members": "board_member",
    "auditors": "auditor",
}
_INVITE_DAYS = 14


def start_commission(story: Story) -> None:
    """Let the first commissioner open an account with the setup code, and start the commission."""
    first = story.sample.people["commissioners"][0]
    _open_account(story, first, "staff", story.setup_code)
    commission = story.sample.commission
    body = {"title": commission["title"], "need": commission["need"], "plan": story.plan}
    story.commission_id = story.act(first["key"], "/specification/commissions", body)["commission_id"]
    found = story.read(first["key"], "/people/me", lambda me: bool(_seats_here(story, me)))
    story.people[first["key"]].seat_id = _seats_here(story, found)[0]
    shares = story.plan["shares"]
    story.tell(f"  {commission['title']}")
    parts = (f"{name.replace('_', ' ')} {share} %" for name, share in shares.items())
    story.tell(f"  shares of the decision: {', '.join(parts)}")


def _seats_here(story: Story, me: Any) -> list[str]:
    return [each["seat_id"] for each in me["seats"] if each["commission_id"] == story.commission_id]


def invite_everybody(story: Story) -> None:
    """Let the commissioner invite adults, and a facilitator invite young people; each takes a seat."""
    for group, role in _INVITED.items():
        newcomers = [each for each in story.sample.people[group] if each["key"] not in story.people]
        code = _invite(story, story.keys_of("commissioners")[0], role, len(newcomers))
        for each in newcomers:
            person = _open_account(story, each, "staff", code)
            person.seat_id = _seats_here(story, story.read(person.key, "/people/me"))[0]
    young = story.sample.people["young_people"]
    code = _invite(story, story.keys_of("facilitators")[0], "young_person", len(young))
    for each in young:
        _join(story, each, code)
    trail.wait_for_seats(story)
    story.tell(f"  {len(story.people)} people have a seat, {len(young)} of them young, two under 16")


def _invite(story: Story, host: str, role: str, places: int) -> str:
    body = {"role": role, "places": places, "days": _INVITE_DAYS}
    return str(story.act(host, story.at("people", "/invites"), body)["code"])


def _join(story: Story, each: dict[str, Any], code: str) -> None:
    nickname = story.called(each["nickname"])
    today = story.system.clock.now().date()
    body = {
        "invite_code": code,
        "nickname": nickname,
        "passphrase": each["passphrase"],
        "born_on": born_on(each["age"], today).isoformat(),
    }
    seat = story.system.act(None, "/people/young-people", body)
    person = Person(each["key"], nickname, each["passphrase"], seat["holder_id"], seat["seat_id"])
    story.people[person.key] = person


def _open_account(story: Story, each: dict[str, Any], kind: str, code: str = "") -> Person:
    email = story.mailbox(each["email"])
    body = {"kind": kind, "email": email, "name": each["name"], "passphrase": each["passphrase"]}
    made = story.system.act(None, "/people/accounts", body | ({"invite_code": code} if code else {}))
    person = Person(each["key"], email, each["passphrase"], made["holder_id"])
    story.people[person.key] = person
    return person


def register_providers(story: Story) -> None:
    """Let each organisation's contact open an account and register the organisation."""
    for organisation in story.sample.organisations():
        person = _open_account(story, organisation["contact"], "provider")
        body = {"name": story.called(organisation["name"])}
        made = story.act(person.key, "/tendering/organisations", body)
        story.organisation_ids[organisation["key"]] = made["organisation_id"]


def new_mark() -> str:
    """Return a few letters that tell the people of one telling from those of another on the same system."""
    return uuid4().hex[:5]


def plan_of(story_began: Any, commission: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    """Return the plan as it is published: the sample's, with dates in place of days, and what is overridden."""
    names = (
        "budget", "currency", "regime", "standstill_promise_working_days", "shares", "price_formula",
        "sign_off_quorum", "choice_quorum", "rung_aimed_at",
    )  # fmt: skip
    dated = [
        {"stage": each["stage"], "begins_on": (story_began + timedelta(days=each["begins_after_days"])).isoformat()}
        for each in commission["timetable"]
    ]
    return {**{name: commission[name] for name in names}, "timetable": dated, **overrides}
