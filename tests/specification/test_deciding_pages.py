"""The pages of deciding: asking the group, voting in each way, closing, and what came out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.specification.models import Decision
from shared.roles import Role
from tests.specification.test_deciding import close, opened, vote
from tests.specification.test_pages import at, browser, html
from tests.specification.workshop import Workshop


def here(workshop: Workshop, decision: Decision, path: str = "") -> str:
    return at(workshop, f"/deciding/{decision.decision_id}{path}")


def test_a_facilitator_asks_about_a_part_and_agrees_it_after_the_vote(workshop: Workshop) -> None:
    clause = workshop.draft()
    page = browser(workshop, workshop.facilitator).open(at(workshop, "/text"))
    assert f"/deciding/new?about=clause&amp;subject_id={clause.clause_id}" in html(page)
    page.open(at(workshop, f"/deciding/new?about=clause&subject_id={clause.clause_id}"))
    closes = workshop.bench.now + timedelta(days=3)
    typed: dict[str, Any] = {
        "question": "Do we agree part 1?",
        "way": "yes_no",
        "quorum": "2",
        "closes_on": f"{closes:%d %m %Y}".split(),
    }
    page.send(**{**typed, "quorum": "many"})
    assert page.problems == ["Write this as a whole number, such as 12."]
    assert page.value("question") == ["Do we agree part 1?"]
    page.send(**typed)
    assert page.heading == "Do we agree part 1?"
    assert "Not enough people have taken part yet." in page.text
    with workshop.bench.session() as session:
        decision = session.query(Decision).one()
        session.expunge(decision)
    for caller in workshop.young:
        voter = browser(workshop, caller).open(here(workshop, decision, "/vote"))
        voter.send(answer="yes")
        assert "Nobody sees it before it closes." in voter.text
    assert "The group says" not in page.open(here(workshop, decision)).text
    page.open(here(workshop, decision, "/close")).send()
    assert "The group says yes." in page.text
    assert "So only what came out is shown, not the numbers." in page.text
    again = workshop.bench.now + timedelta(days=90)
    page.open(here(workshop, decision, "/outcome"))
    page.send(words="We open late.", look_again_on=f"{again:%d %m %Y}".split())
    assert "We open late." in page.text
    agree = f"/text/{clause.clause_id}/agree?decision={decision.decision_id}"
    assert agree in html(page)
    page.open(at(workshop, agree)).send()
    assert workshop.clauses()[0].agreed_version == 1


def test_too_many_dots_are_told_kindly_and_nothing_typed_is_lost(workshop: Workshop) -> None:
    decision = opened(workshop, way="dots", options=["A bench", "Tea"])
    page = browser(workshop, workshop.young[0]).open(here(workshop, decision, "/vote"))
    page.send(answer="numbers", n0="4", n1="3")
    assert page.problems == ["You have 5 dots and used 7."]
    assert (page.value("n0"), page.value("n1")) == (["4"], ["3"])
    page.send(n1="x")
    assert page.problems == ["Write whole numbers, such as 3."]
    page.send(n1="1")
    page.open(here(workshop, decision, "/vote"))
    assert (page.value("n0"), page.value("n1")) == (["4"], ["1"])


def test_from_five_votes_on_a_table_shows_the_numbers(workshop: Workshop) -> None:
    voters = [*workshop.young, workshop.seat(Role.YOUNG_PERSON), workshop.seat(Role.YOUNG_PERSON)]
    decision = opened(workshop, way="score", options=["A bench", "Tea"])
    for caller in voters:
        vote(workshop, decision, caller, numbers=[5, 2])
    assert "<table" not in html(browser(workshop, workshop.facilitator).open(here(workshop, decision)))
    close(workshop, decision)
    page = browser(workshop, workshop.young[0]).open(here(workshop, decision))
    assert "The group chose one option." in page.text
    assert "<table" in html(page)
    assert "<svg" in html(page)


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_and_who_votes(workshop: Workshop, role: Role) -> None:
    decision = opened(workshop, voters="young_people", way="consent")
    page = browser(workshop, workshop.seat(role))
    assert (page.open(at(workshop, "/deciding")).status == 200) == (role is not Role.PROVIDER)
    assert (page.open(here(workshop, decision, "/vote")).status == 200) == (role is Role.YOUNG_PERSON)
    hosts = (Role.FACILITATOR, Role.COMMISSIONER)
    assert (page.open(at(workshop, "/deciding/new")).status == 200) == (role in hosts)
    assert (page.open(here(workshop, decision, "/close")).status == 200) == (role is Role.FACILITATOR)
