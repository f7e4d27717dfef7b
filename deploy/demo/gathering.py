"""What comes before and beside the text: ideas, workshops, a survey, and what people say about each part."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from deploy.demo.asking import StoryWentWrong
from deploy.demo.cast import Story


def gather(story: Story) -> None:
    """Collect ideas online and at workshops, and ask in a survey."""
    gathering = story.sample.gathering
    for idea in gathering["ideas"]:
        words = {"text": idea["text"], "theme": idea["theme"]}
        made = story.act(idea["by"], story.at("specification", "/ideas"), words)["contribution_id"]
        story.idea_ids[idea["key"]] = [made]
        for key in idea["supported_by"]:
            address = story.at("specification", f"/ideas/{made}/support")
            story.act(key, address, {"supports": True}, method="PUT")
    for workshop in gathering["workshops"]:
        _hold(story, workshop)
    notes = sum(len(each["stickies"]) for each in gathering["workshops"])
    story.tell(f"  {len(gathering['ideas'])} ideas, and {notes} more from {len(gathering['workshops'])} workshops")
    _ask(story, gathering["survey"])


def _hold(story: Story, workshop: dict[str, Any]) -> None:
    told = {name: workshop[name] for name in ("venue", "took_part", "asked")}
    told["held_on"] = story.system.clock.now().date().isoformat()
    made = story.act(workshop["by"], story.at("specification", "/workshops"), told)["workshop_id"]
    address = story.at("specification", f"/workshops/{made}/stickies")
    typed = {name: workshop[name] for name in ("stickies", "theme", "heading")}
    notes = story.act(workshop["by"], address, typed)
    story.idea_ids[workshop["heading"]] = [each["contribution_id"] for each in notes]


def _ask(story: Story, survey: dict[str, Any]) -> None:
    """Make a survey, open it with one code for everybody, let people answer it, and close it."""
    at = story.at("specification", "/surveys")
    words = {name: survey[name] for name in ("title", "intro", "questions")} | {"asks_age": False}
    made = story.act(survey["by"], f"{at}.json", words)
    here = f"{at}/{made['survey_id']}"
    opening = {"way": "shared", "words_hash": made["words_hash"]}
    opened = story.act(survey["opened_by"], f"{here}/openings.json", opening)
    code = _code(story, survey["opened_by"], f"{here}/sheet")
    count = 0
    for group in survey["answers"]:
        chosen = {each["id"]: str(n) for each, n in zip(opened["questions"], group["choices"], strict=True)}
        for _ in range(group["times"]):
            story.system.send_page(f"/specification/surveys/{code}", chosen)
            count += 1
    story.act(survey["opened_by"], f"{here}/closings.json")
    story.tell(f"  {count} young people answered a survey without saying who they are")


def _code(story: Story, key: str, path: str) -> str:
    """Return the code of a survey. It stands on the sheet alone, which is a page."""
    found = re.search(r'co-sheet__code">([^<]+)<', story.system.read_page(story.person(key), path))
    if found is None:
        raise StoryWentWrong(f"The sheet at {path} shows no code.")
    return unescape(found[1])


def discuss(story: Story, key: str, clause: dict[str, Any]) -> dict[str, Any]:
    """Say why a clause matters, explain its words, comment, and decide what is suggested. Returns it as it stands."""
    about: dict[str, Any] = next((each for each in story.sample.gathering["cards"] if each["clause"] == key), {})
    here = story.at("specification", f"/clauses/{clause['clause_id']}")
    if "why" in about:
        story.act(about["why"]["by"], f"{here}/why", {"text": about["why"]["text"]})
    for each in about.get("hard_words", ()):
        story.act(each["by"], f"{here}/hard-words", {"word": each["word"], "meaning": each["meaning"]})
    for each in about.get("comments", ()):
        story.act(each["by"], f"{here}/comments", {"text": each["text"]})
    for each in about.get("suggestions", ()):
        # Nobody types at the same time here, so each version is one change after the last.
        words = {"text": each["text"], "why": each["why"], "number": clause["version"] - 1}
        made = story.act(each["by"], f"{here}/suggestions", words)["contribution_id"]
        address = story.at("specification", f"/suggestions/{made}/decision")
        story.act(each["decided_by"], address, {"takes": each["takes"], "reason": each["reason"]})
        clause = clause | {"version": clause["version"] + each["takes"]}
    return clause


def answer(story: Story) -> None:
    """Say which clauses grew from which ideas, and answer every idea: you said, we did."""
    gathering, count = story.sample.gathering, 0
    for each in (*gathering["ideas"], *gathering["workshops"]):
        ids = [story.clause_ids[key] for key in each["clauses"]]
        for idea_id in story.idea_ids[each.get("key", each.get("heading"))]:
            by = each.get("answered_by", each["by"])
            if ids:
                address = story.at("specification", f"/ideas/{idea_id}/clauses")
                story.act(each["by"], address, {"clause_ids": ids}, method="PUT")
            address = story.at("specification", f"/contributions/{idea_id}/answer")
            story.act(by, address, {"answer": each["answer"], "reason": each["reason"]})
            count += 1
    story.tell(f"  {count} ideas have an answer, with a reason")
