"""One whole commission, told through the public API on each engine, and once more in a time of its own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.clock import WallClock
from deploy.demo.material import Sample, read_sample
from deploy.demo.mishap import Mishap
from deploy.demo.result import StoryResult, told
from deploy.demo.story import tell_the_story
from deploy.specification_file import hash_of_specification
from shared.canonical import canonical_json
from shared.settings import Settings
from tests.stories.telling import bare_text, entries, in_one_process, say_nothing, types_by_service
from tests.system import SECRET, SETUP_CODE, DistributedSystem, EmbeddedSystem, RunningSystem


@pytest.fixture(scope="module")
def sample() -> Sample:
    return read_sample()


@pytest.fixture(scope="module")
def ended(system: EmbeddedSystem | DistributedSystem, sample: Sample) -> StoryResult:
    """The story as people live it: over HTTP, in real time, until the standstill runs."""
    clock = WallClock()
    settings = Settings(database_url=system.database_url("youth_panel"), secret=SECRET, setup_code=SETUP_CODE)
    return tell_the_story(
        system.client, sample, setup_code=SETUP_CODE, until="standstill", clock=clock, progress=say_nothing,
        mishap=Mishap(settings, clock),
    )  # fmt: skip


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory, sample: Sample) -> Iterator[StoryResult]:
    """The same story without a network and without waiting, to compare with."""
    yield from in_one_process(tmp_path_factory.mktemp("reference"), sample, "standstill")


def test_the_bids_are_ranked_by_the_published_rules(ended: StoryResult) -> None:
    ranked = [(each.place, each.organisation, each.total.quantize(Decimal("0.01"))) for each in ended.ranking]
    assert ranked == [
        (1, "clubs_together", Decimal("84.49")),
        (2, "kindling_house", Decimal("76.97")),
        (3, "everstep", Decimal("69.20")),
        (4, "wendle_valley", Decimal("66.06")),
        (None, "talkfirst", ranked[4][2]),
    ]
    assert "Safe care: agreed 1, at least 2" in ended.ranking[4].excluded_because


def test_the_young_people_s_choice_stands_and_without_them_it_would_be_another(ended: StoryResult) -> None:
    assert (ended.chosen, ended.votes_for, ended.votes_cast) == ("clubs_together", 7, 9)
    assert ended.without_young_people == "everstep"
    assert ended.smallest_share_that_changes is not None
    assert Decimal(28) < ended.smallest_share_that_changes < Decimal(29)


def test_the_trail_holds_each_step_and_links_each_to_the_one_before(ended: StoryResult) -> None:
    counts = Counter(each["type"] for each in ended.entries)
    expected = {
        "specification.commission_started.v1": 1,
        "specification.workshop_recorded.v1": 2,
        "specification.survey_closed.v1": 1,
        "specification.contribution_answered.v1": 16,
        "specification.decision_closed.v1": 1,
        "specification.clause_agreed.v1": 15,
        "specification.sign_off_voided.v1": 1,
        "specification.specification_signed.v1": 12,
        "specification.specification_agreed.v1": 1,
        "tendering.tender_published.v1": 1,
        "tendering.bid_submitted.v1": 6,
        "tendering.bid_withdrawn.v1": 1,
        "tendering.late_bid_refused.v1": 1,
        "tendering.opening_begun.v1": 2,
        "tendering.bids_opened.v1": 1,
        "tendering.bid_opened.v1": 5,
        "youth_panel.practice_finished.v1": 12,
        "youth_panel.interest_declared.v1": 60,
        "youth_panel.seat_recused.v1": 1,
        "youth_panel.bid_scored.v1": 59,
        "youth_panel.scores_revealed.v1": 5,
        "youth_panel.score_agreed.v1": 30,
        "youth_panel.scores_locked.v1": 1,
        "tendering.prices_opened.v1": 1,
        "youth_panel.ranking_made.v1": 1,
        "youth_panel.choice_voted.v1": 9,
        "youth_panel.provider_chosen.v1": 1,
        "youth_panel.choice_confirmed.v1": 1,
        "tendering.assessment_summary_sent.v1": 5,
        "tendering.award_decided.v1": 1,
    }
    assert {name: counts[name] for name in expected} == expected
    assert len(ended.entries) == ended.trail_length
    assert [each["position"] for each in ended.entries] == list(range(1, ended.trail_length + 1))
    assert all(later["previous_hash"] == earlier["hash"] for earlier, later in pairwise(ended.entries))
    assert ended.entries[-1]["hash"] == ended.trail_head


def test_the_text_as_it_was_signed_has_the_same_form_and_its_hash_on_every_engine(
    ended: StoryResult, reference: StoryResult
) -> None:
    for result in (ended, reference):
        (agreed,) = [e["data"] for e in result.entries if e["type"] == "specification.specification_agreed.v1"]
        taken_along = json.dumps(result.specification, indent=2).encode()
        assert hash_of_specification(taken_along) == agreed["sha256"]
    # Ids are drawn anew in each telling. With the same ones, every character is the same.
    one, other = (canonical_json(with_keys(each.specification, each.known)) for each in (ended, reference))
    assert one == other


def with_keys(value: Any, known: dict[str, str]) -> Any:
    """A text with the sample's keys for its ids, and with the days of its timetable aside."""
    if isinstance(value, dict):
        return {name: with_keys(inner, known) for name, inner in value.items() if name != "timetable"}
    if isinstance(value, list):
        return [with_keys(inner, known) for inner in value]
    return known.get(value, value) if isinstance(value, str) else value


