"""Ideas: their themes, support that says how many and never who, groups of similar ones, and what grew from them."""

from __future__ import annotations

from typing import Any

import pytest

from services.specification.models import Contribution
from services.specification.queries.checking import waiting_texts
from services.specification.queries.ideas import (
    GroupSeen,
    IdeaSeen,
    clauses_from,
    find_ideas,
    groups_seen,
    ideas_of_clause,
    themes_of,
)
from services.specification.rules.commissions import RulesAreLocked
from services.specification.rules.contributions import NoSuchContribution
from services.specification.rules.ideas import MIXED, NEWEST, SUPPORTED, NoSuchTheme, NotForSupport, ThemesAreWrong
from services.specification.use_cases.add_idea import add_idea
from services.specification.use_cases.answer_idea_group import answer_idea_group
from services.specification.use_cases.check_text import check_text
from services.specification.use_cases.group_ideas import group_ideas
from services.specification.use_cases.hide_contribution import hide_contribution
from services.specification.use_cases.link_idea import link_idea
from services.specification.use_cases.set_checking import set_checking
from services.specification.use_cases.set_themes import set_themes
from services.specification.use_cases.support_idea import support_idea
from shared.access import Caller
from shared.contracts.specification import ContributionAnswered
from tests.specification.test_pages import at, browser
from tests.specification.workshop import Workshop


def idea(workshop: Workshop, text: str, caller: Caller | None = None, theme: str = "being_you") -> Contribution:
    found: Contribution = workshop.act(add_idea, caller or workshop.young[0], text=text, theme=theme)
    return found


def support(workshop: Workshop, given: Contribution, caller: Caller, *, supports: bool = True) -> None:
    workshop.act(support_idea, caller, contribution_id=given.contribution_id, supports=supports)


def found_by(workshop: Workshop, caller: Caller | None = None, **fields: Any) -> list[IdeaSeen]:
    with workshop.bench.runtime.read_sessions() as session:
        now = workshop.bench.now
        return find_ideas(session, workshop.commission_id, caller or workshop.young[0], now, **fields).ideas


def words(ideas: list[IdeaSeen]) -> list[str]:
    return [each.given.text for each in ideas]


def grouped(workshop: Workshop, *ideas: Contribution, caller: Caller | None = None, **fields: Any) -> Contribution:
    ids = [each.contribution_id for each in ideas]
    found: Contribution = workshop.act(group_ideas, caller or workshop.young[0], contribution_ids=ids, **fields)
    return found


def groups(workshop: Workshop, caller: Caller | None = None) -> list[GroupSeen]:
    with workshop.bench.runtime.read_sessions() as session:
        return groups_seen(session, workshop.commission_id, caller or workshop.young[2])


def test_ideas_stand_theme_by_theme_and_an_unknown_theme_is_refused(workshop: Workshop) -> None:
    idea(workshop, "A bench.", theme="none")
    idea(workshop, "Tea.", theme="being_connected")
    idea(workshop, "Sleep.", theme="being_healthy")
    assert words(found_by(workshop)) == ["Sleep.", "Tea.", "A bench."]
    assert words(found_by(workshop, theme="being_connected")) == ["Tea."]
    assert words(found_by(workshop, words="BENCH")) == ["A bench."]
    before = workshop.state()
    with pytest.raises(NoSuchTheme):
        idea(workshop, "Else.", theme="being_rich")
    assert workshop.state() == before


def test_support_counts_once_for_each_seat_and_can_be_taken_back(workshop: Workshop) -> None:
    first, second = idea(workshop, "A bench."), idea(workshop, "Tea.")
    for caller in (workshop.young[0], workshop.young[1], workshop.young[1]):
        support(workshop, first, caller)
    assert words(found_by(workshop, order=SUPPORTED)) == ["A bench.", "Tea."]
    assert [(each.supporters, each.supported) for each in found_by(workshop, order=SUPPORTED)] == [
        (2, True),
        (0, False),
    ]
    for caller in workshop.young[:2]:
        support(workshop, first, caller, supports=False)
    support(workshop, second, workshop.young[2])
    assert words(found_by(workshop, order=SUPPORTED)) == ["Tea.", "A bench."]


def test_no_event_says_who_supports_what(workshop: Workshop) -> None:
    given = idea(workshop, "A bench.")
    before = len(workshop.names())
    support(workshop, given, workshop.young[1])
    assert len(workshop.names()) == before


