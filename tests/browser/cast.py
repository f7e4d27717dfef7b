"""Who is there when the browser comes: one person of each role in a commission that has just begun, and newcomers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pyotp
from PIL import Image

from deploy.demo.asking import Person, System
from deploy.demo.clock import StoryClock, WallClock
from deploy.demo.material import born_on, read_sample
from shared.canonical import time_text
from shared.roles import Role
from tests.authenticator import Authenticator
from tests.browser.bidders import WORD_LIMIT, Join, Tender, draft, hand_in, open_tender, take_part
from tests.browser.collecting import WithPhone, send, send_form, sign_in
from tests.system import SETUP_CODE

PASSPHRASE = "seven purple lanterns in the rain"
TITLE = "Somewhere to talk near home"
REASON = "It names somebody."
NEED = "It takes too long until somebody listens."
_STAFF = (Role.FACILITATOR, Role.EVALUATOR, Role.BOARD_MEMBER, Role.AUDITOR)
_PLACES = 40


@dataclass
class Cast:
    """The people of the tests, by role; codes to join with, by role; and some with an account and no seat.

    behind_buttons: addresses that no link leads to but a button, by who pressed it. tender: of another commission.
    """

    commission_id: str
    people: dict[Role, Person] = field(default_factory=dict)
    codes: dict[Role, str] = field(default_factory=dict)
    newcomers: dict[str, Person] = field(default_factory=dict)
    behind_buttons: dict[str, list[str]] = field(default_factory=dict)
    tender: Tender | None = None


def bring_together(client: httpx.Client, clock: StoryClock | None = None) -> Cast:
    """Start a commission over the JSON API and seat one person of each role in it."""
    system = System(client, clock or WallClock())
    officer = account(system, "staff", SETUP_CODE)
    body = {"title": TITLE, "need": NEED, "plan": plan()}
    cast = Cast(str(system.act(officer, "/specification/commissions", body)["commission_id"]))
    cast.people[Role.COMMISSIONER] = officer
    base = f"/people/commissions/{cast.commission_id}"
    system.read(officer, "/people/me", lambda me: bool(me["seats"]))
    for role in _STAFF:
        invite = {"role": role.value, "places": _PLACES, "days": 14}
        cast.codes[role] = str(system.act(officer, f"{base}/invites", invite)["code"])
        cast.people[role] = account(system, "staff", cast.codes[role])
    invite = {"role": "young_person", "places": _PLACES, "days": 14}
    cast.codes[Role.YOUNG_PERSON] = str(system.act(cast.people[Role.FACILITATOR], f"{base}/invites", invite)["code"])
    cast.people[Role.YOUNG_PERSON] = _young_person(system, cast.codes[Role.YOUNG_PERSON])
    cast.people[Role.PROVIDER] = account(system, "provider")
    system.act(cast.people[Role.PROVIDER], f"{base}/provider-seats")
    # Under 13, they wait for a guardian's permission.
    waiting = _young_person(system, cast.codes[Role.YOUNG_PERSON], age=12)
    cast.newcomers = {
        "young person": waiting,
        "staff": account(system, "staff", SETUP_CODE),
        "provider": account(system, "provider"),
    }
    cast.newcomers["staff with a phone"] = _with_phone(client, system.clock.now, account(system, "staff", SETUP_CODE))
    _with_phone(client, system.clock.now, cast.newcomers["staff"], finish=False)
    cast.codes[Role.COMMISSIONER] = SETUP_CODE
    # Whoever has no link of the first officer sees the same form, and is refused when they send it.
    cast.behind_buttons["nobody"] = ["/people/first-officer?code=made-up"]
    _set_up(system, cast)
    _worry(system, cast)
    _words(system, cast)
    _photos(client, system, cast)
    _surveys(client, system, cast)
    _passkey(client, cast.newcomers["provider"])
    _tenders(system, cast)
    _bids(system, cast)
    return cast


def _tenders(system: System, cast: Cast) -> None:
    """An officer with a tender that has changed and that is asked about, and with one to publish; and a provider."""
    from tests.browser.tendering import agreed  # noqa: PLC0415  (it is made of what stands here)

    running = agreed(system, SETUP_CODE, "A tender that is open")
    cast.newcomers["officer of a tender"] = running.officer
    closes_at = running.publish(timedelta(days=28)).isoformat()
    provider = running.provider("Tern House")
    cast.newcomers["provider of a tender"] = provider
    for words in ("Is there a garden?", "Who has the key?", "When does it begin?"):
        running.system.act(provider, running.at("tendering", "/tender-questions"), {"text": words})
    asked = running.system.read(running.officer, running.at("tendering", "/waiting-questions"), bool)
    done = [running.at("tendering", f"/tender-questions/{each['question_id']}") for each in asked[:2]]
    running.system.act(running.officer, f"{done[0]}/answer", {"answer": "Yes."})
    running.system.act(running.officer, f"{done[1]}/setting-aside", {"reason": REASON})
    change = {
        "changes": ["It begins in May."], "closes_at": closes_at, "questions_until": closes_at, "reason": "It is late.",
        "after": 0,
    }  # fmt: skip
    running.system.act(running.officer, running.at("tendering", "/amendments"), change)
    ready = agreed(system, SETUP_CODE, "A tender to publish", running.officer)
    dates = {"closes_at": closes_at, "questions_until": closes_at}
    ready.system.act(ready.officer, ready.at("tendering", "/tender-dates"), dates, method="PUT")


def _bids(system: System, cast: Cast) -> None:
    """Another commission, whose tender is open: a draft that is not complete, and a bid that is handed in again."""
    tender = open_tender(system, joining(system), plan(), "A place to be quiet")
    drafts, hands_in = account(system, "provider"), account(system, "provider")
    take_part(system, tender, drafts, "Copper Kettle Club")
    draft(system, tender, drafts, [f"At Copper Kettle Club we wait {'very ' * WORD_LIMIT} long."], "91000.50")
    take_part(system, tender, hands_in, "Wren and Daughters")
    first = hand_in(system, tender, hands_in, ["We open the door.", "One pound each."], "90000.00")
    system.act(hands_in, f"{tender.base}/bids/{first}/withdrawal")
    hand_in(system, tender, hands_in, ["We open the door.", "One pound each."], "89000.00")
    cast.newcomers |= {"provider with a draft": drafts, "provider with a bid": hands_in}
    cast.tender = tender


def _set_up(system: System, cast: Cast) -> None:
    """A group and a board."""
    base, officer = f"/people/commissions/{cast.commission_id}", cast.people[Role.COMMISSIONER]
    system.act(officer, f"{base}/groups", {"name": "Youth Council", "kind": "youth_council"})
    board = {"name": "Shadow Board", "kind": "shadow_board", "powers": ["advises"]}
    system.act(officer, f"{base}/boards", board)


def _worry(system: System, cast: Cast) -> None:
    """A safeguarding lead, and a worry that is open in front of them."""
    lead = account(system, "staff", SETUP_CODE)
    cast.newcomers["safeguarding lead"] = lead
    leads = f"/people/commissions/{cast.commission_id}/safeguarding-leads"
    system.act(cast.people[Role.COMMISSIONER], leads, {"email": lead.sign_in_name})
    body = {"words": "Somebody waits for me after the bus.", "commission_id": cast.commission_id}
    system.act(cast.people[Role.YOUNG_PERSON], "/people/me/worries", body)
    worry = system.read(lead, "/people/worries", bool)[0]["worry_id"]
    system.act(lead, f"/people/worries/{worry}/looks")
    cast.behind_buttons["new safeguarding lead"] = [f"/people/safeguarding/{worry}/words"]


def _words(system: System, cast: Cast) -> None:
    """Two parts of the text, one of them in its second words, one hidden; words that wait, came back, were reported."""
    at, young = f"/specification/commissions/{cast.commission_id}", cast.people[Role.YOUNG_PERSON]
    officer, facilitator = cast.people[Role.COMMISSIONER], cast.people[Role.FACILITATOR]
    parts = []
    for heading in ("When we are open", "Who is there"):
        words = {"heading": heading, "text": "It is open until eight."}
        parts.append(system.act(young, f"{at}/clauses", words)["clause_id"])
    again = {"heading": "When we are open", "text": "It is open until nine.", "version": 1}
    system.act(facilitator, f"{at}/clauses/{parts[0]}", again, method="PUT")
    _parts(system, young, f"{at}/clauses")
    # Somebody is writing: words that no version holds yet, for a minute.
    typed = {"number": 1, "changes": [{"key": "typed-1", "change": [21, [0, " on Fridays"], 1]}]}
    system.act(facilitator, f"{at}/clauses/{parts[0]}/changes", typed)
    cast.behind_buttons[f"{Role.FACILITATOR} of today"] = [f"{at}/text/{parts[0]}/keep"]
    _ideas(system, cast, parts[0])

    _card(system, cast, f"{at}/clauses/{parts[0]}")
    report = {"version": 2, "why": "talk_first", "words": "Nine is late."}
    system.act(cast.people[Role.EVALUATOR], f"{at}/clauses/{parts[0]}/reports", report)
    hiding = {"version": 1, "hides": True, "reason": REASON}
    system.act(officer, f"{at}/clauses/{parts[1]}/hiding", hiding)
    _criteria(system, cast, parts[0])
    system.act(officer, f"{at}/checking", {"checks_young_texts": True}, method="PUT")
    signing = [f"{at}/sign", f"{at}/decline"]
    cast.behind_buttons.setdefault(f"{Role.COMMISSIONER} of today", []).extend(signing)
    _decisions(system, cast)
    for heading, why in (("Where it is", "finds_somebody"), ("What it costs", "")):
        words = {"heading": heading, "text": "It is free for all of us."}
        waiting = system.act(young, f"{at}/clauses", words)["clause_id"]
        if why:
            written_at = system.read(facilitator, f"{at}/waiting-texts")[0]["written_at"]
            system.act(facilitator, f"{at}/waiting-texts/{waiting}/check", {"why": why, "written_at": written_at})


def _parts(system: System, young: Person, clauses: str) -> None:
    """A part with a theme that another one was put together with, and a part that was made out of it."""
    first, second = (
        system.act(young, clauses, {"heading": heading, "text": f"{heading}, if we like."})["clause_id"]
        for heading in ("We cook", "We eat")
    )
    system.act(young, f"{clauses}/{first}/theme", {"theme": "being_connected"}, method="PUT")
    both = {
        "other_id": second, "heading": "Food", "text": "We cook and eat, if we like. We wash up.", "number": 0,
        "other_number": 0,
    }  # fmt: skip
    system.act(young, f"{clauses}/{first}/merger", both)
    number = system.read(young, f"{clauses}/{first}/words")["number"]
    two = {"text": "We cook and eat, if we like.", "new_heading": "Later", "new_text": "We wash up.", "number": number}
    system.act(young, f"{clauses}/{first}/split", two)


def _criteria(system: System, cast: Cast, clause_id: str) -> None:
    """Two criteria of young people and one of adults, complete and weighed, and not set yet."""
    drafts, young = f"/specification/commissions/{cast.commission_id}/draft-criteria", cast.people[Role.YOUNG_PERSON]
    weights: dict[str, list[dict[str, str]]] = {"young_people": [], "adults": []}
    named = (("young_people", "A welcome", "60"), ("young_people", "Short waits", "40"), ("adults", "Money", "100"))
    for panel, title, weight in named:
        words = {
            "panel": panel, "title": title, "question": "How will you do it?", "clause_ids": [clause_id],
            "descriptors": ["Not at all", "Hardly", "A little", "Yes", "Well", "We would bring a friend"],
        }  # fmt: skip
        made = system.act(young, drafts, words)
        weights[panel].append({"criterion_id": made["criterion_id"], "weight": weight, "was": "0"})
    for panel, sent in weights.items():
        system.act(young, f"{drafts}/weights", {"panel": panel, "weights": sent}, method="PUT")


def _ideas(system: System, cast: Cast, clause_id: str) -> None:
    """Ideas: one that is supported, grouped and answered and from which a part grew, and one that is none of these."""
    at, young = f"/specification/commissions/{cast.commission_id}", cast.people[Role.YOUNG_PERSON]
    facilitator = cast.people[Role.FACILITATOR]
    first = str(
        system.act(young, f"{at}/ideas", {"text": "Open after school.", "theme": "being_you"})["contribution_id"]
    )
    system.act(facilitator, f"{at}/ideas", {"text": "A room without questions.", "theme": "none"})
    system.act(young, f"{at}/ideas/{first}/support", {"supports": True}, method="PUT")
    system.act(facilitator, f"{at}/idea-groups", {"contribution_ids": [first], "name": "When it is open"})
    system.act(young, f"{at}/ideas/{first}/clauses", {"clause_ids": [clause_id]}, method="PUT")
    workshop = {
        "venue": "A made-up youth club", "held_on": system.clock.now().date().isoformat(), "took_part": {"13-15": 12},
        "asked": "What helps you?",
    }  # fmt: skip
    made = system.act(facilitator, f"{at}/workshops", workshop)["workshop_id"]
    stickies = {"stickies": ["Somewhere to sit.", "Tea."], "theme": "being_connected", "heading": "In the room"}
    system.act(facilitator, f"{at}/workshops/{made}/stickies", stickies)
    cast.behind_buttons[f"{Role.YOUNG_PERSON} of today"] = [f"{at}/wall/{first}/support"]


def _photos(client: httpx.Client, system: System, cast: Cast) -> None:
    """A photo of a workshop's wall, and one that was taken away."""
    at, facilitator = f"/specification/commissions/{cast.commission_id}", cast.people[Role.FACILITATOR]
    workshop = system.read(facilitator, f"{at}/workshops", bool)[0]["workshop_id"]
    photos, drawn = f"{at}/wall/workshops/{workshop}/photos", io.BytesIO()
    Image.new("RGB", (1200, 800), "khaki").save(drawn, "PNG")
    with _browser(client, facilitator) as browser:
        for said in ("A face.", "A wall with two sticky notes: “Somewhere to sit” and “Tea”."):
            page = browser.get(f"{photos}/new")
            answer = send(browser, page, f"{photos}/new", file=drawn.getvalue(), alt=said)
            assert answer.status_code == httpx.codes.SEE_OTHER, answer.text[:2000]
            if said == "A face.":
                found = re.search(rf'href="({photos}/[^"/]+/away)"', browser.get(answer.headers["Location"]).text)
                assert found is not None
                send_form(browser, found[1], {"reason": REASON})


