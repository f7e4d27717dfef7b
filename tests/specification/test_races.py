"""Several people act in the same moment, on both databases: each act sees what the one before it left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from services.specification.models import Clause, ClauseChange, SignOff
from services.specification.queries.commissions import open_commission
from services.specification.queries.deciding import decision_of
from services.specification.queries.library import brought_in_seen, sources_of
from services.specification.rules.signing import SignedAlready
from services.specification.rules.texts import TextHasChanged
from services.specification.schemas.library import LibraryFile
from services.specification.use_cases.bring_in import bring_in
from services.specification.use_cases.draft_clause import draft_clause
from services.specification.use_cases.edit_clause import edit_clause
from services.specification.use_cases.merge_clauses import merge_clauses
from services.specification.use_cases.move_clause import move_clause
from services.specification.use_cases.set_criteria import set_criteria
from services.specification.use_cases.sign_off import sign_off
from services.specification.use_cases.write_together import write_together
from services.specification.worker import SERVICE
from shared.access import Caller
from shared.contracts.specification import SpecificationAgreed
from shared.roles import Role
from tests import kit
from tests.kit import Bench, PostgresBench
from tests.specification.test_deciding import close, opened, shown, vote
from tests.specification.test_library import file_of, signed
from tests.specification.test_pages import at, browser
from tests.specification.workshop import Workshop, criteria

AT_ONCE = 6
ROUNDS = 5
Act = tuple[Callable[..., Any], Caller, dict[str, Any]]


@pytest.fixture(params=["embedded", "distributed"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    if request.param == "embedded":
        made = Bench(SERVICE, tmp_path)
    else:
        made = PostgresBench(
            SERVICE, tmp_path, request.getfixturevalue("distributed_engines").database("specification")
        )
    yield made
    made.runtime.close()


def at_once(workshop: Workshop, acts: list[Act]) -> list[Any]:
    """Run the use cases in the same moment; return their results or the kinds of their refusals."""

    def ready(act: Act) -> Callable[[], Any]:
        use_case, caller, fields = act

        def run() -> Any:
            with workshop.bench.session() as session:
                return use_case(
                    session, commission_id=workshop.commission_id, caller=caller, now=workshop.bench.now, **fields
                )

        return run

    return kit.at_once([ready(act) for act in acts])


def _agreements(workshop: Workshop) -> list[SpecificationAgreed]:
    return [event for event in workshop.bench.events() if isinstance(event, SpecificationAgreed)]


def test_the_quorum_is_met_once_however_many_sign_together(bench: Bench) -> None:
    for _ in range(ROUNDS):
        workshop = Workshop(bench, sign_off_quorum=4)
        workshop.ready()
        workshop.sign(workshop.commissioner)
        young = [workshop.seat(Role.YOUNG_PERSON) for _ in range(AT_ONCE)]
        before = len(_agreements(workshop))
        at_once(workshop, [(sign_off, caller, {"sha256": workshop.sha256()}) for caller in young])
        assert len(workshop.document()["signed_by"]) == AT_ONCE
        (agreed,) = _agreements(workshop)[before:]
        assert len(agreed.sign_offs) == 4


def test_one_person_who_signs_twice_in_one_moment_signs_once(bench: Bench) -> None:
    workshop = Workshop(bench, sign_off_quorum=2)
    workshop.ready()
    act: Act = (sign_off, workshop.young[0], {"sha256": workshop.sha256()})
    results = at_once(workshop, [act] * AT_ONCE)
    assert results.count(SignedAlready) == AT_ONCE - 1
    assert len(workshop.bench.rows(SignOff)) == 1
    assert _agreements(workshop) == []


def test_of_edits_of_one_version_the_first_stands_and_the_others_are_told(bench: Bench) -> None:
    workshop = Workshop(bench)
    clause = workshop.draft()
    for version in range(1, ROUNDS + 1):
        words = [f"Words {version} of writer {number}." for number in range(AT_ONCE)]
        results = at_once(
            workshop,
            [
                (edit_clause, workshop.young[number % 3],
                 {"clause_id": clause.clause_id, "heading": "Open", "text": text, "version": version})
                for number, text in enumerate(words)
            ],
        )  # fmt: skip
        assert results.count(TextHasChanged) == AT_ONCE - 1
        (current,) = workshop.clauses()
        assert (current.version, current.text in words) == (version + 1, True)


def test_criteria_set_in_the_same_moment_do_not_overwrite_each_other(bench: Bench) -> None:
    workshop = Workshop(bench)
    lists = [[{**each, "guidance": f"Writer {number}."} for each in criteria()] for number in range(AT_ONCE)]
    results = at_once(
        workshop, [(set_criteria, workshop.young[0], {"criteria": wanted, "version": 0}) for wanted in lists]
    )
    assert results.count(TextHasChanged) == AT_ONCE - 1
    assert workshop.commission().criteria_version == 1


def test_clauses_drafted_in_the_same_moment_get_numbers_of_their_own(bench: Bench) -> None:
    workshop = Workshop(bench)
    at_once(workshop, [(draft_clause, workshop.young[0], {"heading": f"H {n}", "text": "T."}) for n in range(AT_ONCE)])
    assert [clause.number for clause in workshop.clauses()] == list(range(1, AT_ONCE + 1))


def test_no_signature_stands_under_a_text_that_changed_in_the_same_moment(bench: Bench) -> None:
    for _ in range(ROUNDS):
        workshop = Workshop(bench, sign_off_quorum=1)
        clause = workshop.ready()
        sha256 = workshop.sha256()
        signing: list[Act] = [(sign_off, caller, {"sha256": sha256}) for caller in workshop.young]
        words = {"clause_id": clause.clause_id, "heading": "Open", "text": "It is open all night.", "version": 1}
        at_once(workshop, [*signing, (edit_clause, workshop.young[0], words)])
        assert workshop.document()["signed_by"] == []
        assert workshop.commission().agreed_sha256 is None


def test_everybodys_letters_are_there_when_many_write_in_the_same_moment(bench: Bench) -> None:
    workshop = Workshop(bench)
    clause = workshop.draft(text="ab")
    for round_number in range(ROUNDS):
        acts: list[Act] = [
            (
                write_together, workshop.young[n % 3],
                {
                    "clause_id": clause.clause_id, "number": 0,
                    "changes": [{"key": f"{round_number}-{n}", "change": [1, [0, chr(99 + n)], 1]}],
                },
            )
            for n in range(AT_ONCE)
        ]  # fmt: skip
        answers = at_once(workshop, acts)
        assert all(isinstance(each, list) for each in answers), answers
    (written,) = workshop.clauses()
    assert written.live_number == AT_ONCE * ROUNDS
    assert sorted(written.live_text) == sorted("ab" + "cdefgh" * ROUNDS)
    assert [row.number for row in workshop.bench.rows(ClauseChange)] == list(range(1, AT_ONCE * ROUNDS + 1))


def _joins(first: Clause, second: Clause) -> dict[str, Any]:
    both = f"{first.text}\n\n{second.text}"
    return {
        "clause_id": first.clause_id, "other_id": second.clause_id, "heading": first.heading, "text": both, "number": 0,
        "other_number": 0,
    }  # fmt: skip


def test_two_parts_are_put_together_once_however_many_do_it_together(bench: Bench) -> None:
    for _ in range(ROUNDS):
        workshop = Workshop(bench)
        first, second = (workshop.draft(heading=name, text=f"It is {name}.") for name in ("late", "warm"))
        found = at_once(
            workshop,
            [
                (merge_clauses, workshop.young[n % 3], _joins(*((first, second) if n % 2 else (second, first))))
                for n in range(AT_ONCE)
            ],
        )
        assert sum(isinstance(each, Clause) for each in found) == 1
        (left,) = workshop.clauses()
        assert left.number == 1
        assert sorted(left.live_text.split("\n\n")) == ["It is late.", "It is warm."]


def test_what_is_typed_while_parts_are_put_together_is_in_the_text_or_refused(bench: Bench) -> None:
    for _ in range(ROUNDS):
        workshop = Workshop(bench)
        first, second = (workshop.draft(heading=name, text=f"It is {name}.") for name in ("late", "warm"))
        types = [
            (
                write_together, workshop.young[n % 3],
                {
                    "clause_id": second.clause_id, "number": 0,
                    "changes": [{"key": f"k{n}", "change": [len(second.text), [0, f" {n}!"]]}],
                },
            )
            for n in range(AT_ONCE)
        ]  # fmt: skip
        found = at_once(
            workshop, [*types[:3], (merge_clauses, workshop.facilitator, _joins(first, second)), *types[3:]]
        )
        (left,) = workshop.clauses()
        for n, result in enumerate([*found[:3], *found[4:]]):
            assert (f" {n}!" in left.live_text) == isinstance(result, list), result
        assert isinstance(found[3], Clause)


def test_parts_moved_together_have_each_a_number_of_their_own(bench: Bench) -> None:
    workshop = Workshop(bench)
    clauses = [workshop.draft(heading=str(n)) for n in range(4)]
    for _ in range(ROUNDS):
        now = {each.clause_id: each.number for each in workshop.clauses()}
        moves: list[Act] = [
            (move_clause, workshop.young[n % 3], {
                "clause_id": each.clause_id, "was": now[each.clause_id], "number": 1 + now[each.clause_id] % 4,
            })
            for n, each in enumerate(clauses)
        ]  # fmt: skip
        at_once(workshop, moves)
        assert [each.number for each in workshop.clauses()] == [1, 2, 3, 4]


def test_two_start_from_the_same_words_and_both_come_in_on_either_engine(bench: Bench) -> None:
    """On a database made by the migrations, too: what there is to start from is found, and comes in whole."""
    there, here = signed(Workshop(bench)), Workshop(bench)
    there.publish()
    with bench.runtime.read_sessions() as session:
        (source,) = sources_of(session, here.commission_id, here.facilitator)
        assert source.commission_id == there.commission_id
    source_file = LibraryFile().load(file_of(there))
    fields = {"source": source_file, "clauses": [1], "criteria": [1, 2]}
    found = at_once(here, [(bring_in, here.facilitator, fields), (bring_in, here.young[0], fields)])
    assert [len(each) for each in found] == [3, 3]
    assert [each.number for each in here.clauses()] == [1, 2]
    with bench.runtime.read_sessions() as session:
        assert len(brought_in_seen(session, here.commission_id, here.young[1])) == 6


def test_a_decision_is_closed_while_others_vote_and_nobody_waits_for_ever(bench: Bench) -> None:
    workshop = Workshop(bench)
    decision = opened(workshop, way="consent", quorum=1)
    vote(workshop, decision, workshop.young[0], answer="object", reason="It is too late for my bus.")
    with ThreadPoolExecutor(1) as other:
        with bench.session() as session:
            open_commission(session, workshop.commission_id)
            closing = other.submit(close, workshop, decision, "Time is short.")
            time.sleep(0.5)
            decision_of(session, workshop.commission_id, decision.decision_id, held=True)
        closing.result(timeout=10)
    assert shown(workshop, decision).outcome == "no"


@pytest.mark.parametrize(
    "path",
    ["/wall?words=a%00b", "/text/new?from=%00", "/deciding/new?about=clause&subject_id=%00"],
)
def test_what_no_database_keeps_is_refused_on_either_engine(bench: Bench, path: str) -> None:
    workshop = Workshop(bench)
    page = browser(workshop, workshop.facilitator).open(at(workshop, path))
    assert page.status in (200, 404, 422)