def test_ideas_are_mixed_by_chance_for_each_reader_and_stay_so_all_day(workshop: Workshop) -> None:
    for number in range(12):
        idea(workshop, f"Idea {number}.")
    newest = words(found_by(workshop, order=NEWEST))
    assert newest == [f"Idea {number}." for number in reversed(range(12))]
    mine, theirs = words(found_by(workshop, order=MIXED)), words(found_by(workshop, workshop.young[1], order=MIXED))
    assert sorted(mine) == sorted(theirs) == sorted(newest)
    assert mine != newest
    assert mine != theirs
    assert mine == words(found_by(workshop, order=MIXED))


def test_more_ideas_than_a_page_holds_are_on_the_next(workshop: Workshop) -> None:
    for number in range(51):
        idea(workshop, f"Idea {number}.")
    first, second = found_by(workshop), found_by(workshop, page=2)
    assert (len(first), len(second)) == (50, 1)
    assert len(set(words(first)) | set(words(second))) == 51


def test_a_group_counts_each_seat_once_however_many_of_its_ideas_it_supports(workshop: Workshop) -> None:
    first, second, other = idea(workshop, "A bench."), idea(workshop, "A seat."), idea(workshop, "Tea.")
    group = grouped(workshop, first, second, name="Somewhere to sit")
    for given in (first, second, other):
        support(workshop, given, workshop.young[0])
    support(workshop, second, workshop.young[1])
    (seen,) = groups(workshop)
    assert (seen.given.text, seen.ideas, seen.supporters) == ("Somewhere to sit", 2, 2)
    grouped(workshop, other, group_id=group.contribution_id)
    grouped(workshop, first)
    (seen,) = groups(workshop)
    assert (seen.ideas, seen.supporters) == (2, 2)


def test_a_groups_name_is_read_first_where_words_are(workshop: Workshop) -> None:
    given = idea(workshop, "A bench.")
    workshop.act(set_checking, workshop.commissioner, checks=True)
    group = grouped(workshop, given, name="Somewhere to sit")
    assert groups(workshop) == []
    assert [each.group for each in found_by(workshop, workshop.young[1])] == [None]
    sent = {"text_id": group.contribution_id, "written_at": group.written_at, "why": ""}
    workshop.act(check_text, workshop.facilitator, **sent)
    assert [each.given.text for each in groups(workshop)] == ["Somewhere to sit"]


def test_an_answer_for_a_group_is_the_answer_to_each_of_its_ideas(workshop: Workshop) -> None:
    ideas = [idea(workshop, "A bench."), idea(workshop, "A seat.", workshop.young[1])]
    group = grouped(workshop, *ideas, name="Somewhere to sit")
    said = {"contribution_id": group.contribution_id, "answer": "taken", "reason": "It is in part 1."}
    workshop.act(answer_idea_group, workshop.facilitator, **said)
    told = [event for event in workshop.bench.events() if isinstance(event, ContributionAnswered)]
    assert {event.seat_id for event in told} == {workshop.young[0].seat, workshop.young[1].seat}
    assert [(each.ideas, each.answered) for each in groups(workshop)] == [(2, 2)]


def test_a_part_says_which_ideas_it_grew_from_but_not_the_hidden_ones(workshop: Workshop) -> None:
    clause, given, other = workshop.draft(), idea(workshop, "A bench."), idea(workshop, "Tea.")
    group = grouped(workshop, given, other, name="To sit")
    link = {"contribution_id": group.contribution_id, "clause_ids": [clause.clause_id]}
    workshop.act(link_idea, workshop.young[1], **link)
    hiding = {"contribution_id": other.contribution_id, "hides": True, "reason": "It names somebody."}
    workshop.act(hide_contribution, workshop.facilitator, **hiding)
    with workshop.bench.runtime.read_sessions() as session:
        assert [each.text for each in ideas_of_clause(session, clause.clause_id)] == ["A bench."]
        assert [c.number for c in clauses_from(session, [given.contribution_id])[given.contribution_id]] == [1]
    workshop.act(link_idea, workshop.young[1], contribution_id=given.contribution_id, clause_ids=[])
    with workshop.bench.runtime.read_sessions() as session:
        assert ideas_of_clause(session, clause.clause_id) == []


def test_a_theme_that_keeps_its_name_keeps_its_ideas(workshop: Workshop) -> None:
    idea(workshop, "A bench.", theme="being_you")
    idea(workshop, "Sleep.", theme="being_healthy")
    workshop.act(set_themes, workshop.commissioner, names="Being you\n Getting  there ")
    with workshop.bench.runtime.read_sessions() as session:
        themes = themes_of(session, workshop.commission_id)
    assert list(themes.values()) == ["Being you", "Getting there"]
    assert [(each.given.text, each.theme) for each in found_by(workshop)] == [
        ("A bench.", "being_you"), ("Sleep.", "none")
    ]  # fmt: skip
    for wrong in ("", "Twice\ntwice", "x" * 61, "\n".join(map(str, range(13)))):
        with pytest.raises(ThemesAreWrong):
            workshop.act(set_themes, workshop.commissioner, names=wrong)