def _surveys(client: httpx.Client, system: System, cast: Cast) -> None:
    """Surveys: a draft, one that is open with a code, one with slips, and one that is closed."""
    at, facilitator = f"/specification/commissions/{cast.commission_id}/surveys", cast.people[Role.FACILITATOR]
    asked = [
        {"kind": "one", "words": "What matters most?", "choices": ["Being healthy", "Being connected", "Being you"]},
        {"kind": "several", "words": "When should it be open?", "choices": ["Mornings", "Evenings"]},
        {"kind": "scale", "words": "How safe do you feel in town?", "choices": []},
        {"kind": "yes_no", "words": "Would you go there?", "choices": []},
        {"kind": "text", "words": "What else?", "choices": []},
    ]  # fmt: skip
    for title, way in (("Closed", "shared"), ("With slips", "slips"), ("For all", "shared"), ("Not open", "")):
        words = {"title": title, "intro": "Tell us what you think.", "asks_age": True, "questions": asked}
        made = system.act(facilitator, f"{at}.json", words)
        if way:
            opening = {"way": way, "words_hash": made["words_hash"]}
            system.act(facilitator, f"{at}/{made['survey_id']}/openings.json", opening)
        if title == "Closed":
            system.act(facilitator, f"{at}/{made['survey_id']}/closings.json")
        if title == "For all":
            with _browser(client, facilitator) as browser:
                sheet = browser.get(f"{at}/{made['survey_id']}/sheet").raise_for_status().text
            code = re.search(r"co-sheet__code\">([^<]+)<", sheet)
            assert code is not None
            cast.behind_buttons["nobody"].append(f"/specification/surveys/{code[1]}")


