"""A whole commission, stage by stage, as its people would live it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

import httpx

from deploy.demo import co_writing, gathering, getting_ready, panel, tender, trail
from deploy.demo.asking import System
from deploy.demo.cast import Story
from deploy.demo.clock import StoryClock
from deploy.demo.material import Sample
from deploy.demo.mishap import Mishap
from deploy.demo.result import Ranked, StoryResult

Until = Literal["standstill", "contract"]
_LAST = {
    "The standstill runs.": "tendering.award_decided.v1",
    "The contract is signed.": "tendering.contract_signed.v1",
}
_ROLES = ("commissioners", "facilitators", "evaluators", "board_members", "auditors")


def tell_the_story(
    client: httpx.Client, sample: Sample, *, setup_code: str, until: Until, clock: StoryClock,
    progress: Callable[[str], None], overrides: Mapping[str, Any] | None = None, mark: str = "",
    mishap: Mishap | None = None,
) -> StoryResult:  # fmt: skip
    """Drive one commission through the public API of a running system, and return what came of it.

    client: asks the system, over HTTP or in this process. until: stop when the standstill runs, or go on to the
    contract, for which the clock has to be one that can be stepped, or the plan one without a standstill.
    overrides: parts of the plan that differ from the sample's. mark: letters that make the names of this telling
    its own, so that the story can be told again on the same system. mishap: lets one event be set aside and
    retried. Raises StoryWentWrong, which says what was asked and what was answered.
    """
    began = clock.now()
    plan = getting_ready.plan_of(began.date(), sample.commission, dict(overrides or {}))
    story = Story(System(client, clock), sample, progress, setup_code, plan, mark)
    _prepare(story, began)
    _tender(story, began, mishap)
    _judge(story, began)
    reached = _award(story, began, until)
    return _result(story, reached)


def _stage(story: Story, began: datetime, stage: str, title: str) -> None:
    """Announce a stage, and let it be its planned day where time can be stepped."""
    planned = {each["stage"]: each["begins_after_days"] for each in story.sample.commission["timetable"]}
    story.system.clock.let_pass_until(began + timedelta(days=planned[stage]))
    story.tell(f"{story.system.clock.now():%d %B %Y}  {title}")


def _prepare(story: Story, began: datetime) -> None:
    _stage(story, began, "getting_ready", "Getting ready")
    getting_ready.start_commission(story)
    getting_ready.invite_everybody(story)
    _stage(story, began, "co_writing", "Writing the specification together")
    gathering.gather(story)
    co_writing.write_clauses(story)
    gathering.answer(story)
    co_writing.set_criteria(story)
    co_writing.sign(story)


def _tender(story: Story, began: datetime, mishap: Mishap | None) -> None:
    _stage(story, began, "tender_open", "The tender")
    getting_ready.register_providers(story)
    closes_at = tender.publish(story)
    tender.bid(story, closes_at)
    _stage(story, began, "opening", "Opening the bids")
    events = 1 + len(story.sample.assessed())
    with mishap.stumble(story.commission_id, events, story.tell) if mishap else nullcontext():
        tender.open_together(story)


def _judge(story: Story, began: datetime) -> None:
    panel.form_and_practise(story)
    _stage(story, began, "scoring", "Scoring, each seat alone")
    panel.score_alone(story)
    _stage(story, began, "moderation", "Agreeing the scores")
    panel.moderate(story)
    _stage(story, began, "choice", "Choosing")
    panel.choose(story)


def _award(story: Story, began: datetime, until: Until) -> str:
    _stage(story, began, "award", "The award")
    ends_at = tender.award(story)
    if until == "standstill":
        return "The standstill runs."
    story.system.clock.go_to(ends_at)
    _stage(story, began, "contract", "The contract")
    tender.sign_contract(story)
    return "The contract is signed."


def _result(story: Story, reached: str) -> StoryResult:
    found = story.read("young_1", story.at("youth_panel", "/ranking"))
    choice = story.read("young_1", story.at("youth_panel", "/choice"))["rounds"][-1]
    award = story.read("commissioner_1", story.at("tendering", "/award"))
    document = story.read("auditor_1", story.at("specification", "/document"))
    sensitivity = found["sensitivity"]
    without = next(each["bid_id"] for each in sensitivity["without_panel"] if each["panel"] == "young_people")
    share = sensitivity["smallest_share_that_changes"]
    head = trail.wait_for_end(story, _LAST[reached])
    return StoryResult(
        commission_id=story.commission_id, reached=reached,
        ranking=tuple(_ranked(story, each) for each in found["ranking"]),
        chosen=story.organisation_of(choice["bid_id"]), votes_for=choice["votes_for"],
        votes_cast=choice["votes_cast"], without_young_people=story.organisation_of(without) if without else "",
        smallest_share_that_changes=None if share is None else Decimal(share),
        trail_length=head["length"], trail_head=head["hash"], standstill_ends=award["standstill_ends_at"],
        acts=story.system.acts, specification=document["document"], sign_in=_sign_in(story),
        entries=trail.entries(story), known=story.known(),
    )  # fmt: skip


def _ranked(story: Story, each: dict[str, Any]) -> Ranked:
    organisation = story.organisation_of(each["bid_id"])
    scores = {part["panel"]: Decimal(part["score"]) for part in each["panel_scores"]}
    return Ranked(
        organisation=organisation, label=each["label"], provider=story.sample.organisation_name(organisation),
        place=each["place"], total=Decimal(each["total"]), young_people=scores["young_people"],
        adults=scores["adults"], price=scores["price"], excluded_because=each["excluded_because"],
    )  # fmt: skip


def _sign_in(story: Story) -> tuple[str, ...]:
    """Return a line per role: whom to sign in as, and with which words."""
    shown = [(role.removesuffix("s"), story.keys_of(role)[0]) for role in _ROLES]
    shown += [("young person", "young_6"), ("provider", f"provider_{story.sample.choice['votes'][0]['for']}")]
    people = [(role.replace("_", " "), story.person(key)) for role, key in shown]
    width = max(len(person.sign_in_name) for _, person in people)
    return tuple(f"  {role:13} {person.sign_in_name:{width}}  {person.passphrase}" for role, person in people)
