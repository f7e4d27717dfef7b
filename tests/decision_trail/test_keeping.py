"""Every event is kept once and in order, in a chain that anyone can recompute."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest

from services.decision_trail.event_handlers import HANDLERS
from services.decision_trail.models import Base, Entry, KnownCommission
from services.decision_trail.worker import SERVICE
from shared.contracts.declaration import REGISTRY
from shared.ids import new_id
from shared.messaging.intake import Intake
from shared.messaging.rebuild import rebuild
from shared.roles import Role
from tests.decision_trail.archive import GENESIS, SAMPLES, Archive, recomputed, sample

ODD_BODIES: list[dict[str, Any]] = [
    {},
    {"nothing": None, "yes": True, "no": False, "list": [[], {}, [1, [2]]]},
    {"float": 1.5, "tiny": 5e-324, "huge": 1e300, "round": 4.0, "minus": -0.0, "edge": 2**53 - 1},
    {"text": 'quotes " and \\ and \u2028 and \U0001f9ed', "nul": "a\x00b", "": "no name"},
    {"\u20ac": 1, "\r": 2, "\U0001f600": 3, "1": 4, "\ufb33": 5},
    {"commission_id": 7, "role": ["provider"], "seat_id": {}},
]


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.json")))
def test_every_event_there_is_gets_kept_once_under_its_key(archive: Archive, name: str) -> None:
    event = sample(name)
    message = archive.bench.handle(event, actor="system", reason="Because.")
    (entry,) = archive.entries(event.key)
    assert (entry.event_id, entry.type, entry.position, entry.previous_hash) == (message.id, name, 1, GENESIS)
    assert (entry.data, entry.reason, entry.occurred_at) == (event.to_wire(), "Because.", archive.bench.now)


def test_no_event_is_left_without_a_sample() -> None:
    assert {path.stem for path in SAMPLES.glob("*.json")} == set(REGISTRY)


def test_events_stand_in_the_order_in_which_they_came_whatever_their_times(archive: Archive) -> None:
    auditor = archive.seat(Role.AUDITOR)
    archive.start()
    late = datetime(2020, 1, 1, tzinfo=UTC)
    archive.bench.handle(sample("specification.clause_agreed.v1", commission_id=archive.commission_id), time=late)
    archive.put("tendering.commission_abandoned.v1")
    kept = archive.entries()
    assert [entry.position for entry in kept] == [1, 2, 3, 4]
    assert [entry.type.rsplit(".", 2)[1] for entry in kept] == [
        "seat_taken", "commission_started", "clause_agreed", "commission_abandoned",
    ]  # fmt: skip
    assert kept[2].occurred_at == late
    assert recomputed(archive.lines(auditor)) == kept[-1].hash


def test_a_batch_with_repeats_in_it_makes_one_whole_chain(archive: Archive) -> None:
    auditor = archive.seat(Role.AUDITOR)
    messages = [archive.message({"number": number}) for number in range(40)]
    assert archive.take([*messages[:25], *messages[10:], *messages]) == 40
    assert [entry.data["number"] for entry in archive.entries()[1:]] == list(range(40))
    assert recomputed(archive.lines(auditor)) == (archive.read("head", auditor).json or {})["hash"]
    assert archive.verification(auditor) == {"whole": True, "first_broken_position": None, "withheld": ""}


@pytest.mark.parametrize("body", ODD_BODIES, ids=str)
def test_events_of_a_later_version_are_kept_as_they_came(archive: Archive, body: dict[str, Any]) -> None:
    auditor = archive.seat(Role.AUDITOR)
    message = archive.put_body(body)
    line = archive.lines(auditor)[-1]
    assert (line["event"]["id"], line["event"]["type"], line["event"]["data"]) == (message.id, message.type, body)
    assert recomputed(archive.lines(auditor)) == archive.entries()[-1].hash
    assert archive.verification(auditor)["whole"] is True
    item = archive.timeline(auditor)["items"][-1]
    assert (item["data"], item["what"]) == (body, "Something this version does not know.")


def test_a_field_that_a_later_version_added_is_kept(archive: Archive) -> None:
    auditor = archive.seat(Role.AUDITOR)
    body = sample("specification.clause_drafted.v1", commission_id=archive.commission_id).to_wire()
    archive.put_body({**body, "mood": 0.5}, "specification.clause_drafted.v1")
    assert archive.lines(auditor)[-1]["event"]["data"] == {**body, "mood": 0.5}
    assert recomputed(archive.lines(auditor)) == archive.entries()[-1].hash


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ('{"n": 9007199254740992}', {}),
        ('{"n": NaN}', {}),
        ('{"n": 1e999}', {}),
        ('{"n": "\\ud800"}', {}),
        ("[" * 400 + "]" * 400, {}),
        ('{"n": ' + "[" * 1500 + "]" * 1500 + "}", {}),
        ('{"n": ' + "[" * 900_000 + "]" * 900_000 + "}", {}),
        ("{}", {"actor": "x" * 37}),
        ("{}", {"source": "x" * 101}),
        ("{}", {"event_type": "future." + "x" * 100 + ".v1"}),
        ("{}", {"causation_id": "x" * 37}),
        ("{}", {"reason": "a\x00b"}),
    ],
)
def test_what_cannot_be_kept_is_set_aside_and_stops_nobody_else(
    archive: Archive, body: str, fields: dict[str, Any]
) -> None:
    from shared.messaging.tables import TABLES  # noqa: PLC0415

    message = archive.put_body(body, **fields)
    (kept,) = archive.bench.rows(TABLES.set_aside)
    assert kept.event_id == message.id
    assert archive.entries() == []
    other = new_id()
    archive.put_body({}, key=other)
    assert len(archive.entries(other)) == 1


@pytest.mark.parametrize("event_type", ["tendering.contract_signed.v1", "tendering.commission_abandoned.v1"])
def test_an_end_of_a_commission_whose_beginning_was_skipped_is_kept_and_has_no_page(
    archive: Archive, event_type: str
) -> None:
    archive.put(event_type)
    assert [entry.type for entry in archive.entries()] == [event_type]
    assert archive.bench.rows(KnownCommission) == []
    assert archive.ask(f"/records/{archive.commission_id}").status_code == 404


def test_an_event_of_no_commission_has_a_chain_of_its_own(archive: Archive) -> None:
    auditor = archive.seat(Role.AUDITOR)
    key = new_id()
    archive.bench.handle(sample("tendering.organisation_registered.v1", organisation_id=key))
    archive.bench.handle(sample("people.session_revoked.v1", session_id="not-a-uuid"))
    archive.start()
    assert [(entry.chain, entry.position, entry.previous_hash) for entry in archive.entries(key)] == [(key, 1, GENESIS)]
    assert len(archive.entries("not-a-uuid")) == 1
    assert {line["chain"] for line in archive.lines(auditor)} == {archive.commission_id}
    assert archive.ask(f"/commissions/{key}/timeline", auditor).status_code == 403


def test_an_event_with_an_empty_key_is_kept_too(archive: Archive) -> None:
    archive.take([archive.bench.message(sample("people.person_erased.v1", holder_id=""), key="")])
    assert [entry.chain for entry in archive.bench.rows(Entry)] == [""]


def test_commissions_do_not_touch_each_other_s_chains(archive: Archive) -> None:
    auditor, other = archive.seat(Role.AUDITOR), new_id()
    for number in range(6):
        archive.put_body({"number": number}, key=other if number % 2 else "")
    assert [entry.data["number"] for entry in archive.entries(other)] == [1, 3, 5]
    assert [line["event"]["data"]["number"] for line in archive.lines(auditor)[1:]] == [0, 2, 4]
    recomputed(archive.lines(auditor))


def test_two_workers_that_take_events_of_one_commission_at_once_make_one_whole_chain(archive: Archive) -> None:
    auditor = archive.seat(Role.AUDITOR)
    shared = [archive.message({"both": number}) for number in range(15)]
    own = [[archive.message({"worker": worker, "number": n}) for n in range(15)] for worker in range(2)]
    start = Barrier(2)

    def work(worker: int) -> None:
        intake = Intake(archive.bench.runtime, SERVICE.handlers)
        start.wait()
        for mine, common in zip(own[worker], shared, strict=True):
            intake.take([mine, common])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    kept = archive.entries()
    assert len(kept) == 1 + 15 + 2 * 15
    assert [entry.position for entry in kept] == list(range(1, len(kept) + 1))
    for worker in range(2):
        numbers = [entry.data["number"] for entry in kept if entry.data.get("worker") == worker]
        assert numbers == list(range(15))
    assert recomputed(archive.lines(auditor)) == kept[-1].hash
    assert archive.verification(auditor)["whole"] is True


def test_a_rebuild_from_the_log_makes_the_same_chain(archive: Archive) -> None:
    seat = archive.bench.message(
        sample("people.seat_taken.v1", commission_id=archive.commission_id, role="auditor", seat_id=new_id())
    )
    archive.take([seat])
    log = [seat, archive.put("specification.commission_started.v1"), archive.put_body({"float": 0.25})]
    log.append(archive.put("tendering.commission_abandoned.v1", reason="No money."))
    before = [entry.hash for entry in archive.entries()]
    known = [(row.title, row.ended_at) for row in archive.bench.rows(KnownCommission)]
    assert rebuild(archive.bench.runtime, Base.metadata, HANDLERS, [*log, *log], lambda _: None) == 4
    assert [entry.hash for entry in archive.entries()] == before
    assert [(row.title, row.ended_at) for row in archive.bench.rows(KnownCommission)] == known


def test_the_line_of_an_export_is_canonical_json(archive: Archive) -> None:
    import rfc8785  # noqa: PLC0415

    auditor = archive.seat(Role.AUDITOR)
    archive.put_body(ODD_BODIES[4])
    for line in archive.read("export.jsonl", auditor).text.split("\n")[:-1]:
        assert rfc8785.dumps(json.loads(line)).decode() == line