def _card(system: System, cast: Cast, clause: str) -> None:
    """What people give to a part: a comment, why it matters, a hard word and a suggestion."""
    young, facilitator = cast.people[Role.YOUNG_PERSON], cast.people[Role.FACILITATOR]
    system.act(facilitator, f"{clause}/comments", {"text": "Who has the key?"})
    system.act(young, f"{clause}/why", {"text": "Some come from far."})
    system.act(young, f"{clause}/hard-words", {"word": "open", "meaning": "You can go in."})
    suggestion = {"text": "It is open until ten.", "number": 1, "why": "Buses run till ten."}
    system.act(young, f"{clause}/suggestions", suggestion)


def _decisions(system: System, cast: Cast) -> None:
    """Two decisions: one is open, in the other the vote is counted and its outcome said."""
    at, facilitator = f"/specification/commissions/{cast.commission_id}/decisions", cast.people[Role.FACILITATOR]
    until = system.clock.now() + timedelta(days=9)
    asked = {"question": "Where do we meet?", "quorum": 1, "closes_at": time_text(until)}
    dots = {"way": "dots", "options": ["In the library", "In the park"], **asked}
    system.act(facilitator, at, dots)
    made = system.act(facilitator, at, {**asked, "way": "yes_no", "question": "Do we open late?"})["decision_id"]
    system.act(cast.people[Role.YOUNG_PERSON], f"{at}/{made}/vote", {"answer": "yes"}, method="PUT")
    system.act(facilitator, f"{at}/{made}/closing", {"reason": "It is urgent."})
    said = {"words": "We open late on Fridays.", "look_again_on": str(until.date())}
    system.act(facilitator, f"{at}/{made}/outcome", said)


