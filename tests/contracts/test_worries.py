"""What somebody says to the safeguarding leads comes back to nobody else: not by any address, and not in any trace.

Every address of every service is asked by everybody, with the ids of what was said. Addresses are read from the URL
maps, so a new one joins by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from deploy.services import NAMES
from services.people.background import remind_once
from services.people.models import Account, SafeguardingLead
from services.people.use_cases.name_safeguarding_lead import name_safeguarding_lead
from shared.roles import Role
from tests.contracts.needles import Needles
from tests.contracts.test_sealed import logs_into
from tests.contracts.walking import NOBODYS, READS, Copy, routes
from tests.town import PASSPHRASE, Commission, Town

CANARIES = ("zorvexilon", "quimbraster", "jaxtolludge", "wyvernoffry", "moxzephamble", "kyrvoolwick")
SENT, NAME, CONTACT, ADDED, OWN, CLOSING = CANARIES


@dataclass
class Spoken:
    """A town in which somebody has spoken, and who asks there."""

    town: Town
    here: Commission
    ids: dict[str, list[str]]
    callers: dict[str, str]
    leads: dict[str, str]
    reference: str
    log: Path

    def rows(self, service: str, *but: str) -> str:
        engine = self.town.runtime(service).engine
        with engine.connect() as connection:
            names = [name for name in inspect(connection).get_table_names() if name not in but]
            found = [row for name in names for row in connection.execute(text(f"SELECT * FROM {name}"))]  # noqa: S608
        return "\n".join(str(tuple(row)) for row in found)


def lead(town: Town, where: Commission | None) -> str:
    """Somebody of staff who is a lead there, or everywhere."""
    email = f"lead-{len(town.runtime('people').settings.secret)}-{id(where)}@example.org"
    body = {
        "kind": "staff",
        "email": email,
        "name": "A lead",
        "passphrase": PASSPHRASE,
        "invite_code": "SETUP-CODE-FOR-TESTS",
    }
    town.ask("POST", "/people/accounts", body=body)
    if where is not None:
        path = f"/people/commissions/{where.id}/safeguarding-leads"
        town.ask("POST", path, where.tokens[Role.COMMISSIONER], {"email": email})
    else:
        with town.runtime("people").sessions.begin() as session:
            name_safeguarding_lead(session, email=email, commission_id=None, caller=None, now=town.now)
    return town.sign_in(email)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spoken]:
    folder = tmp_path_factory.mktemp("worries")
    with logs_into(folder / "log"):
        town = Town(folder)
        here, elsewhere = town.commission(), town.commission()
        leads = {"a lead here": lead(town, here)}
        others = {"a lead elsewhere": lead(town, elsewhere), "a fallback lead": lead(town, None)}
        body = {"words": f"It is {SENT}.", "name": NAME, "contact": f"{CONTACT}@example.org", "commission_id": here.id}
        reference = town.ask("POST", "/people/worries", body=body)["reference"]
        town.ask("POST", "/people/worry-words", body={"reference": reference, "words": f"And {ADDED}."})
        young = here.tokens[Role.YOUNG_PERSON]
        town.ask("POST", "/people/me/worries", young, {"words": f"My {OWN}.", "commission_id": here.id})
        own, first = (each["worry_id"] for each in town.ask("GET", "/people/worries", leads["a lead here"]))
        for worry_id in (own, first):
            town.ask("POST", f"/people/worries/{worry_id}/looks", leads["a lead here"])
        done = {"step": "closed", "outcome": "passed_on", "words": f"Told {CLOSING}."}
        town.ask("POST", f"/people/worries/{first}/steps", leads["a lead here"], done)
        assert remind_once(town.runtime("people")) == 1
        town.system.settle()
        with town.runtime("people").read_sessions() as session:
            lead_ids = [row.lead_id for row in session.query(SafeguardingLead)]
            holder_ids = [row.holder_id for row in session.query(Account)][:3]
        ids = {"commission_id": [here.id], "worry_id": [own, first], "lead_id": lead_ids[:1], "holder_id": holder_ids}
        callers = {
            "signed out": "", **{f"{role} here": here.tokens[role] for role in Role},
            **{f"{role} elsewhere": elsewhere.tokens[role] for role in Role}, **others,
        }  # fmt: skip
        yield Spoken(town, here, ids, callers, leads, reference, folder / "log")
        town.close()


def requests(spoken: Spoken) -> list[tuple[str, str]]:
    """Every method and path, with the ids of what was said where one fits."""
    found = []
    for _, rule, method in routes(spoken.town):
        names = sorted(rule.arguments)
        for chosen in product(*(spoken.ids.get(name, [NOBODYS]) for name in names)):
            values: dict[str, Any] = dict(zip(names, chosen, strict=True))
            try:
                built = rule.build(values, append_unknown=False)
            except ValueError:
                built = rule.build({**dict.fromkeys(names, 1), **values}, append_unknown=False)
            assert built is not None
            found.append((method, built[1]))
    return found


def walk(spoken: Spoken, callers: Mapping[str, str], *, known_code: bool = False) -> dict[str, set[str]]:
    """Ask everything as everybody; return what was found, by who asked and what for."""
    needles, found = Needles(CANARIES), {}
    copy = Copy(spoken.town)
    for method, path in requests(spoken):
        if method in ("HEAD", "OPTIONS"):
            continue
        for name, token in callers.items():
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            body: Any = {"reference": spoken.reference} if known_code and "/worry" in path else {}
            content: dict[str, Any] = {} if method in READS else {"json": body}
            answer = spoken.town.client.request(method, path, headers=headers, **content)
            held = needles.found_in(f"{answer.headers}\n{answer.text}")
            if held:
                found[f"{name}: {method} {path}"] = held
            if method not in READS:
                copy.put_back()
    copy.close()
    return found


def test_nothing_of_it_comes_back_to_anybody_but_a_lead(spoken: Spoken) -> None:
    assert len(requests(spoken)) * len(spoken.callers) > 1000
    assert walk(spoken, spoken.callers) == {}


def test_whoever_has_the_code_reads_none_of_the_words(spoken: Spoken) -> None:
    assert walk(spoken, {"the sender": "", "somebody": spoken.here.tokens[Role.COMMISSIONER]}, known_code=True) == {}


def test_the_lead_reads_all_of_it_so_the_walk_would_see_a_leak(spoken: Spoken) -> None:
    found = walk(spoken, spoken.leads)
    assert {word for held in found.values() for word in held} == set(CANARIES)
    paths = {asked.split(" ")[-1] for asked in found}
    assert all(path.startswith(("/people/worries/", "/people/safeguarding/")) for path in paths), paths
    assert len(paths) == 4, "two worries, each as a page and as JSON"


@pytest.mark.parametrize("service", NAMES)
def test_no_event_no_table_and_no_file_holds_it(spoken: Spoken, service: str) -> None:
    needles = Needles(CANARIES)
    assert needles.found_in(spoken.rows(service)) == set()
    database = Path(str(spoken.town.runtime(service).engine.url.database))
    for path in database.parent.glob(f"{database.name}*"):
        assert needles.found_in(path.read_bytes().decode("latin-1")) == set(), path.name


def test_no_log_line_and_no_metric_tells_of_it(spoken: Spoken) -> None:
    lines = spoken.log.read_text()
    assert lines.count("\n") > 20
    assert Needles([*CANARIES, spoken.reference]).found_in(lines) == set()
    assert "worr" not in lines, "not even that somebody was at the address"
    for service in NAMES:
        metrics = spoken.town.send("GET", f"/{service}/metrics").text
        assert "worr" not in metrics


def test_the_trail_says_that_the_route_is_there_and_nothing_else(spoken: Spoken) -> None:
    entries = spoken.rows("decision_trail", "inbox")
    assert "people.safeguarding_leads_changed.v1" in entries
    for worry_id in spoken.ids["worry_id"]:
        assert all(worry_id not in spoken.rows(service) for service in NAMES if service != "people")
    timeline = spoken.town.ask(
        "GET", f"/decision_trail/commissions/{spoken.here.id}/timeline", spoken.here.tokens[Role.AUDITOR]
    )
    assert "safeguarding_reminder" not in str(timeline), "when somebody spoke is in no commission's record"


def test_the_reminder_has_reached_the_lead(spoken: Spoken) -> None:
    (message,) = spoken.town.ask("GET", "/notifications/messages", spoken.leads["a lead here"])
    assert (message["notice"], message["commission_id"]) == ("safeguarding", None)
    for name, token in spoken.callers.items():
        if token:
            notices = [each["notice"] for each in spoken.town.ask("GET", "/notifications/messages", token)]
            assert "safeguarding" not in notices, name
