"""The timeline's pages and filters, and the exports."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import pytest
import rfc8785

from services.decision_trail.rules.reading import safe_cell
from shared.access import Caller
from shared.canonical import time_text
from shared.ids import new_id
from shared.roles import Role
from tests.decision_trail.archive import GENESIS, Archive, recomputed

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u3000=1", "\uff1d1", "\uff0b1", "\uff20a"]
PLAIN = ["", "Because.", "'", "''=1", 'a "quoted", word', "two\nlines", "two\r\nlines", "a;b", "1 - 1", "a\u2028b"]


def every_page(archive: Archive, caller: Caller, **query: Any) -> list[dict[str, Any]]:
    found, cursor, rounds = [], 0, 0
    while True:
        page = archive.timeline(caller, cursor=cursor, **query)
        found += page["items"]
        rounds += 1
        assert rounds < 50
        if page["next"] is None:
            return found
        assert page["next"] > cursor
        cursor = page["next"]


def test_two_thousand_entries_are_paged_through_without_a_gap(archive: Archive) -> None:
    auditor = archive.reader()
    archive.take([archive.message({"number": number}) for number in range(2000)])
    items = every_page(archive, auditor)
    assert [item["position"] for item in items] == list(range(1, 2004))
    assert [item["data"]["number"] for item in items[3:]] == list(range(2000))
    assert len(archive.timeline(auditor)["items"]) == 200
    lines = archive.lines(auditor)
    assert recomputed(lines) == (archive.read("head", auditor).json or {})["hash"]
    assert len(archive.table(auditor)) == 2003
    assert archive.verification(auditor)["whole"] is True


@pytest.mark.parametrize("count", [0, 196, 197, 198, 397])
def test_a_page_that_ends_with_the_trail_leads_nowhere_that_is_lost(archive: Archive, count: int) -> None:
    auditor = archive.reader()
    archive.take([archive.message({"number": number}) for number in range(count)])
    assert len(every_page(archive, auditor)) == 3 + count


def test_entries_that_come_while_somebody_pages_are_not_missed(archive: Archive) -> None:
    auditor = archive.reader()
    archive.take([archive.message({"number": number}) for number in range(300)])
    first = archive.timeline(auditor)
    archive.take([archive.message({"number": 300})])
    rest = archive.timeline(auditor, cursor=first["next"])
    assert [item["position"] for item in first["items"] + rest["items"]] == list(range(1, 305))


def test_the_timeline_is_filtered_by_type_actor_and_time(archive: Archive) -> None:
    auditor, one, other = archive.reader(), new_id(), new_id()
    times = []
    for number, actor in enumerate((one, other, one, "system")):
        times.append(archive.bench.advance(timedelta(hours=1)))
        archive.put_body({"n": number}, f"future.kind_{number % 2}.v1", actor=actor, time=archive.bench.now)

    def numbers(**query: Any) -> list[int]:
        return [item["data"]["n"] for item in every_page(archive, auditor, **query) if "n" in item["data"]]

    assert numbers(type="future.kind_0.v1") == [0, 2]
    assert numbers(type="future.kind_7.v1") == []
    assert numbers(actor=one) == [0, 2]
    assert numbers(actor=new_id()) == []
    assert numbers(actor="system") == [3]
    assert numbers(since=time_text(times[1])) == [1, 2, 3]
    assert numbers(until=time_text(times[1])) == [0]
    assert numbers(since=time_text(times[1]), until=time_text(times[3])) == [1, 2]
    assert numbers(since=times[2].isoformat()) == [2, 3]
    assert numbers(since="2026-03-02T23:59:00-10:00") == []
    assert numbers(type="future.kind_0.v1", actor=one, since=time_text(times[1])) == [2]
    assert [item["position"] for item in archive.timeline(auditor, cursor=5)["items"]] == [6, 7]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"type": "bids_opened"}, "type"),
        ({"type": ""}, "type"),
        ({"type": "x" * 101}, "type"),
        ({"type": "tendering.bids_opened.v1' OR 1=1 --"}, "type"),
        ({"type": "tendering.bids_opened.v1\x00"}, "type"),
        ({"actor": "somebody"}, "actor"),
        ({"actor": ""}, "actor"),
        ({"actor": "%"}, "actor"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-03-02"}, "since"),
        ({"since": "2026-03-02T10:00:00"}, "since"),
        ({"since": "2026-02-30T10:00:00Z"}, "since"),
        ({"until": "10"}, "until"),
        ({"until": "0001-01-01T00:00:00+14:00"}, "until"),
        ({"cursor": "-1"}, "cursor"),
        ({"cursor": "1.0"}, "cursor"),
        ({"cursor": "1_0"}, "cursor"),
        ({"cursor": "\u0663"}, "cursor"),
        ({"cursor": "9" * 5000}, "cursor"),
        ({"cursor": str(2**31)}, "cursor"),
        ({"cursor": ""}, "cursor"),
    ],
)
def test_a_filter_of_another_shape_is_refused_by_its_name(archive: Archive, query: dict[str, str], field: str) -> None:
    answer = archive.read("timeline", archive.reader(), **query)
    assert answer.status_code == 422
    assert [error["field"] for error in (answer.json or {})["errors"]] == [field]


@pytest.mark.parametrize("until", ["2026-03-02T10:00:00Z", "2026-03-02T09:59:59Z", "2026-03-02T10:59:00+01:00"])
def test_times_the_wrong_way_round_are_refused(archive: Archive, until: str) -> None:
    answer = archive.read("timeline", archive.reader(), since="2026-03-02T10:00:00Z", until=until)
    assert (answer.status_code, (answer.json or {})["code"]) == (422, "times_are_the_wrong_way_round")


def test_a_provider_cannot_look_for_what_a_seat_did(archive: Archive) -> None:
    provider = archive.seat(Role.PROVIDER)
    archive.put("tendering.bids_opened.v1")
    answer = archive.read("timeline", provider, actor=archive.reader().seat)
    assert (answer.status_code, (answer.json or {})["code"]) == (403, "seats_are_withheld")
    assert archive.timeline(provider, type="tendering.bids_opened.v1")["items"]


@pytest.mark.parametrize("path", ["/commissions/x/timeline", "/records/x", "/records/../../etc", "/nothing"])
def test_an_address_that_is_none_is_a_clear_problem(archive: Archive, path: str) -> None:
    answer = archive.ask(path, archive.reader())
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nobody_writes_to_the_trail_by_hand(archive: Archive, method: str) -> None:
    auditor = archive.reader()
    for what in ("timeline", "head", "verification", "export.csv", "export.jsonl"):
        path = f"/decision_trail/commissions/{archive.commission_id}/{what}"
        answer = archive.client.open(path, method=method, json={}, headers=archive.bench.headers(auditor))
        assert answer.status_code == 405


def test_exports_are_files_with_a_name_and_stay_the_same(archive: Archive) -> None:
    auditor = archive.reader()
    archive.put_body({"z": 1, "a": {"\u20ac": 1.50}}, reason="Why not?")
    first = {what: archive.read(what, auditor) for what in ("export.jsonl", "export.csv")}
    for what, answer in first.items():
        kind = {"export.jsonl": "application/jsonl", "export.csv": "text/csv"}[what]
        assert answer.content_type == f"{kind}; charset=utf-8"
        name = f"trail-{archive.commission_id}.{what.split('.')[1]}"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert archive.read(what, auditor).data == answer.data
    archive.put_body({})
    for what, answer in first.items():
        assert archive.read(what, auditor).data.startswith(answer.data)


def test_an_empty_trail_exports_as_nothing_and_a_header(archive: Archive) -> None:
    auditor = archive.reader()
    archive.damage("DELETE FROM entries WHERE chain = :chain")
    assert archive.read("export.jsonl", auditor).text == ""
    assert archive.read("export.csv", auditor).text.count("\r\n") == 1


def test_the_whole_chain_can_be_recomputed_from_the_table_too(archive: Archive) -> None:
    auditor = archive.reader()
    for reason in (*HOSTILE, *PLAIN):
        archive.put_body({"text": reason}, reason=reason)
    rows, previous = archive.table(auditor), GENESIS
    for position, row in enumerate(rows, start=1):
        names = ("id", "type", "source", "subject", "time", "actor", "reason", "causationid")
        event: Any = {**{name: row[name] for name in names}, "data": json.loads(row["data"])}
        covered: Any = {
            "chain": row["chain"],
            "position": int(row["position"]),
            "previous_hash": previous,
            "event": event,
        }
        assert (covered["position"], row["previous_hash"]) == (position, previous)
        previous = hashlib.sha256(rfc8785.dumps(covered)).hexdigest()
        assert row["hash"] == previous, position
    assert [row["reason"] for row in rows[3:]] == [*HOSTILE, *PLAIN]
    assert previous == archive.entries()[-1].hash


def test_the_table_has_a_header_and_no_cell_that_a_spreadsheet_runs(archive: Archive) -> None:
    auditor = archive.reader()
    for text in HOSTILE:
        archive.put_body({text: text}, reason=text, actor=text, causation_id=text, source=text)
    rows = list(csv.reader(io.StringIO(archive.read("export.csv", auditor).text, newline="")))
    assert rows[0] == [
        "position", "time", "type", "actor", "reason", "id", "causationid", "data", "previous_hash", "hash", "chain",
        "source", "subject",
    ]  # fmt: skip
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows:
        for cell in row:
            assert cell.strip()[:1] not in tuple("=+-@\uff1d\uff0b\uff0d\uff20"), cell


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_gets_one_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", [text for text in PLAIN if not text.startswith("'")])
def test_a_plain_cell_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_what_an_event_means_and_who_acted_is_said_in_words(archive: Archive) -> None:
    auditor = archive.reader()
    young = archive.seat(Role.YOUNG_PERSON)
    archive.put("specification.clause_agreed.v1", actor=young.seat)
    archive.put("specification.clause_agreed.v1", actor=young.holder_id)
    archive.put("specification.clause_agreed.v1", actor=new_id())
    archive.put("youth_panel.choice_voted.v1", actor="system")
    items = archive.timeline(auditor)["items"]
    assert [item["actor_role"] for item in items[-4:]] == ["young_person", "young_person", "", "system"]
    assert items[-1]["what"] == "A seat has had its say in the choice."