@contextmanager
def _browser(client: httpx.Client, person: Person) -> Iterator[httpx.Client]:
    """The pages, for what programs cannot do: on the same way to the system, and nothing of it stays."""
    try:
        sign_in(client, person)
        yield client
    finally:
        client.cookies.clear()


def _passkey(client: httpx.Client, person: Person) -> None:
    """A passkey. The system is asked by a name, as passkeys need one."""
    address = client.base_url
    name = address.netloc.decode().replace("127.0.0.1", "localhost")
    client.headers["Host"] = name
    with _browser(client, person) as browser:
        asked = browser.get("/people/passkeys/options/new").raise_for_status().json()
        made = Authenticator(f"{address.scheme}://{name}").make(asked)
        send_form(browser, "/people/passkeys/new", {"name": "Laptop at work", "credential": made})
    del client.headers["Host"]


def _with_phone(client: httpx.Client, now: Callable[[], datetime], person: Person, *, finish: bool = True) -> WithPhone:
    """Let somebody's account ask for a code from a phone as well; with finish=False, they stop at its picture."""
    with _browser(client, person):
        begun = send_form(client, "/people/second-factor/set-up", {})
        page = client.get(begun.headers["Location"])
        key = re.search(r"<code[^>]*>((?:[A-Z2-7]{4} ?){8})</code>", page.text)
        assert key is not None, page.text[:2000]
        if not finish:
            return WithPhone(person.key, person.sign_in_name, person.passphrase)
        code = pyotp.TOTP(key[1].replace(" ", "")).at(now())
        page = send(client, page, "/people/second-factor/phone", second_code=code)
        recovery = re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b", page.text)
        return WithPhone(person.key, person.sign_in_name, person.passphrase, recovery=recovery)


