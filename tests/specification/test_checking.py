"""Young people's texts that a facilitator reads first; texts that are reported, hidden and shown again."""

from __future__ import annotations

from typing import Any

import pytest

from services.specification.app import create_app
from services.specification.models import Clause, ClauseVersion, SignOff, WaitingText
from services.specification.queries.checking import waiting_texts
from services.specification.rules.commissions import RulesAreLocked
from services.specification.rules.texts import NoSuchClause, NoSuchText, TextHasChanged, TextIsHidden
from services.specification.use_cases.check_text import check_text
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.report_text import report_text
from services.specification.use_cases.start_commission import start_commission
from shared.access import Caller
from shared.contracts.people import SeatCheckingSet
from shared.contracts.specification import CommissionStarted, TextGivenBack, TextHidden
from shared.roles import Role
from tests.specification.workshop import Workshop, criteria, plan

WORDS = "Okapi waits in the corridor."


@pytest.fixture
def checking(workshop: Workshop) -> Workshop:
    """A commission in which texts of young people are checked; the second of them writes freely."""
    officer = workshop.officer
    started = workshop.run(start_commission, officer, title="T", need="N", plan=plan(), checks_young_texts=True)
    workshop.commission_id = started.commission_id
    seat = workshop.bench.seat
    workshop.young = [seat(started.commission_id, Role.YOUNG_PERSON) for _ in range(3)]
    workshop.facilitator = seat(started.commission_id, Role.FACILITATOR)
    workshop.commissioner = seat(started.commission_id, Role.COMMISSIONER)
    say(workshop, workshop.young[1], checked_first=False)
    return workshop


def say(workshop: Workshop, young: Caller, *, checked_first: bool) -> None:
    workshop.bench.handle(SeatCheckingSet(seat_id=young.seat, checked_first=checked_first, set_at=workshop.bench.now))


def waiting(workshop: Workshop, caller: Caller) -> list[WaitingText]:
    with workshop.bench.runtime.read_sessions() as session:
        return waiting_texts(session, workshop.commission_id, caller)


def check(workshop: Workshop, text_id: str, why: str = "") -> WaitingText:
    kept = {row.text_id: row.written_at for row in workshop.bench.rows(WaitingText)}
    found: WaitingText = workshop.act(
        check_text, workshop.facilitator, text_id=text_id, written_at=kept.get(text_id), why=why
    )
    return found


def hide(
    workshop: Workshop, clause: Clause, *, hides: bool = True, caller: Caller | None = None, version: int = 0
) -> Clause:
    found: Clause = workshop.act(
        hide_text, caller or workshop.facilitator, clause_id=clause.clause_id, version=version or clause.version,
        hides=hides, reason="It names somebody.",
    )  # fmt: skip
    return found


def get(workshop: Workshop, path: str, caller: Caller) -> Any:
    client = workshop.bench.client(create_app)
    at = f"/specification/commissions/{workshop.commission_id}{path}"
    answer = client.get(at, headers=workshop.bench.headers(caller))
    assert answer.status_code == 200, answer.text
    return answer.json


def test_the_start_says_whether_texts_are_checked(checking: Workshop) -> None:
    assert checking.last(CommissionStarted).checks_young_texts


def test_a_text_that_is_checked_is_seen_by_its_writer_and_facilitators_alone(checking: Workshop) -> None:
    writer, free, third = checking.young
    before = checking.names()
    made = checking.draft(writer, text=WORDS)
    assert (made.number, made.version, made.being_checked) == (0, 0, True)  # type: ignore[attr-defined]
    assert checking.names() == before, "no event tells of it"
    assert [each.text for each in waiting(checking, writer)] == [WORDS]
    assert [each.text for each in waiting(checking, checking.facilitator)] == [WORDS]
    assert waiting(checking, free) == waiting(checking, third) == []
    for caller in (free, third, checking.commissioner, checking.facilitator):
        assert WORDS not in str(get(checking, "/clauses", caller)) + str(get(checking, "/document", caller))


def test_let_through_it_is_its_writers_clause(checking: Workshop) -> None:
    writer = checking.young[0]
    made = checking.draft(writer, text=WORDS)
    check(checking, made.clause_id)
    (clause,) = checking.clauses()
    assert (clause.clause_id, clause.text, clause.drafted_by, clause.drafted_by_role) == (
        made.clause_id, WORDS, writer.seat, "young_person",
    )  # fmt: skip
    row = checking.bench.recorded()[-1]
    assert (row.type, row.actor) == ("specification.clause_drafted.v1", writer.seat)
    with pytest.raises(NoSuchText):
        check(checking, made.clause_id)


def test_given_back_it_says_why_from_a_list_and_not_whose_it_was(checking: Workshop) -> None:
    writer = checking.young[0]
    made = checking.draft(writer, text=WORDS)
    check(checking, made.clause_id, why="names_somebody")
    assert checking.clauses() == []
    (mine,) = waiting(checking, writer)
    assert (mine.outcome, mine.why) == ("given_back", "names_somebody")
    row = checking.bench.recorded()[-1]
    assert row.type == TextGivenBack.TYPE
    assert writer.seat not in row.body
    assert "Okapi" not in row.body + row.reason


