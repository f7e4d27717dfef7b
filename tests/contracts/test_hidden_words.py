"""Words that are hidden or wait to be checked, and votes not counted yet, come back to nobody who may not read them.

Every address of every service is asked by everybody, with the ids of what was written. Addresses are read from the URL
maps, so a new one joins by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from shared.canonical import time_text
from shared.roles import Role
from tests.contracts.needles import Needles
from tests.contracts.walking import NOBODYS, READS, Copy, routes
from tests.town import Commission, Town

HIDDEN, WAITING, REPORTED, VOTED = "zorvexilon", "quimbraster", "wyvernoffry", "yttrabungle"
YOUNG, FACILITATOR, COMMISSIONER = f"{Role.YOUNG_PERSON} here", f"{Role.FACILITATOR} here", f"{Role.COMMISSIONER} here"
# Who still reads what, and where: whoever wrote it, and whoever decides about it.
READ_BY = {
    HIDDEN: {YOUNG: "my-words my-data.json <idea> contributions ideas wall group support",
             FACILITATOR: "hiding clauses versions words write keep <idea> answer contributions group ideas wall "
             "card comment hard-word suggest why",
             COMMISSIONER: "hiding clauses versions words write keep <idea> answer contributions ideas wall "
             "card comment hard-word suggest why"},
    WAITING: {YOUNG: "my-words my-data.json waiting-texts contributions ideas wall",
              FACILITATOR: "words <text> waiting-texts check"},
    REPORTED: {"evaluator here": "my-data.json", FACILITATOR: "reports reported <report> settlement",
               COMMISSIONER: "reports reported <report> settlement"},
    VOTED: {YOUNG: "my-data.json decisions <decision> vote"},
}  # fmt: skip
CRITERION = {"question": "How?", "guidance": "", "word_limit": 100, "weight": "100.00", "descriptors": list("abcdef")}


@dataclass
class Written:
    """A town in which words were agreed by everybody and then hidden, others wait, and others are in a report."""

    town: Town
    here: Commission
    ids: dict[str, str]
    callers: dict[str, str]
    # What an act has to bring with it, by the last part of its address; other acts say all by their address.
    bodies: dict[str, Any]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    town = Town(tmp_path_factory.mktemp("words"))
    here, elsewhere = town.commission(), town.commission()
    at = f"/specification/commissions/{here.id}"
    young, facilitator = here.tokens[Role.YOUNG_PERSON], here.tokens[Role.FACILITATOR]

    def draft(word: str) -> str:
        made = town.ask("POST", f"{at}/clauses", young, {"heading": f"On {word}", "text": f"It is {word}."})
        return str(made["clause_id"])

    clause_id, kept = draft(HIDDEN), draft("open")
    for each in (clause_id, kept):
        agreed = {"version": 1, "reason": "A show of hands."}
        town.ask("POST", f"{at}/clauses/{each}/agreement", facilitator, agreed)
    criteria = [{**CRITERION, "panel": panel, "title": panel} for panel in ("young_people", "adults")]
    town.ask("PUT", f"{at}/criteria", facilitator, {"criteria": criteria, "version": 0, "reason": "Set."})
    sha256 = town.ask("GET", f"{at}/document", young)["sha256"]
    town.ask("POST", f"{at}/sign-offs", young, {"sha256": sha256})
    signed = town.ask("POST", f"{at}/sign-offs", here.tokens[Role.COMMISSIONER], {"sha256": sha256})
    assert signed["agreed_sha256"], "all of it is in the trail"
    hiding = {"version": 1, "hides": True, "reason": "It names somebody."}
    town.ask("POST", f"{at}/clauses/{clause_id}/hiding", facilitator, hiding)
    idea = town.ask("POST", f"{at}/ideas", young, {"text": f"An idea on {HIDDEN}.", "theme": "none"})["contribution_id"]
    town.ask("POST", f"{at}/contributions/{idea}/hiding", facilitator, {"hides": True, "reason": "It names somebody."})
    town.ask("PUT", f"{at}/checking", here.tokens[Role.COMMISSIONER], {"checks_young_texts": True})
    text_id = draft(WAITING)
    town.ask("POST", f"{at}/ideas", young, {"text": f"An idea on {WAITING}.", "theme": "none"})
    report = {"version": 1, "why": "hurts_somebody", "words": f"See {REPORTED}."}
    reporter = here.tokens[Role.EVALUATOR]
    report_id = town.ask("POST", f"{at}/clauses/{kept}/reports", reporter, report)["report_id"]
    (waiting,) = [each for each in town.ask("GET", f"{at}/waiting-texts", facilitator) if each["text_id"] == text_id]
    asked = {
        "way": "consent",
        "question": "Shall we?",
        "quorum": 1,
        "closes_at": time_text(town.now + timedelta(days=9)),
    }
    decision_id = town.ask("POST", f"{at}/decisions", facilitator, asked)["decision_id"]
    objection = {"answer": "object", "reason": f"It is {VOTED}."}
    town.ask("PUT", f"{at}/decisions/{decision_id}/vote", young, objection)
    ids = {
        "decision_id": str(decision_id),
        "commission_id": here.id,
        "clause_id": clause_id,
        "text_id": text_id,
        "report_id": str(report_id),
        "contribution_id": str(idea),
    }
    callers = {
        "signed out": "", **{f"{role} here": here.tokens[role] for role in Role},
        **{f"{role} elsewhere": elsewhere.tokens[role] for role in (Role.FACILITATOR, Role.YOUNG_PERSON)},
    }  # fmt: skip
    yield Written(town, here, ids, callers, {"check": {"written_at": waiting["written_at"]}})
    town.close()


def requests(written: Written) -> Iterator[tuple[str, str]]:
    """Every method and path, with the ids of what was written where one fits."""
    for _, rule, method in routes(written.town):
        names = sorted(rule.arguments)
        for chosen in product(*({written.ids.get(name, NOBODYS), NOBODYS} for name in names)):
            values: dict[str, Any] = dict(zip(names, chosen, strict=True))
            if values.get("commission_id") == NOBODYS:
                continue
            try:
                built = rule.build(values, append_unknown=False)
            except ValueError:
                built = rule.build({**dict.fromkeys(names, 1), "commission_id": written.here.id}, append_unknown=False)
            assert built is not None
            yield method, built[1]


def test_hidden_waiting_and_reported_words_come_back_to_nobody_who_may_not_read_them(written: Written) -> None:
    needles = Needles((HIDDEN, WAITING, REPORTED, VOTED))
    found: dict[str, dict[str, set[str]]] = {word: {} for word in needles.words}
    asked, copy = 0, Copy(written.town)
    for method, path in requests(written):
        if method in ("HEAD", "OPTIONS"):
            continue
        for name, token in written.callers.items():
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            body = written.bodies.get(_last(path, written.ids), {})
            content: dict[str, Any] = {} if method in READS else {"json": body}
            answer = written.town.client.request(method, path, headers=headers, **content)
            asked += 1
            for word in needles.found_in(f"{answer.headers}\n{answer.text}"):
                found[word].setdefault(name, set()).add(_last(path, written.ids))
            if method not in READS:
                copy.put_back()
    copy.close()
    assert asked > 1000
    assert found == {word: {who: set(where.split()) for who, where in read.items()} for word, read in READ_BY.items()}


def _last(path: str, ids: dict[str, str]) -> str:
    last = path.rsplit("/", 1)[-1]
    kinds = {"text_id": "<text>", "report_id": "<report>", "decision_id": "<decision>", "contribution_id": "<idea>"}
    return {ids[name]: kind for name, kind in kinds.items()}.get(last, last)


@pytest.mark.parametrize("role", Role)
def test_what_was_hidden_says_so_in_the_trail_and_comes_back_when_it_is_shown(written: Written, role: Role) -> None:
    timeline = f"/decision_trail/commissions/{written.here.id}/timeline"
    before = str(written.town.ask("GET", timeline, written.here.tokens[role]))
    assert ("Hidden, and the group was told why." in before) == (role is not Role.PROVIDER)
    copy = Copy(written.town)
    shown = {"version": 1, "hides": False, "reason": "It was no name."}
    path = f"/specification/commissions/{written.here.id}/clauses/{written.ids['clause_id']}/hiding"
    written.town.ask("POST", path, written.here.tokens[Role.FACILITATOR], shown)
    after = str(written.town.ask("GET", timeline, written.here.tokens[role]))
    assert (HIDDEN in after) == (role is not Role.PROVIDER)
    copy.put_back()
    copy.close()
