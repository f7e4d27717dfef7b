"""Writing the specification together: drafts, changes with reasons, agreement, criteria, signatures."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from deploy.demo import gathering
from deploy.demo.cast import Story
from shared.canonical import time_text


def write_clauses(story: Story) -> None:
    """Draft each clause, change it as the sample tells, and record how the group agreed it."""
    changes = 0
    for clause in story.sample.clauses:
        first, *later = clause["drafts"]
        words = {"heading": clause["heading"], "text": first["text"]}
        found = story.act(first["by"], story.at("specification", "/clauses"), words)
        story.clause_ids[clause["key"]] = found["clause_id"]
        for draft in later:
            found = _change(story, found, draft)
            changes += 1
        found = gathering.discuss(story, clause["key"], found)
        _agree(story, found, clause["agreed_by"], clause["agreed_reason"])
    young = sum(clause["drafts"][-1]["by"].startswith("young") for clause in story.sample.clauses)
    count = len(story.sample.clauses)
    story.tell(f"  {count} clauses agreed after {changes} changes; {young} were last written by a young person")


def _change(story: Story, clause: dict[str, Any], draft: dict[str, Any]) -> dict[str, Any]:
    body = {
        "heading": clause["heading"],
        "text": draft["text"],
        "version": clause["version"],
        "reason": draft["reason"],
    }
    address = story.at("specification", f"/clauses/{clause['clause_id']}")
    found: dict[str, Any] = story.act(draft["by"], address, body, method="PUT")
    return found


def _agree(story: Story, clause: dict[str, Any], by: str, reason: str) -> None:
    address = story.at("specification", f"/clauses/{clause['clause_id']}/agreement")
    story.act(by, address, {"version": clause["version"], "reason": reason})


def set_criteria(story: Story) -> None:
    """Let dots say what counts most, write the criteria one by one, weigh them, and set them."""
    plan = story.sample.gathering
    drafts = story.at("specification", "/draft-criteria")
    _decide(story, plan["decision"])
    drafted = {each["key"]: _draft(story, drafts, each) for each in story.sample.criteria}
    for panel, by in plan["weighed_by"].items():
        given = [
            {"criterion_id": drafted[each["key"]], "weight": each["weight"], "was": "0"}
            for each in story.sample.criteria
            if each["panel"] == panel
        ]
        lopsided = [given[0] | {"weight": str(Decimal(given[0]["weight"]) + 1)}, *given[1:]]
        for weights in (lopsided, given):
            body = {"panel": panel, "weights": weights}
            if weights is lopsided:
                story.refused(by, f"{drafts}/weights", body, status=422, code="weights_are_wrong", method="PUT")
            else:
                story.act(by, f"{drafts}/weights", body, method="PUT")
    found = story.act(plan["set_by"], f"{drafts}/setting", {})
    ids = {each["title"]: each["criterion_id"] for each in found["criteria"]}
    story.criterion_ids.update({each["key"]: ids[each["title"]] for each in story.sample.criteria})
    young = sum(each["by"].startswith("young") for each in plan["drafted"].values())
    story.tell(f"  {len(ids)} criteria set, {young} written by young people; weights that total 101 were refused")


def _draft(story: Story, address: str, criterion: dict[str, Any]) -> str:
    about = story.sample.gathering["drafted"][criterion["key"]]
    words = {name: value for name, value in criterion.items() if name not in ("key", "weight")}
    words["clause_ids"] = [story.clause_ids[key] for key in about["clauses"]]
    return str(story.act(about["by"], address, words)["criterion_id"])


def _decide(story: Story, decision: dict[str, Any]) -> None:
    """Let the young people decide with dots; close when all have, and say what it means."""
    titles = {each["key"]: each["title"] for each in story.sample.criteria}
    now = story.system.clock.now()
    asked = {
        "way": decision["way"], "question": decision["question"], "dots": decision["dots"],
        "options": [titles[key] for key in decision["criteria"]], "quorum": len(decision["votes"]),
        "closes_at": time_text(now + timedelta(days=7)),
    }  # fmt: skip
    at = story.at("specification", "/decisions")
    here = f"{at}/{story.act(decision['by'], at, asked)['decision_id']}"
    for key, numbers in decision["votes"].items():
        story.act(key, f"{here}/vote", {"numbers": numbers}, method="PUT")
    found = story.act(decision["by"], f"{here}/closing", {"reason": "All have voted."})
    again = now.date() + timedelta(days=decision["look_again_after_days"])
    story.act(decision["by"], f"{here}/outcome", {"words": decision["means"], "look_again_on": again.isoformat()})
    story.tell(f"  with dots the group put first: {', '.join(found['options'][n] for n in found['winners'])}")


def sign(story: Story) -> None:
    """Sign the text; a late change voids the signatures, and everybody signs anew."""
    plan = story.sample.sign_off
    for key in plan["first_signers"]:
        _sign(story, key)
    change = plan["then_changed"]
    clauses = story.read(change["by"], story.at("specification", "/clauses"))
    clause = next(each for each in clauses if each["clause_id"] == story.clause_ids[change["clause"]])
    _agree(story, _change(story, clause, change), change["agreed_by"], change["agreed_reason"])
    signed = story.read(change["by"], story.at("specification", "/document"))["signed_by"]
    story.tell(f"  {len(plan['first_signers'])} signed, then a clause changed: {len(signed)} signatures are left")
    for key in plan["signers"]:
        _sign(story, key)
    _sign(story, plan["commissioner"])
    story.tell(f"  {len(plan['signers'])} young people and the council signed the text as it stands")


def _sign(story: Story, key: str) -> None:
    document = story.read(key, story.at("specification", "/document"), lambda found: bool(found["signable"]))
    story.act(key, story.at("specification", "/sign-offs"), {"sha256": document["sha256"]})