def joining(system: System) -> Join:
    """Return what opens an account of a kind, with a code."""

    def join(kind: str, code: str) -> Person:
        return _young_person(system, code) if kind == "young_person" else account(system, kind, code)

    return join


def plan() -> dict[str, Any]:
    """Return a plan as it is sent."""
    return {
        "budget": "400000.00", "currency": "GBP", "regime": "below_threshold", "standstill_promise_working_days": 0,
        "shares": {"young_people": "60", "adults": "20", "price": "20"}, "price_formula": "lowest_over_price",
        "sign_off_quorum": 1, "choice_quorum": 3, "rung_aimed_at": "Co-production",
        "timetable": [{"stage": "co-writing", "begins_on": "2026-03-02"}],
    }  # fmt: skip


def account(system: System, kind: str, code: str = "") -> Person:
    """Open an account over the JSON API."""
    email = f"{uuid4().hex[:12]}@example.org"
    body = {"kind": kind, "email": email, "name": f"Person {email[:6]}", "passphrase": PASSPHRASE}
    made = system.act(None, "/people/accounts", body | ({"invite_code": code} if code else {}))
    return Person(kind, email, PASSPHRASE, made["holder_id"])


def _young_person(system: System, code: str, age: int = 15) -> Person:
    name = f"Nick {uuid4().hex[:8]}"
    born = born_on(age, system.clock.now().date()).isoformat()
    body = {"invite_code": code, "nickname": name, "passphrase": PASSPHRASE, "born_on": born}
    system.act(None, "/people/young-people", body)
    return Person("young person", name, PASSPHRASE)


def of_the_sample() -> dict[Role, Person]:
    """The first person of each role in the sample that `coproduce run` fills in."""
    people = read_sample().people
    found = {
        role: _first(people[group])
        for role, group in {
            Role.COMMISSIONER: "commissioners", Role.FACILITATOR: "facilitators", Role.EVALUATOR: "evaluators",
            Role.BOARD_MEMBER: "board_members", Role.AUDITOR: "auditors", Role.YOUNG_PERSON: "young_people",
        }.items()
    }  # fmt: skip
    contact = people["organisations"][0]["contact"]
    return {**found, Role.PROVIDER: Person(contact["key"], contact["email"], contact["passphrase"])}


def _first(group: list[dict[str, Any]]) -> Person:
    each = group[0]
    return Person(each["key"], str(each.get("nickname") or each["email"]), each["passphrase"])