def test_what_waits_or_is_hidden_is_neither_supported_nor_grouped(workshop: Workshop) -> None:
    given = idea(workshop, "A bench.")
    hiding = {"contribution_id": given.contribution_id, "hides": True, "reason": "It names somebody."}
    workshop.act(hide_contribution, workshop.facilitator, **hiding)
    with pytest.raises(NotForSupport):
        support(workshop, given, workshop.young[0])
    with pytest.raises(NoSuchContribution):
        support(workshop, given, workshop.young[1])
    with pytest.raises(NoSuchContribution):
        grouped(workshop, given, caller=workshop.young[1], name="To sit")


def test_once_the_tender_is_published_no_idea_comes_and_none_is_supported(workshop: Workshop) -> None:
    given = idea(workshop, "A bench.")
    workshop.publish()
    with pytest.raises(RulesAreLocked):
        idea(workshop, "Tea.")
    with pytest.raises(RulesAreLocked):
        support(workshop, given, workshop.young[1])
    with pytest.raises(RulesAreLocked):
        grouped(workshop, given, name="To sit")


def test_on_the_pages_an_idea_is_added_supported_grouped_written_into_a_part_and_answered(workshop: Workshop) -> None:
    young, leader = browser(workshop, workshop.young[0]), browser(workshop, workshop.facilitator)
    young.open(at(workshop, "/wall/new")).send(text="A bench.", theme="")
    assert young.problems == ["Choose what it is about."]
    young.send(theme="being_you")
    (shown,) = found_by(workshop)
    assert (shown.given.text, shown.theme) == ("A bench.", "being_you")
    young.open(at(workshop, f"/wall/{shown.given.contribution_id}")).send()
    assert "1 young person supports it. You are one of them." in young.text
    young.open(at(workshop, f"/wall/{shown.given.contribution_id}")).send()
    assert "young people support it" not in young.text, "nothing is counted where there is nobody"
    young.open(at(workshop, "/wall/groups/new")).send(name="Somewhere to sit", ideas=shown.given.contribution_id)
    (group,) = groups(workshop)
    young.open(at(workshop, f"/text/new?from={group.given.contribution_id}"))
    assert "A bench." in young.text
    young.send(heading="Benches", text="There is a bench.")
    (clause,) = workshop.clauses()
    assert "A bench." in leader.open(at(workshop, f"/text/{clause.clause_id}/ideas")).text
    leader.open(at(workshop, f"/wall/groups/{group.given.contribution_id}/answer"))
    assert (leader.value("answer"), leader.value("reason")) == (["taken"], ["It is in part 1."])
    leader.send()
    assert "It is in part 1." in young.open(at(workshop, f"/wall/{shown.given.contribution_id}")).text
    young.open(at(workshop, f"/wall/{shown.given.contribution_id}/group")).send(group="")
    assert [each.group for each in found_by(workshop)] == [None]
    young.open(at(workshop, f"/wall/groups/{group.given.contribution_id}/ideas"))
    young.send(ideas=shown.given.contribution_id)
    assert [each.ideas for each in groups(workshop)] == [1]
    leader.open(at(workshop, f"/wall/{shown.given.contribution_id}/parts")).send(parts=[])
    assert "Nobody has said yet" in leader.open(at(workshop, f"/text/{clause.clause_id}/ideas")).text
    leader.open(at(workshop, "/wall/themes")).send(names="Being you\nGetting there")
    assert "Being you (1)" in leader.open(at(workshop, "/wall")).text
    assert "No idea fits." in leader.open(at(workshop, "/wall?words=parrot")).text


def test_a_part_that_waits_to_be_read_grew_from_its_idea_once_it_stands(workshop: Workshop) -> None:
    given = idea(workshop, "A bench.")
    workshop.act(set_checking, workshop.commissioner, checks=True)
    waiting = workshop.draft(grew_from=given.contribution_id)
    with workshop.bench.runtime.read_sessions() as session:
        assert clauses_from(session, [given.contribution_id]) == {}
        (text,) = waiting_texts(session, workshop.commission_id, workshop.facilitator)
    sent = {"text_id": text.text_id, "written_at": text.written_at, "why": ""}
    workshop.act(check_text, workshop.facilitator, **sent)
    with workshop.bench.runtime.read_sessions() as session:
        assert [each.text for each in ideas_of_clause(session, waiting.clause_id)] == ["A bench."]
