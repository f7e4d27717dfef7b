"""The panel: practice, interests, each seat's own scores, what is agreed, and the choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deploy.demo.cast import Story


def form_and_practise(story: Story) -> None:
    """Name the seats that score; each scores the practice bid and says what ties it has to each bidder."""
    story.read("facilitator_1", story.at("youth_panel", "/providers"), lambda found: len(found) == _bids(story))
    body = {
        "young_people": [story.seat(key) for key in story.keys_of("young_people")],
        "adults": [story.seat(key) for key in story.keys_of("evaluators")],
    }
    story.act("facilitator_1", story.at("youth_panel", "/panel"), body)
    first_bid = next(iter(story.sample.assessed()))
    for number, key in enumerate(_scorers(story)):
        if number == 0:
            address = story.at("youth_panel", f"/bids/{story.bid_ids[first_bid]}")
            story.refused(key, address, method="GET", status=403, code="practice_comes_first")
        practice = story.sample.practice["seats"][key]
        story.act(key, story.at("youth_panel", "/practice"), practice)
        _declare_interests(story, key, number)
    conflicts = story.sample.interests["conflicts"]
    story.tell(f"  12 seats have practised and declared their interests; {len(conflicts)} is recused from one bid")


def _bids(story: Story) -> int:
    return len(story.sample.assessed())


def _scorers(story: Story) -> list[str]:
    return [*story.keys_of("young_people"), *story.keys_of("evaluators")]


def _declare_interests(story: Story, key: str, number: int) -> None:
    interests = story.sample.interests
    for place, organisation in enumerate(story.sample.assessed()):
        special = [
            (each["words"], conflict)
            for conflict, listed in ((True, interests["conflicts"]), (False, interests["not_conflicts"]))
            for each in listed
            if (each["seat"], each["organisation"]) == (key, organisation)
        ]
        usual = interests["usual_words"][(number * 3 + place) % len(interests["usual_words"])]
        words, conflict = special[0] if special else (usual, False)
        body = {"organisation_id": story.organisation_ids[organisation], "conflict": conflict, "words": words}
        story.act(key, story.at("youth_panel", "/declarations"), body)


def score_alone(story: Story) -> None:
    """Let each seat read each bid that it may judge and hand in its own scores, unseen by the others."""
    sheets = 0
    for organisation in story.sample.assessed():
        address = story.at("youth_panel", f"/bids/{story.bid_ids[organisation]}")
        for key in _scorers(story):
            if key not in story.sample.scores[organisation]:
                story.refused(key, address, method="GET", status=403, code="seat_is_recused")
                continue
            story.read(key, address)
            story.act(key, f"{address}/scores", {"scores": list(_own_scores(story, organisation, key))})
            sheets += 1
        story.act("facilitator_1", f"{address}/reveal")
    story.tell(f"  {sheets} sheets of scores handed in unseen, with reasons that point into the bid; then revealed")


def _own_scores(story: Story, organisation: str, key: str) -> Iterator[dict[str, Any]]:
    titles = {each["key"]: each["title"] for each in story.sample.criteria}
    for criterion, given in story.sample.scores[organisation][key].items():
        pointer = given["pointer"]
        yield {
            "criterion_id": story.criterion_ids[criterion],
            "score": given["score"],
            "reason": given["reason"],
            "points_to": f"{titles[pointer['question']]}: \u201c{pointer['words']}\u201d",
        }


def moderate(story: Story) -> None:
    """Agree a score for each bid and criterion, where own scores differ most first; then the chair signs off."""
    address = story.at("youth_panel", "/moderation-order")
    order = story.read("facilitator_1", address, lambda found: len(found) == _bids(story) * len(story.criterion_ids))
    widest = order[0]["gap"]
    criteria = {known: key for key, known in story.criterion_ids.items()}
    for place, item in enumerate(order):
        if place == len(order) - 1:
            _try_to_lock_too_early(story)
        _agree(story, story.organisation_of(item["bid_id"]), criteria[item["criterion_id"]])
    everything = [each for listed in story.sample.moderation.values() for each in listed]
    moved = sum(len(each["movements"]) for each in everything)
    dissents = sum(len(each["dissents"]) for each in everything)
    story.tell(f"  {len(order)} scores agreed, the furthest apart by {widest} points first")
    story.tell(f"  {moved} movements explained, {dissents} dissent kept in its own words")
    found = story.read("facilitator_1", story.at("youth_panel", "/completeness"))
    if not found["ready_to_lock"]:
        story.tell(f"  still missing: {found['missing']}")
    sign_off = story.sample.choice["chair_sign_off"]
    story.act(sign_off["by"], story.at("youth_panel", "/lock"), {"words": sign_off["reason"]})
    story.tell("  the record is complete; the chair signed it off and the scores are locked")


def _try_to_lock_too_early(story: Story) -> None:
    words = {"words": "All done, I think."}
    address = story.at("youth_panel", "/lock")
    problem = story.refused("facilitator_1", address, words, status=409, code="record_is_incomplete")
    story.tell(f"  one left out on purpose: the lock was refused, with a list of what is missing: {_kinds(problem)}")


def _kinds(problem: dict[str, Any]) -> str:
    return ", ".join(str(each["kind"]).replace("_", " ") for each in problem["missing"])


def _agree(story: Story, organisation: str, criterion: str) -> None:
    agreed = next(each for each in story.sample.moderation[organisation] if each["criterion"] == criterion)
    body = {
        "criterion_id": story.criterion_ids[criterion],
        "score": agreed["agreed"],
        "reason": agreed["reason"],
        "movements": [{"seat_id": story.seat(each["seat"]), "why": each["why"]} for each in agreed["movements"]],
        "dissents": [{"seat_id": story.seat(each["seat"]), "reason": each["reason"]} for each in agreed["dissents"]],
    }
    story.act(agreed["by"], story.at("youth_panel", f"/bids/{story.bid_ids[organisation]}/agreed-scores"), body)


def choose(story: Story) -> None:
    """Let the young people vote on the ranked bids, and the commissioner confirm what they chose."""
    story.read("young_1", story.at("youth_panel", "/ranking"))
    for vote in story.sample.choice["votes"]:
        body = {"bid_id": story.bid_ids[vote["for"]], "reason": vote["reason"]}
        story.act(vote["seat"], story.at("youth_panel", "/votes"), body)
    confirmation = story.sample.choice["confirmation"]
    story.act(confirmation["by"], story.at("youth_panel", "/confirmation"), {"reason": confirmation["reason"]})
    found = story.read("young_1", story.at("youth_panel", "/choice"))["rounds"][-1]
    votes = f"{found['votes_for']} of {found['votes_cast']}"
    story.tell(f"  {found['label']} was chosen by {votes}; the commissioner confirmed it, with reasons")