def test_scores_that_disagree_movements_and_the_dissent_are_on_the_record(ended: StoryResult) -> None:
    agreed = [each["data"]["agreed"] for each in ended.entries if each["type"] == "youth_panel.score_agreed.v1"]
    own = [
        score
        for each in ended.entries
        if each["type"] == "youth_panel.scores_revealed.v1"
        for score in each["data"]["scores"]
    ]
    assert max(score["score"] for score in own) - min(score["score"] for score in own) >= 2
    assert sum(len(each["movements"]) for each in agreed) == 62
    dissents = [dissent for each in agreed for dissent in each["dissents"]]
    assert [ended.known[each["seat_id"]] for each in dissents] == ["young_4"]
    assert "My nought stands." in dissents[0]["reason"]


def test_what_was_set_aside_was_taken_again(system: RunningSystem, ended: StoryResult) -> None:
    assert ended.ranking
    answer = system.command("set-aside", "list", "youth_panel")
    assert "Nothing is set aside." in answer.stdout, answer.stdout + answer.stderr


def test_the_trail_holds_nobody_s_name(ended: StoryResult, sample: Sample) -> None:
    text = canonical_json(list(ended.entries)).decode()
    people = [each for group, listed in sample.people.items() if group != "sample_only" for each in listed]
    people += [each["contact"] for each in sample.people["organisations"]]
    wanted = {each[part] for each in people for part in ("name", "nickname", "email") if part in each}
    named = {name for name in wanted - {each["name"] for each in sample.people["organisations"]} if name in text}
    assert named == set()


def test_every_engine_tells_the_same_story(ended: StoryResult, reference: StoryResult) -> None:
    assert [(each.place, each.organisation, each.total) for each in ended.ranking] == [
        (each.place, each.organisation, each.total) for each in reference.ranking
    ]
    assert (ended.chosen, ended.votes_for) == (reference.chosen, reference.votes_for)
    assert types_by_service(ended) == types_by_service(reference)
    assert Counter(map(bare_text, entries(ended))) == Counter(map(bare_text, entries(reference)))


def test_the_story_goes_on_to_the_contract_when_the_standstill_is_over(tmp_path: Path, sample: Sample) -> None:
    for result in in_one_process(tmp_path, sample, "contract"):
        signed = next(each for each in result.entries if each["type"] == "tendering.contract_signed.v1")
        assert signed["occurred_at"] >= result.standstill_ends
        assert "The contract is signed." in "\n".join(told(result, sample))
