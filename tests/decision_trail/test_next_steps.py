"""What is next for whom: a table over roles and situations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from services.decision_trail.rules.next_steps import NextStep, Situation, next_steps
from services.decision_trail.rules.stages import KEYS
from shared.reading_age import reading_age
from shared.roles import Role

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=8)
YOUNG, FACILITATOR, COMMISSIONER = Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER
EVALUATOR, PROVIDER = Role.EVALUATOR, Role.PROVIDER
PANEL: dict[str, Any] = {"panel_formed": True, "on_panel": True}
READY: dict[str, Any] = {**PANEL, "practised": True, "declared": True}


def at(stage: str, **facts: Any) -> Situation:
    return Situation(stage=stage, **facts)


# Who, in which situation, is told what: words of the step, and "act" or "wait".
TABLE: list[tuple[Role, Situation, str, str]] = [
    (YOUNG, at("getting_ready"), "Give an idea", "act"),
    (YOUNG, at("co_writing"), "Write a part of the text", "act"),
    (YOUNG, at("co_writing", clauses_agreed=True), "Now write what bids are scored on", "act"),
    (YOUNG, at("co_writing", clauses_open=True, decision_open=True), "Vote, if you have not", "act"),
    (YOUNG, at("co_writing", survey_open=True), "There is a survey", "act"),
    (COMMISSIONER, at("co_writing", text_ready=True, decision_open=True), "Vote, if you have not", "act"),
    (FACILITATOR, at("co_writing", clauses_agreed=True), "write what bids are scored on", "act"),
    (YOUNG, at("co_writing", clauses_open=True), "until you agree", "act"),
    (YOUNG, at("co_writing", clauses_agreed=True, text_ready=True), "sign it", "act"),
    (YOUNG, at("co_writing", text_ready=True, signed=True), "You have signed", "wait"),
    (YOUNG, at("co_writing", text_agreed=True, signed=True), "The text is agreed", "wait"),
    (YOUNG, at("tender_open", closes_at=LATER), "Nobody can read them yet", "wait"),
    (YOUNG, at("tender_open", closes_at=LATER, **PANEL), "Practise", "act"),
    (YOUNG, at("opening"), "time to open the bids", "act"),
    (YOUNG, at("opening", opened_by=frozenset({COMMISSIONER})), "time to open the bids", "act"),
    (YOUNG, at("opening", opened_by=frozenset({YOUNG})), "Now the council", "wait"),
    (YOUNG, at("training"), "You are not on it", "wait"),
    (YOUNG, at("training", **PANEL), "Practise", "act"),
    (YOUNG, at("training", **PANEL, practised=True), "if you know somebody there", "act"),
    (YOUNG, at("training", **READY), "score it, on your own", "act"),
    (YOUNG, at("scoring", **PANEL), "Practise", "act"),
    (YOUNG, at("scoring", **READY), "score it, on your own", "act"),
    (YOUNG, at("scoring", **READY, scored=True), "All your scores are in", "wait"),
    (YOUNG, at("moderation", **READY, scored=True), "Agree one score", "act"),
    (YOUNG, at("moderation"), "You are not on it", "wait"),
    (YOUNG, at("choice", **READY), "Soon you see the names", "wait"),
    (YOUNG, at("choice", **READY, ranked=True), "Then vote", "act"),
    (YOUNG, at("choice", **READY, ranked=True, voted=True), "You have voted", "wait"),
    (YOUNG, at("choice", **READY, ranked=True, voted=True, chosen=True), "the council says yes or no", "wait"),
    (YOUNG, at("choice", **READY, ranked=True, declined=True), "Then vote again", "act"),
    (YOUNG, at("award", standstill_ends_at=LATER), "wait some days", "wait"),
    (YOUNG, at("contract"), "Thank you", "wait"),
    (FACILITATOR, at("getting_ready", checks_texts=True), "Invite young people", "act"),
    (FACILITATOR, at("co_writing", checks_texts=True, text_ready=True), "Ask the young people to read", "act"),
    (EVALUATOR, at("co_writing"), "Your part begins", "wait"),
    (EVALUATOR, at("tender_open", closes_at=LATER, **PANEL), "Practise", "act"),
    (EVALUATOR, at("opening"), "being opened", "wait"),
    (EVALUATOR, at("training", **PANEL, practised=True), "if you know somebody there", "act"),
    (EVALUATOR, at("scoring", **READY), "score it, on your own", "act"),
    (EVALUATOR, at("scoring"), "You are not on it", "wait"),
    (EVALUATOR, at("moderation", **READY), "Agree one score", "act"),
    (EVALUATOR, at("choice", **READY, ranked=True), "young people on the panel choose", "wait"),
    (EVALUATOR, at("choice", **READY, ranked=True, chosen=True), "confirms or declines", "wait"),
    (EVALUATOR, at("contract"), "Thank you", "wait"),
    (FACILITATOR, at("getting_ready"), "Invite young people", "act"),
    (FACILITATOR, at("co_writing"), "Help the group to write", "act"),
    (FACILITATOR, at("co_writing", clauses_open=True), "record what it agrees", "act"),
    (FACILITATOR, at("co_writing", text_ready=True), "sign it if they agree", "act"),
    (FACILITATOR, at("co_writing", text_agreed=True), "publishes the tender next", "wait"),
    (FACILITATOR, at("tender_open"), "Name the panel", "act"),
    (FACILITATOR, at("tender_open", panel_formed=True), "can practise meanwhile", "wait"),
    (FACILITATOR, at("opening", panel_formed=True), "Help one young person", "act"),
    (FACILITATOR, at("opening", panel_formed=True, opened_by=frozenset({YOUNG})), "still to come", "wait"),
    (FACILITATOR, at("scoring", panel_formed=True), "show them to everybody", "act"),
    (FACILITATOR, at("moderation", panel_formed=True), "Chair the talk", "act"),
    (FACILITATOR, at("choice", panel_formed=True), "close the vote", "act"),
    (FACILITATOR, at("choice", panel_formed=True, chosen=True), "confirms or declines", "wait"),
    (FACILITATOR, at("award"), "standstill", "wait"),
    (COMMISSIONER, at("getting_ready"), "Invite facilitators", "act"),
    (COMMISSIONER, at("co_writing"), "You can take part", "wait"),
    (COMMISSIONER, at("co_writing", text_ready=True), "sign it, or say no", "act"),
    (COMMISSIONER, at("co_writing", text_ready=True, signed=True), "You have signed", "wait"),
    (COMMISSIONER, at("co_writing", text_agreed=True), "Publish the tender", "act"),
    (COMMISSIONER, at("tender_open"), "Name the panel", "act"),
    (COMMISSIONER, at("tender_open", question_open=True), "A provider has a question", "act"),
    (COMMISSIONER, at("tender_open", panel_formed=True), "Bids stay sealed", "wait"),
    (COMMISSIONER, at("opening"), "Open them together with a young person", "act"),
    (COMMISSIONER, at("opening", opened_by=frozenset({COMMISSIONER})), "have done your part", "wait"),
    (COMMISSIONER, at("training"), "Name the panel", "act"),
    (COMMISSIONER, at("training", panel_formed=True), "practises", "wait"),
    (COMMISSIONER, at("choice"), "You confirm or decline afterwards", "wait"),
    (COMMISSIONER, at("choice", chosen=True), "Confirm the choice, or decline it", "act"),
    (COMMISSIONER, at("award"), "Decide the award", "act"),
    (COMMISSIONER, at("award", award_decided=True, standstill_ends_at=LATER), "standstill runs", "wait"),
    (COMMISSIONER, at("award", award_decided=True, standstill_ends_at=NOW), "Sign the contract", "act"),
    (COMMISSIONER, at("award", award_decided=True, standstill_ends_at=NOW, challenge_open=True), "Answer it", "act"),
    (PROVIDER, at("co_writing"), "when the tender opens", "wait"),
    (PROVIDER, at("tender_open", closes_at=LATER), "hand it in", "act"),
    (PROVIDER, at("opening"), "The time for bids is over", "wait"),
    (PROVIDER, at("scoring"), "You hear the result", "wait"),
    (PROVIDER, at("award"), "You hear the result", "wait"),
    (PROVIDER, at("award", award_decided=True, told_providers=True, standstill_ends_at=LATER), "challenge it", "act"),
    (Role.BOARD_MEMBER, at("scoring"), "You can read", "wait"),
    (Role.AUDITOR, at("scoring"), "check that none was changed", "wait"),
]


@pytest.mark.parametrize(("role", "situation", "words", "kind"), TABLE)
def test_each_role_is_told_what_is_next(role: Role, situation: Situation, words: str, kind: str) -> None:
    first = next_steps(role, situation, NOW)[0]
    assert words in first.text
    assert first.waiting is (kind == "wait")


@pytest.mark.parametrize("stage", KEYS)
@pytest.mark.parametrize("role", list(Role))
def test_facilitators_look_for_words_to_check_while_the_text_is_written(stage: str, role: Role) -> None:
    for agreed, checks in product((False, True), repeat=2):
        steps = next_steps(role, at(stage, checks_texts=checks, text_agreed=agreed), NOW)
        told = [step for step in steps if step.text.startswith("See if words wait for you to check.")]
        expected = role is FACILITATOR and checks and not agreed and stage in ("getting_ready", "co_writing")
        assert [step.waiting for step in told] == ([False] if expected else [])


@pytest.mark.parametrize(("role", "situation", "words", "kind"), TABLE)
def test_whoever_could_act_is_told_to_wait_when_all_has_ended(
    role: Role, situation: Situation, words: str, kind: str
) -> None:
    (only,) = next_steps(role, replace(situation, abandoned=True), NOW)
    assert only.waiting
    assert "ended without a contract" in only.text


@pytest.mark.parametrize(
    ("role", "situation", "by"),
    [
        (PROVIDER, at("tender_open", closes_at=LATER), LATER),
        (YOUNG, at("tender_open", closes_at=LATER), LATER),
        (COMMISSIONER, at("tender_open", closes_at=LATER, panel_formed=True), LATER),
        (COMMISSIONER, at("award", award_decided=True, standstill_ends_at=LATER), LATER),
        (YOUNG, at("award", award_decided=True, standstill_ends_at=LATER), LATER),
        (YOUNG, at("award", award_decided=True, standstill_ends_at=NOW), None),
        (PROVIDER, at("award", told_providers=True, standstill_ends_at=NOW - timedelta(days=1)), None),
        (YOUNG, at("scoring", **READY), None),
    ],
)
def test_a_step_has_its_time_where_there_is_one_still_to_come(
    role: Role, situation: Situation, by: datetime | None
) -> None:
    assert next_steps(role, situation, NOW)[-1].by == by


def everything() -> Iterator[tuple[Role, NextStep]]:
    """All steps that there are: every role at every stage, with each fact alone, and with those of the table."""
    alone = [each.name for each in fields(Situation) if each.type == "bool"]
    facts: list[dict[str, Any]] = [{}, PANEL, READY, *({name: True} for name in alone)]
    situations = [at(stage, **known) for stage, known in product(KEYS, facts)] + [row[1] for row in TABLE]
    for role, situation in product(Role, situations):
        yield from ((role, each) for each in next_steps(role, situation, NOW))


def test_nobody_is_ever_told_nothing() -> None:
    for role, stage in product(Role, KEYS):
        assert next_steps(role, at(stage), NOW), (role, stage)


def test_what_young_people_are_told_can_be_read_at_eleven() -> None:
    texts = {each.text for role, each in everything() if role == YOUNG}
    assert len(texts) > 20
    assert {text: reading_age(text) for text in texts if reading_age(text) > 11} == {}


def test_no_step_tells_of_bids_by_number_or_by_whose_they_are() -> None:
    for _, each in everything():
        assert not any(letter.isdigit() for letter in each.text), each.text
        assert "Provider A" not in each.text
