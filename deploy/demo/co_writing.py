"""Writing the specification together: drafts, changes with reasons, agreement, criteria, signatures."""

from __future__ import annotations

from typing import Any

from deploy.demo.cast import Story


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
    """Set the criteria; weights that do not total 100 are refused first."""
    wanted = [{name: value for name, value in each.items() if name != "key"} for each in story.sample.criteria]
    address = story.at("specification", "/criteria")
    lopsided = [wanted[0] | {"weight": "31"}, *wanted[1:]]
    wrong = {"criteria": lopsided, "version": 0}
    story.refused("facilitator_1", address, wrong, status=422, code="criteria_are_inconsistent", method="PUT")
    found = story.act("facilitator_1", address, {"criteria": wanted, "version": 0}, method="PUT")
    ids = {each["title"]: each["criterion_id"] for each in found["criteria"]}
    story.criterion_ids.update({each["key"]: ids[each["title"]] for each in story.sample.criteria})
    story.tell(f"  {len(wanted)} criteria set; a list whose weights total 101 was refused")


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
