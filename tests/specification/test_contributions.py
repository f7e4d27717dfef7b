"""What people give beside the text: who reads it, and that ideas and suggestions get an answer."""

from __future__ import annotations

from typing import Any

import pytest

from services.specification.models import Contribution
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import add_contribution, contributions_at, unanswered
from services.specification.rules.commissions import RulesAreLocked
from services.specification.rules.contributions import COMMENT, IDEA, NoSuchContribution, NothingToAnswer
from services.specification.use_cases.answer_contribution import answer_contribution
from services.specification.use_cases.check_text import check_text
from services.specification.use_cases.hide_contribution import hide_contribution
from services.specification.use_cases.report_contribution import report_contribution
from services.specification.use_cases.set_checking import set_checking
from shared.access import Caller
from shared.contracts.specification import ContributionAdded, ContributionAnswered, TextGivenBack, TextHidden
from tests.specification.test_pages import at, browser
from tests.specification.workshop import Workshop

WORDS = "A bench where nobody asks why you sit there."


def give(workshop: Workshop, caller: Caller | None = None, place: str = IDEA, text: str = WORDS) -> Contribution:
    def added(session: Any, *, commission_id: str, caller: Caller, now: Any) -> Contribution:
        commission = open_commission(session, commission_id)
        return add_contribution(session, commission, place=place, text=text, caller=caller, now=now)

    found: Contribution = workshop.act(added, caller or workshop.young[0])
    return found


def read_by(workshop: Workshop, caller: Caller) -> list[str]:
    with workshop.bench.runtime.read_sessions() as session:
        return [each.text for each in contributions_at(session, workshop.commission_id, IDEA, caller)]


def answer(workshop: Workshop, given: Contribution, **changes: Any) -> Contribution:
    fields = {"answer": "taken", "reason": "It is in part 1.", **changes}
    found: Contribution = workshop.act(
        answer_contribution, workshop.facilitator, contribution_id=given.contribution_id, **fields
    )
    return found


def test_what_is_given_stands_and_is_recorded_without_its_words(workshop: Workshop) -> None:
    given = give(workshop)
    assert workshop.last(ContributionAdded).contribution_id == given.contribution_id
    assert read_by(workshop, workshop.young[1]) == [WORDS]
    assert WORDS not in str(workshop.last(ContributionAdded).to_wire())


def test_what_is_read_first_is_seen_by_its_writer_and_in_the_queue_alone(workshop: Workshop) -> None:
    workshop.act(set_checking, workshop.commissioner, checks=True)
    given = give(workshop)
    assert read_by(workshop, workshop.young[0]) == [WORDS]
    assert read_by(workshop, workshop.young[1]) == []
    assert read_by(workshop, workshop.commissioner) == []
    sent = {"text_id": given.contribution_id, "written_at": given.written_at}
    workshop.act(check_text, workshop.facilitator, **sent, why="")
    assert read_by(workshop, workshop.young[1]) == [WORDS]
    assert workshop.last(ContributionAdded).contribution_id == given.contribution_id


def test_what_is_given_back_never_stands(workshop: Workshop) -> None:
    workshop.act(set_checking, workshop.commissioner, checks=True)
    given = give(workshop)
    sent = {"text_id": given.contribution_id, "written_at": given.written_at}
    workshop.act(check_text, workshop.facilitator, **sent, why="finds_somebody")
    assert workshop.last(TextGivenBack).place == IDEA
    assert read_by(workshop, workshop.young[1]) == []


def test_an_idea_waits_for_its_answer_and_its_writer_is_told_why(workshop: Workshop) -> None:
    given = give(workshop)
    give(workshop, place=COMMENT)
    with workshop.bench.runtime.read_sessions() as session:
        assert [each.contribution_id for each in unanswered(session, workshop.commission_id)] == [given.contribution_id]
    answer(workshop, given)
    told = workshop.last(ContributionAnswered)
    assert (told.answer, told.seat_id) == ("taken", workshop.young[0].seat)
    with workshop.bench.runtime.read_sessions() as session:
        assert unanswered(session, workshop.commission_id) == []


def test_a_comment_is_owed_no_answer(workshop: Workshop) -> None:
    given = give(workshop, place=COMMENT)
    with pytest.raises(NothingToAnswer):
        answer(workshop, given)


def test_hidden_words_are_read_by_their_writer_and_by_those_who_can_show_them(workshop: Workshop) -> None:
    given = give(workshop)
    report_contribution_by(workshop, given)
    hide(workshop, given, hides=True)
    assert workshop.last(TextHidden).place == IDEA
    assert read_by(workshop, workshop.young[1]) == []
    assert read_by(workshop, workshop.young[0]) == [WORDS]
    assert read_by(workshop, workshop.commissioner) == [WORDS]
    with pytest.raises(NothingToAnswer):
        answer(workshop, given)
    hide(workshop, given, hides=False)
    assert read_by(workshop, workshop.young[1]) == [WORDS]


def report_contribution_by(workshop: Workshop, given: Contribution) -> None:
    said = {"contribution_id": given.contribution_id, "why": "talk_first", "words": ""}
    workshop.act(report_contribution, workshop.young[2], **said)


def hide(workshop: Workshop, given: Contribution, *, hides: bool) -> None:
    said = {"contribution_id": given.contribution_id, "hides": hides, "reason": "It names somebody."}
    workshop.act(hide_contribution, workshop.facilitator, **said)


def test_one_commission_knows_nothing_of_another(workshop: Workshop) -> None:
    given = give(workshop)
    elsewhere = Workshop(workshop.bench)
    with pytest.raises(NoSuchContribution):
        answer(elsewhere, given)


def test_once_the_tender_is_published_nothing_changes(workshop: Workshop) -> None:
    given = give(workshop)
    workshop.publish()
    with pytest.raises(RulesAreLocked):
        give(workshop)
    with pytest.raises(RulesAreLocked):
        answer(workshop, given)


def test_on_the_pages_an_idea_is_answered_reported_and_hidden(workshop: Workshop) -> None:
    given = give(workshop)
    one = at(workshop, f"/given/{given.contribution_id}")
    leader = browser(workshop, workshop.facilitator)
    assert WORDS in leader.open(at(workshop, "/answers")).text
    leader.open(f"{one}/answer").send(answer="partly", reason="")
    assert leader.problems == ["Write why."]
    leader.send(reason="A bench, but indoors.")
    assert "A bench, but indoors." in leader.open(at(workshop, "/answers")).text
    young = browser(workshop, workshop.young[1])
    young.open(f"{one}/report").send(why="talk_first", words="Hm.")
    assert WORDS in leader.open(at(workshop, "/reported")).text
    leader.open(f"{one}/hiding").send(reason="It names somebody.")
    assert WORDS not in young.open(at(workshop, "/answers")).text
    mine = browser(workshop, workshop.young[0]).open(at(workshop, "/my-words")).text
    assert "It names somebody." in mine
    assert WORDS in mine
