"""Several people write in one part: whose words stand where, what becomes of them, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.specification.background import keep_what_is_quiet
from services.specification.models import Clause, ClauseChange, ClauseVersion
from services.specification.queries.live import live_changes, live_words, text_at
from services.specification.rules.changes import LONGEST_TEXT, ChangeDoesNotFit, ChangeIsBroken
from services.specification.rules.commissions import CommissionHasEnded, RulesAreLocked
from services.specification.rules.live import (
    MOST_CHANGES_A_PACE,
    NothingIsWritten,
    NumberIsUnknown,
    PartIsAgreed,
    ReadOnFirst,
    WordsAreReadFirst,
    WordsWereTakenAway,
    WritingTooFast,
)
from services.specification.rules.texts import (
    NoSuchClause,
    ReasonIsMissing,
    TextHasChanged,
    TextIsHidden,
    WordsAreBeingWritten,
)
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.keep_words import keep_words
from services.specification.use_cases.restore_version import restore_version
from services.specification.use_cases.rewrite_clause import rewrite_clause
from services.specification.use_cases.set_checking import set_checking
from shared.access import Caller
from shared.contracts.specification import ClauseDrafted
from shared.ids import new_id
from tests.specification.workshop import Workshop

BEGAN = "It is open until eight."


def keep(workshop: Workshop, clause: Clause, caller: Caller | None = None) -> Clause:
    found: Clause = workshop.act(keep_words, caller or workshop.young[0], clause_id=clause.clause_id)
    return found


def rewrite(workshop: Workshop, clause: Clause, text: str, caller: Caller | None = None, **fields: Any) -> Clause:
    words = {
        "heading": clause.heading, "text": text, "version": clause.version, "number": clause.live_number, **fields
    }  # fmt: skip
    found: Clause = workshop.act(rewrite_clause, caller or workshop.young[0], clause_id=clause.clause_id, **words)
    return found


def who_wrote(workshop: Workshop) -> list[str]:
    """The words of the last clause, passage by passage, each with the number of its young writer."""
    clause = workshop.clauses()[-1]
    numbers = {caller.seat: str(n) for n, caller in enumerate(workshop.young)}
    found, at = [], 0
    for units, seat_id in clause.live_passages:
        found.append(f"{numbers.get(seat_id, '?')}:{clause.live_text[at : at + units]}")
        at += units
    return found


def test_two_who_write_at_once_keep_each_others_words(workshop: Workshop) -> None:
    clause = workshop.draft(text=BEGAN)
    first = workshop.writes(clause, workshop.young[1], 0, [22, [0, " on Fridays"], 1])
    second = workshop.writes(clause, workshop.young[2], 0, [[2, "The house"], 21], [9, [0, " by the park"], 21])
    assert workshop.words() == "The house by the park is open until eight on Fridays."
    assert [each.number for each in first] == [1]
    assert [each.number for each in second] == [1, 2, 3]
    assert [each.seat_id for each in second] == [workshop.young[n].seat for n in (1, 2, 2)]
    assert who_wrote(workshop) == [
        "2:The house by the park", "0: is open until eight", "1: on Fridays", "0:."
    ]  # fmt: skip


def test_of_two_at_one_place_the_first_stands_first(workshop: Workshop) -> None:
    clause = workshop.draft(text="ab")
    workshop.writes(clause, workshop.young[1], 0, [1, [0, "first"], 1])
    workshop.writes(clause, workshop.young[2], 0, [1, [0, "second"], 1])
    assert workshop.words() == "afirstsecondb"


def test_what_is_sent_again_is_there_once(workshop: Workshop) -> None:
    clause = workshop.draft(text="ab")
    sent = ([1, [0, "x"], 1], [2, [0, "y"], 1])
    workshop.writes(clause, workshop.young[1], 0, sent[0], key="me")
    workshop.writes(clause, workshop.young[2], 0, [[0, "z"], 2])
    again = workshop.writes(clause, workshop.young[1], 0, *sent, key="me")
    assert workshop.words() == "zaxyb"
    assert [each.key.split("-")[0] for each in again][::2] == ["me", "me"]
    assert workshop.writes(clause, workshop.young[1], 0, *sent, key="me")[-1].number == 3
    assert len(workshop.bench.rows(ClauseChange)) == 3


def test_a_key_that_a_seat_has_used_is_refused_and_nothing_is_changed(workshop: Workshop) -> None:
    clause = workshop.draft(text="ab")
    workshop.writes(clause, workshop.young[1], 0, [1, [0, "x"], 1], key="me")
    before = workshop.state()
    with pytest.raises(ChangeDoesNotFit):
        workshop.writes(clause, workshop.young[1], 1, [3, [0, "y"]], key="me")
    assert workshop.state() == before


def test_keystrokes_stay_in_the_service_and_a_version_is_recorded(workshop: Workshop) -> None:
    clause = workshop.draft(text=BEGAN)
    recorded = workshop.names()
    workshop.writes(clause, workshop.young[1], 0, [22, [0, " o'clock"], 1])
    assert workshop.names() == recorded
    assert workshop.clauses()[-1].text == BEGAN
    kept = keep(workshop, clause, workshop.young[2])
    assert (kept.version, kept.text) == (2, "It is open until eight o'clock.")
    assert workshop.last(ClauseDrafted).version == 2
    assert keep(workshop, clause).version == 2
    version = workshop.bench.rows(ClauseVersion)[-1]
    assert (version.change_number, version.seat_id) == (1, workshop.young[2].seat)
    assert [units for units, _ in version.passages] == [22, 8, 1]


def test_words_that_nobody_touches_for_a_minute_are_kept_for_their_last_writer(workshop: Workshop) -> None:
    clause = workshop.draft(text=BEGAN)
    workshop.writes(clause, workshop.young[1], 0, [22, [0, "ish"], 1])
    workshop.writes(clause, workshop.young[2], 1, [26, [0, " Every day."]])
    workshop.bench.advance(timedelta(seconds=50))
    keep_what_is_quiet(workshop.bench.runtime)
    assert workshop.clauses()[-1].version == 1
    workshop.bench.advance(timedelta(seconds=11))
    keep_what_is_quiet(workshop.bench.runtime)
    keep_what_is_quiet(workshop.bench.runtime)
    (kept,) = workshop.clauses()
    assert (kept.version, kept.text) == (2, "It is open until eightish. Every day.")
    assert (kept.drafted_by, kept.drafted_by_role) == (workshop.young[2].seat, "young_person")
    assert workshop.bench.recorded()[-1].actor == workshop.young[2].seat


def test_a_part_without_words_is_not_kept(workshop: Workshop) -> None:
    clause = workshop.draft(text="ab")
    workshop.writes(clause, workshop.young[1], 0, [[2]])
    with pytest.raises(NothingIsWritten):
        keep(workshop, clause)
    workshop.bench.advance(timedelta(minutes=5))
    keep_what_is_quiet(workshop.bench.runtime)
    assert [each.version for each in workshop.bench.rows(ClauseVersion)] == [1]


def test_the_group_agrees_what_it_has_read(workshop: Workshop) -> None:
    clause = workshop.draft(text="ab")
    workshop.writes(clause, workshop.young[1], 0, [2, [0, "c"]])
    with pytest.raises(WordsAreBeingWritten):
        workshop.agree(clause)
    agreed = workshop.agree(keep(workshop, clause))
    assert agreed.text == "abc"
    with pytest.raises(PartIsAgreed):
        workshop.writes(clause, workshop.young[1], 1, [3, [0, "d"]])


def test_who_saves_a_form_keeps_what_others_wrote_meanwhile(workshop: Workshop) -> None:
    clause = workshop.draft(text="It is open. It is warm.")
    workshop.writes(clause, workshop.young[1], 0, [11, [0, " late"], 12])
    found = rewrite(workshop, clause, "It is open. It is very warm.")
    assert found.live_text == found.text == "It is open. late It is very warm."
    assert (found.version, found.kept_number) == (2, 2)
    assert who_wrote(workshop) == ["0:It is open.", "1: late", "0: It is very warm."]


def test_a_form_that_changed_the_same_words_is_shown_both(workshop: Workshop) -> None:
    clause = workshop.draft(text="It is open.")
    workshop.writes(clause, workshop.young[1], 0, [6, [4, "shut"], 1])
    before = workshop.state()
    with pytest.raises(TextHasChanged) as refused:
        rewrite(workshop, clause, "It is closed.")
    assert refused.value.extra["current_text"] == "It is shut."
    assert workshop.state() == before
    (standing,) = workshop.clauses()
    assert rewrite(workshop, standing, "It is closed.").text == "It is closed."


def test_a_heading_is_that_of_whoever_changed_it(workshop: Workshop) -> None:
    clause = workshop.draft(heading="Open", text="a b")
    rewrite(workshop, clause, "a b", heading="Open late")
    kept = rewrite(workshop, clause, "a b c", workshop.young[1])
    assert (kept.heading, kept.text) == ("Open late", "a b c")
    with pytest.raises(TextHasChanged, match="heading"):
        rewrite(workshop, clause, "a b", workshop.young[2], heading="Opening times")


def test_a_new_version_by_the_api_keeps_what_is_being_written(workshop: Workshop) -> None:
    clause = workshop.draft(text="It is open. It is warm.")
    workshop.writes(clause, workshop.young[1], 0, [23, [0, " It is ours."]])
    assert workshop.edit(clause, text="It is open late. It is warm.").text == "It is open late. It is warm. It is ours."
    clause = workshop.clauses()[-1]
    workshop.writes(clause, workshop.young[1], clause.live_number, [6, [9, "shut"], len(clause.text) - 15])
    with pytest.raises(TextHasChanged):
        workshop.edit(clause, text="It is open at night. It is warm. It is ours.")


def test_an_earlier_version_comes_back_with_its_writers(workshop: Workshop) -> None:
    clause = workshop.draft(text="It is open.")
    clause = rewrite(workshop, clause, "It is open late.", workshop.young[1])
    vandal = rewrite(workshop, clause, "x", workshop.young[2])
    assert who_wrote(workshop) == ["2:x"]
    back: Clause = workshop.act(restore_version, workshop.facilitator, clause_id=clause.clause_id, version=2)
    assert (back.version, back.text, vandal.version) == (4, "It is open late.", 3)
    assert who_wrote(workshop) == ["0:It is open", "1: late", "0:."]
    again: Clause = workshop.act(restore_version, workshop.facilitator, clause_id=clause.clause_id, version=2)
    assert again.version == 4


def test_an_adult_says_why_they_put_back_another_text_than_the_agreed_one(workshop: Workshop) -> None:
    clause = workshop.draft(text="It is open.")
    clause = workshop.agree(rewrite(workshop, clause, "It is open late."))
    with pytest.raises(ReasonIsMissing):
        workshop.act(restore_version, workshop.commissioner, clause_id=clause.clause_id, version=1)
    workshop.act(restore_version, workshop.commissioner, clause_id=clause.clause_id, version=1, reason="Too dear.")
    assert workshop.clauses()[-1].agreed_version is None


def test_hidden_words_are_in_no_change_that_can_be_read(workshop: Workshop) -> None:
    clause = workshop.draft(text="Okapi")
    workshop.writes(clause, workshop.young[1], 0, [5, [0, " zebra"]])
    clause = keep(workshop, clause)
    fields: dict[str, Any] = {"clause_id": clause.clause_id, "reason": "About somebody."}
    workshop.act(hide_text, workshop.facilitator, **fields, version=2, hides=True)
    with pytest.raises(TextIsHidden):
        workshop.writes(clause, workshop.young[2], 1, [11, [0, "x"]])
    with workshop.bench.session() as session, pytest.raises(TextIsHidden):
        live_words(session, workshop.commission_id, clause.clause_id, workshop.young[2])
    anew = rewrite(workshop, clause, "Giraffe", workshop.young[2])
    assert anew.hidden_at is None
    with workshop.bench.session() as session:
        with pytest.raises(WordsWereTakenAway):
            live_changes(session, workshop.commission_id, clause.clause_id, 0, workshop.young[0])
        found = live_changes(session, workshop.commission_id, clause.clause_id, 1, workshop.young[0])
        assert not any(word in str([each.change for each in found]) for word in ("kapi", "zebra"))
        assert live_words(session, workshop.commission_id, clause.clause_id, workshop.young[0])["text"] == "Giraffe"
    with pytest.raises(WordsWereTakenAway):
        workshop.writes(clause, workshop.young[1], 0, [5, [0, "y"]])


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_the_words_at_any_change_can_be_read_again(workshop: Workshop, number: int) -> None:
    clause = workshop.draft(text="a")
    workshop.writes(clause, workshop.young[1], 0, [1, [0, "b"]], [2, [0, "c"]])
    keep(workshop, clause)
    workshop.writes(clause, workshop.young[1], 2, [3, [0, "d"]])
    with workshop.bench.session() as session:
        assert text_at(session, workshop.clauses()[-1], number) == "abcd"[: number + 1]


def test_whose_words_are_read_first_writes_in_the_form(workshop: Workshop) -> None:
    clause = workshop.draft(text="ab")
    workshop.act(set_checking, workshop.commissioner, checks=True)
    with pytest.raises(WordsAreReadFirst):
        workshop.writes(clause, workshop.young[1], 0, [2, [0, "c"]])
    assert rewrite(workshop, clause, "abc", workshop.young[1]).being_checked  # type: ignore[attr-defined]
    assert workshop.words() == "ab"
    workshop.writes(clause, workshop.facilitator, 0, [2, [0, "!"]])
    assert workshop.words() == "ab!"


@pytest.mark.parametrize(
    ("number", "change", "error"),
    [
        (1, [2, [0, "x"]], NumberIsUnknown),
        (0, [3, [0, "x"]], ChangeDoesNotFit),
        (0, [1], ChangeDoesNotFit),
        (0, [2, [0, "a\nb"]], ChangeIsBroken),
        (0, [2, [0, "x" * LONGEST_TEXT]], ChangeIsBroken),
    ],
)
def test_a_change_that_cannot_be_made_changes_nothing(
    workshop: Workshop, number: int, change: list[Any], error: type[Exception]
) -> None:
    clause = workshop.draft(text="ab")
    before = workshop.state()
    with pytest.raises(error):
        workshop.writes(clause, workshop.young[1], number, change)
    assert workshop.state() == before


def test_nobody_types_faster_than_hands_can(workshop: Workshop) -> None:
    clause = workshop.draft(text="a")
    for n in range(3):
        workshop.writes(clause, workshop.young[1], n * 100, *([m, [0, "b"]] for m in range(n * 100 + 1, n * 100 + 101)))
    assert len(workshop.words()) == MOST_CHANGES_A_PACE + 1
    with pytest.raises(WritingTooFast):
        workshop.writes(clause, workshop.young[1], 300, [301, [0, "c"]])
    workshop.writes(clause, workshop.young[2], 300, [301, [0, "d"]])
    workshop.bench.advance(timedelta(seconds=10))
    workshop.writes(clause, workshop.young[1], 301, [302, [0, "e"]])
    assert workshop.words().endswith("bde")


def test_whoever_is_far_behind_reads_on_first(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.specification.rules.live.MOST_MAPPINGS", 3)
    clause = workshop.draft(text="a")
    workshop.writes(clause, workshop.young[1], 0, [1, [0, "b"]], [2, [0, "c"]])
    with pytest.raises(ReadOnFirst) as refused:
        workshop.writes(clause, workshop.young[2], 0, [1, [0, "x"]], [2, [0, "y"]])
    assert refused.value.extra["current_number"] == 2
    workshop.writes(clause, workshop.young[2], 2, [3, [0, "x"]], [4, [0, "y"]])


def test_a_part_of_another_commission_is_not_there(workshop: Workshop) -> None:
    clause = workshop.draft()
    clause.clause_id = new_id()
    with pytest.raises(NoSuchClause):
        workshop.writes(clause, workshop.young[1], 0, [1])


def test_nobody_writes_once_the_tender_is_published_or_all_is_over(workshop: Workshop) -> None:
    clause = workshop.agreed()
    rewritten = rewrite(workshop, clause, "It is open until ten.")
    assert rewritten.agreed_version is None
    assert len(workshop.bench.rows(ClauseChange)) == 1
    workshop.publish()
    assert workshop.bench.rows(ClauseChange) == []
    with pytest.raises(RulesAreLocked):
        workshop.writes(clause, workshop.young[1], 1, [21, [0, "x"]])
    workshop.abandon()
    with pytest.raises(CommissionHasEnded):
        workshop.writes(clause, workshop.young[1], 1, [21, [0, "x"]])


def test_where_nobody_pauses_a_version_is_made_every_five_minutes(workshop: Workshop) -> None:
    clause = workshop.draft(text="")
    for number in range(12):
        workshop.writes(clause, workshop.young[number % 3], number, [*([number] if number else []), [0, "a"]])
        workshop.bench.advance(timedelta(seconds=30))
        keep_what_is_quiet(workshop.bench.runtime)
    assert [row.text for row in workshop.bench.rows(ClauseVersion)] == ["", "a" * 10]