def test_whoever_writes_freely_is_not_checked_and_neither_are_adults(checking: Workshop) -> None:
    checking.draft(checking.young[1], heading="One")
    checking.draft(checking.facilitator, heading="Two")
    checking.draft(checking.commissioner, heading="Three")
    assert [each.heading for each in checking.clauses()] == ["One", "Two", "Three"]
    say(checking, checking.young[1], checked_first=True)
    checking.draft(checking.young[1], heading="Four")
    assert len(checking.clauses()) == 3


def test_where_the_commission_does_not_check_nothing_waits(workshop: Workshop) -> None:
    assert workshop.draft().version == 1
    assert workshop.bench.rows(WaitingText) == []


def test_an_edit_waits_beside_the_clause_and_the_last_words_count(checking: Workshop) -> None:
    writer, free, _ = checking.young
    clause = checking.draft(free, text="It is open until eight.")
    checking.edit(clause, writer, text="First try.")
    checking.edit(clause, writer, text=WORDS)
    (standing,) = checking.clauses()
    assert standing.text == "It is open until eight."
    (mine,) = waiting(checking, checking.facilitator)
    check(checking, mine.text_id)
    (standing,) = checking.clauses()
    assert (standing.text, standing.version, standing.drafted_by) == (WORDS, 2, writer.seat)


def test_a_text_for_an_older_version_is_not_let_over_newer_words(checking: Workshop) -> None:
    writer, free, _ = checking.young
    clause = checking.draft(free)
    checking.edit(clause, writer, text=WORDS)
    checking.edit(clause, free, text="Newer words.")
    (mine,) = waiting(checking, writer)
    before = checking.state()
    with pytest.raises(TextHasChanged):
        check(checking, mine.text_id)
    assert checking.state() == before
    check(checking, mine.text_id, why="talk_first")


def test_a_hidden_text_is_no_part_of_the_document_and_only_its_hiders_read_it(workshop: Workshop) -> None:
    workshop.draft(heading="Stays")
    clause = workshop.draft(text=WORDS)
    hide(workshop, clause)
    young, auditor = workshop.young[0], workshop.bench.seat(workshop.commission_id, Role.AUDITOR)
    assert [each["heading"] for each in workshop.document()["document"]["clauses"]] == ["Stays"]
    for caller in (young, auditor):
        for path in ("/clauses", "/document", f"/clauses/{clause.clause_id}/versions"):
            assert WORDS not in str(get(workshop, path, caller)), path
        assert [each["hidden"] for each in get(workshop, "/clauses", caller)] == [False, True]
    for caller in (workshop.facilitator, workshop.commissioner):
        assert WORDS in str(get(workshop, "/clauses", caller))
    row = workshop.bench.recorded()[-1]
    assert (row.type, row.reason) == (TextHidden.TYPE, "It names somebody.")
    assert "Okapi" not in row.body


def test_hiding_voids_signatures_and_showing_brings_the_clause_back(workshop: Workshop) -> None:
    clause = workshop.ready()
    other = workshop.agree(workshop.draft(heading="Other"))
    workshop.sign(workshop.young[0])
    hide(workshop, other)
    assert all(row.voided_at is not None for row in workshop.bench.rows(SignOff))
    assert workshop.document()["signable"], "the rest can be signed"
    hide(workshop, other, hides=False)
    assert len(workshop.document()["document"]["clauses"]) == 2
    assert clause.clause_id != other.clause_id


def test_a_hidden_text_is_not_agreed_and_new_words_take_its_place(workshop: Workshop) -> None:
    clause = hide(workshop, workshop.draft(text=WORDS))
    with pytest.raises(TextIsHidden):
        workshop.agree(clause)
    again = workshop.edit(clause, text="Nobody waits in a corridor.")
    assert again.hidden_at is None
    assert WORDS not in str(get(workshop, f"/clauses/{clause.clause_id}/versions", workshop.young[0]))


def test_an_older_version_is_hidden_and_the_signatures_stand(workshop: Workshop) -> None:
    clause = workshop.edit(workshop.draft(text=WORDS), text="Better words.")
    workshop.agree(clause)
    workshop.set_criteria(criteria())
    workshop.sign(workshop.young[0])
    hide(workshop, clause, version=1)
    assert all(row.voided_at is None for row in workshop.bench.rows(SignOff))
    assert WORDS not in str(get(workshop, f"/clauses/{clause.clause_id}/versions", workshop.young[0]))


def test_nothing_is_hidden_once_the_tender_is_published(workshop: Workshop) -> None:
    clause = workshop.draft()
    workshop.publish()
    with pytest.raises(RulesAreLocked):
        hide(workshop, clause)


def test_hiding_again_changes_nothing(workshop: Workshop) -> None:
    clause = hide(workshop, workshop.draft())
    before = workshop.state()
    hide(workshop, clause)
    assert workshop.state() == before


def test_a_report_is_read_by_facilitators_and_commissioners_without_who_made_it(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    before = workshop.names()
    reporter = workshop.young[1]
    workshop.act(
        report_text, reporter, clause_id=clause.clause_id, version=1, why="names_somebody", words="That is my friend."
    )
    assert workshop.names() == before, "a report is in no event"
    for caller in (workshop.facilitator, workshop.commissioner):
        (found,) = get(workshop, "/reports", caller)
        assert (found["why"], found["words"]) == ("names_somebody", "That is my friend.")
        assert reporter.seat not in str(found)
    with pytest.raises(NoSuchClause):
        workshop.act(report_text, reporter, clause_id=clause.clause_id, version=7, why="talk_first", words="")
    assert len(workshop.bench.rows(ClauseVersion)) == 1
