"""Pages that tell of the last check of a chain: they never say more than was checked, and tampering comes out."""

from __future__ import annotations

from datetime import timedelta
from threading import Event as StopSign

import pytest
from sqlalchemy import event

from services.decision_trail.background import CHECK_EVERY, check_what_is_due
from services.decision_trail.models import Check
from shared.roles import Role
from tests.decision_trail.archive import Archive
from tests.decision_trail.test_pages import ended, read
from tests.decision_trail.test_story import plain

TAMPERED = "UPDATE entries SET reason = 'Other.' WHERE chain = :chain AND position = 3"
SEALS_FIT, SEALS_BROKEN = "and they all fit", "The seals do not fit from step 3 on."


def work(archive: Archive, later: timedelta = timedelta()) -> int:
    """Let the worker look, after some time."""
    archive.bench.advance(later)
    return check_what_is_due(archive.bench.runtime, StopSign())


def note(archive: Archive) -> Check:
    (found,) = [row for row in archive.bench.rows(Check) if row.chain == archive.commission_id]
    return found  # type: ignore[no-any-return]


def record(archive: Archive) -> str:
    return plain(read(archive, f"/records/{archive.commission_id}"))


def seals(archive: Archive) -> str:
    return plain(read(archive, f"/records/{archive.commission_id}/seals"))


def test_before_the_first_check_the_page_checks_by_itself(archive: Archive) -> None:
    ended(archive)
    assert f"sealed with the one before it. We checked all the seals just now, {SEALS_FIT}" in record(archive)


def test_afterwards_it_says_when_all_was_checked(archive: Archive) -> None:
    ended(archive)
    assert work(archive) > 0
    archive.bench.advance(timedelta(minutes=30))
    assert f"We last checked all the seals on 11 April 2026, 10:30, {SEALS_FIT}" in record(archive)
    assert f"We checked all the seals just now, {SEALS_FIT}" in seals(archive)


def test_a_changed_step_comes_out_at_once_where_all_is_checked_and_at_the_next_check_everywhere(
    archive: Archive,
) -> None:
    ended(archive)
    work(archive)
    archive.damage(TAMPERED)
    assert SEALS_BROKEN in seals(archive)
    assert "last checked all the seals on 11 April 2026, 10:30" in record(archive)
    assert work(archive, CHECK_EVERY) > 0
    for text in (record(archive), seals(archive)):
        assert SEALS_BROKEN in text
        assert SEALS_FIT not in text


def test_what_came_after_the_last_check_is_checked_at_each_view(archive: Archive) -> None:
    ended(archive)
    work(archive)
    archive.put("tendering.challenge_raised.v1")
    last = len(archive.entries())
    assert SEALS_FIT in record(archive)
    archive.damage("UPDATE entries SET reason = 'Other.' WHERE chain = :chain AND position = :last", last=last)
    assert f"The seals do not fit from step {last} on." in record(archive)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM entries WHERE chain = :chain AND type = 'tendering.commission_abandoned.v1'",
        "UPDATE heads SET length = length - 1 WHERE chain = :chain",
        "UPDATE heads SET hash = 'other' WHERE chain = :chain",
        "DELETE FROM heads WHERE chain = :chain",
    ],
)
def test_an_end_that_is_another_is_found_by_the_next_check(archive: Archive, statement: str) -> None:
    ended(archive)
    work(archive)
    archive.damage(statement)
    work(archive, CHECK_EVERY)
    assert "No, something is wrong. The seals do not fit" in record(archive)


def test_a_chain_written_anew_from_its_start_is_found_by_the_head_that_was_noted(archive: Archive) -> None:
    auditor = archive.seat(Role.AUDITOR)
    archive.put_body({"number": 1})
    work(archive)
    noted = (note(archive).length, note(archive).hash)
    for table in ("entries", "heads"):
        archive.damage(f"DELETE FROM {table} WHERE chain = :chain")  # noqa: S608
    archive.put_body({"number": 2})
    archive.put_body({"number": 3})
    archive.put_body({"number": 4})
    assert archive.verification(auditor) == {"whole": False, "first_broken_position": 2, "withheld": ""}
    work(archive, CHECK_EVERY)
    assert (note(archive).length, note(archive).hash) == noted
    assert note(archive).first_broken == 2


def test_a_chain_of_which_every_trace_was_taken_away_is_still_looked_for(archive: Archive) -> None:
    archive.put_body({"number": 1})
    work(archive)
    for table in ("entries", "heads"):
        archive.damage(f"DELETE FROM {table} WHERE chain = :chain")  # noqa: S608
    work(archive, CHECK_EVERY)
    assert note(archive).first_broken == 1


def test_only_what_is_due_is_checked(archive: Archive) -> None:
    archive.put_body({"number": 1})
    assert work(archive) == 1
    assert work(archive) == 0
    archive.put_body({"number": 2}, key="other")
    assert work(archive, timedelta(minutes=10)) == 1
    assert work(archive, CHECK_EVERY - timedelta(minutes=10)) == 1
    assert work(archive, CHECK_EVERY) == 2


def test_a_worker_that_is_to_stop_stops_between_two_chains(archive: Archive) -> None:
    archive.put_body({"number": 1})
    stop = StopSign()
    stop.set()
    assert check_what_is_due(archive.bench.runtime, stop) == 0
    assert archive.bench.rows(Check) == []


def test_the_page_does_not_read_the_contents_of_what_was_checked(archive: Archive) -> None:
    """So it stays quick however long the trail: the check at a view reads only what lies behind the last one."""
    ended(archive)
    work(archive)
    asked: list[tuple[str, object]] = []

    def hear(_c: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        if "heads.length AS head_length" in statement:
            asked.append((statement, values))

    event.listen(archive.bench.runtime.read_sessions.kw["bind"], "before_cursor_execute", hear)
    record(archive)
    ((_, values),) = asked
    assert len(archive.entries()) in tuple(values)  # type: ignore[arg-type]


def test_seals_of_what_has_not_ended_are_for_nobody(archive: Archive) -> None:
    archive.start()
    read(archive, f"/records/{archive.commission_id}/seals", 404)


def test_where_bids_were_never_opened_the_page_of_seals_counts_nothing(archive: Archive) -> None:
    ended(archive, opened=False)
    work(archive)
    text = seals(archive)
    assert "Nobody is told how many there were." in text
    assert SEALS_FIT not in text
    assert not any(letter.isdigit() for letter in text)
