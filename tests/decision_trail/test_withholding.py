"""What is withheld from whom until when: every class of docs/decisions/0004, before and after, for every role."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from services.decision_trail.rules.withholding import (
    WITHHELD_HIDDEN,
    WITHHELD_JUDGING,
    WITHHELD_ORGANISATION,
    WITHHELD_POSITION,
)
from shared.access import Caller
from shared.ids import new_id
from shared.roles import Role
from tests.decision_trail.archive import SAMPLES, Archive, recomputed, sample

SEALED = ["tendering.bid_submitted.v1", "tendering.bid_withdrawn.v1", "tendering.late_bid_refused.v1"]
UNTIL_THE_LOCK = {
    "tendering.bid_opened.v1": {
        "organisation_id": WITHHELD_ORGANISATION,
        "handed_in_by": WITHHELD_ORGANISATION,
        "answers": WITHHELD_JUDGING,
    },
    "youth_panel.interest_declared.v1": {"organisation_id": WITHHELD_ORGANISATION},
    "youth_panel.seat_recused.v1": {"organisation_id": WITHHELD_ORGANISATION},
    "youth_panel.scoring_abstained.v1": {},
    "youth_panel.scores_revealed.v1": dict.fromkeys(("scores", "abstentions", "seals"), WITHHELD_JUDGING),
    "youth_panel.score_agreed.v1": {"agreed": WITHHELD_JUDGING},
}
REASONS = {
    "tendering.bid_opened.v1": "SECRET WORDS",
    "youth_panel.interest_declared.v1": WITHHELD_ORGANISATION,
    "youth_panel.seat_recused.v1": WITHHELD_ORGANISATION,
    "youth_panel.scoring_abstained.v1": WITHHELD_JUDGING,
    "youth_panel.scores_revealed.v1": "SECRET WORDS",
    "youth_panel.score_agreed.v1": WITHHELD_JUDGING,
}
CHECKERS = (Role.COMMISSIONER, Role.AUDITOR)
OPENED, LOCKED = "tendering.bids_opened.v1", "youth_panel.scores_locked.v1"


def types(answer: dict[str, Any]) -> list[str]:
    return [item["type"] for item in answer["items"]]


def put_sealed(archive: Archive) -> list[str]:
    """Everything that is sealed; returns what betrays it."""
    bidder = archive.seat(Role.PROVIDER)
    for event_type in SEALED:
        archive.put(event_type, actor=bidder.seat, reason="BETRAYED", bid_id=f"bid-{event_type}")
    archive.put("people.seat_ended.v1", seat_id=bidder.seat, holder_id=bidder.holder_id, role="provider")
    return [bidder.seat, bidder.holder_id, "BETRAYED", "bid-", "provider"]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("published", [True, False])
def test_before_the_opening_nobody_sees_a_bid_or_a_providers_seat_or_can_count_them(
    archive: Archive, role: Role, published: bool
) -> None:
    caller = archive.seat(role)
    archive.start()
    if published:
        archive.put("tendering.tender_published.v1")
    # One provider's seat at least: what can be seen of it is that there is one.
    archive.seat(Role.PROVIDER)
    before = {what: archive.read(what, caller).data for what in ("timeline", "head", "verification")}
    betrayers = put_sealed(archive)
    for what, answer in before.items():
        assert archive.read(what, caller).data == answer, what
    for event_type in (*SEALED, "people.seat_ended.v1"):
        assert archive.timeline(caller, type=event_type)["items"] == []
    page = archive.timeline(caller)
    assert (page["next"], page["withheld"]) == (None, WITHHELD_POSITION)
    assert all({"position", "hash", "previous_hash"}.isdisjoint(item) for item in page["items"])
    assert archive.read("head", caller).json == {"length": None, "hash": None, "withheld": WITHHELD_POSITION}
    found = archive.verification(caller)
    assert found == {"whole": True, "first_broken_position": None, "withheld": WITHHELD_POSITION}
    for what in ("export.jsonl", "export.csv"):
        answer = archive.read(what, caller)
        assert answer.status_code == (200 if role in CHECKERS else 403)
        assert not any(betrayer in answer.text for betrayer in betrayers if answer.status_code == 200)
        if role in CHECKERS:
            assert archive.entries()[0].hash not in answer.text


@pytest.mark.parametrize("role", Role)
def test_a_cursor_does_not_count_what_is_hidden_either(archive: Archive, role: Role) -> None:
    caller = archive.seat(role)
    archive.put("tendering.tender_published.v1")
    put_sealed(archive)
    pages = [archive.timeline(caller, cursor=cursor)["items"] for cursor in (0, 1, 2, 5, 1000)]
    assert all(page == pages[0] for page in pages)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROVIDER])
def test_after_the_opening_everything_sealed_is_there_and_the_gaps_are_filled(archive: Archive, role: Role) -> None:
    caller = archive.seat(role)
    archive.put("tendering.tender_published.v1")
    put_sealed(archive)
    archive.put(OPENED)
    page = archive.timeline(caller)
    assert set(SEALED) <= set(types(page))
    assert [item["position"] for item in page["items"]] == list(range(1, len(page["items"]) + 1))
    assert page["withheld"] == ""
    kept = archive.entries()
    assert archive.read("head", caller).json == {"length": len(kept), "hash": kept[-1].hash, "withheld": ""}


def test_a_process_that_ends_without_an_opening_keeps_its_bids_sealed(archive: Archive) -> None:
    auditor = archive.seat(Role.AUDITOR)
    archive.start()
    archive.put("tendering.tender_published.v1")
    betrayers = put_sealed(archive)
    archive.put("tendering.commission_abandoned.v1", reason="No money.")
    texts = [archive.read(what, auditor).text for what in ("timeline", "export.jsonl", "export.csv")]
    texts.append(archive.ask(f"/records/{archive.commission_id}").text)
    texts.append(archive.root.get(f"/records/{archive.commission_id}").text)
    for text in texts:
        assert not any(betrayer in text for betrayer in betrayers)
        assert archive.entries()[-1].hash not in text


@pytest.mark.parametrize("event_type", UNTIL_THE_LOCK)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROVIDER])
def test_what_is_withheld_until_the_lock_says_so_and_comes_out_with_it(
    archive: Archive, role: Role, event_type: str
) -> None:
    caller = archive.seat(role)
    archive.put(OPENED)
    message = archive.put(event_type, reason="SECRET WORDS")
    whole = archive.entries()[-1].data
    withheld = UNTIL_THE_LOCK[event_type]
    item = archive.timeline(caller)["items"][-1]
    assert item["data"] == {**whole, **withheld}
    assert set(withheld) <= set(whole)
    assert item["reason"] == REASONS[event_type]
    if role in CHECKERS:
        line = archive.lines(caller)[-1]
        assert (line["event"]["data"], line["event"]["reason"]) == (item["data"], item["reason"])
        row = archive.table(caller)[-1]
        assert (json.loads(row["data"]), row["reason"]) == (item["data"], item["reason"])
    archive.put(LOCKED)
    item = archive.timeline(caller)["items"][-2]
    assert (item["event_id"], item["data"], item["reason"]) == (message.id, whole, "SECRET WORDS")


@pytest.mark.parametrize("event_type", sorted(path.stem for path in SAMPLES.glob("*.json")))
def test_providers_and_the_public_read_no_data_reasons_or_seats(archive: Archive, event_type: str) -> None:
    provider = archive.seat(Role.PROVIDER)
    archive.start()
    archive.put(OPENED)
    archive.put("tendering.commission_abandoned.v1")
    archive.put_body({"text": "SECRET WORDS"}, "future.thing_done.v1", reason="SECRET WORDS", actor=new_id())
    if event_type != "specification.commission_started.v1":
        archive.bench.take(sample(event_type), key=archive.commission_id, actor=provider.seat, reason="SECRET WORDS")
    shown = {"type", "what", "occurred_at", "actor_role", "position", "hash", "previous_hash"}
    record = archive.ask(f"/records/{archive.commission_id}").json or {}
    for page in (archive.timeline(provider), record):
        assert page["items"]
        assert all(set(item) == shown for item in page["items"])
        assert "SECRET WORDS" not in json.dumps(page)
        assert provider.seat not in json.dumps(page)


def test_an_empty_reason_stays_empty(archive: Archive) -> None:
    auditor = archive.seat(Role.AUDITOR)
    archive.put(OPENED)
    archive.put("youth_panel.seat_recused.v1")
    assert archive.timeline(auditor)["items"][-1]["reason"] == ""


def test_while_something_is_withheld_every_link_can_be_checked_and_the_lock_brings_the_rest(archive: Archive) -> None:
    auditor = archive.seat(Role.AUDITOR)
    put_sealed(archive)
    archive.put(OPENED)
    for event_type in UNTIL_THE_LOCK:
        archive.put(event_type, reason="SECRET WORDS")
    archive.put_body({"float": 1.5})
    lines = archive.lines(auditor)
    assert [line["position"] for line in lines] == list(range(1, len(lines) + 1))
    assert all(one["hash"] == other["previous_hash"] for one, other in pairwise(lines))
    touched = [line for line in lines if WITHHELD_JUDGING in str(line) or WITHHELD_ORGANISATION in str(line)]
    assert [line["event"]["type"] for line in touched] == list(UNTIL_THE_LOCK)
    for line in lines:
        own = {name: line[name] for name in ("chain", "position", "previous_hash", "event")}
        assert (_hash(own) == line["hash"]) is (line not in touched)
    assert archive.verification(auditor)["whole"] is True
    archive.put(LOCKED)
    later = archive.lines(auditor)
    assert recomputed(later) == archive.entries()[-1].hash
    assert [line["hash"] for line in later[: len(lines)]] == [line["hash"] for line in lines]


def _hash(content: dict[str, Any]) -> str:
    import hashlib  # noqa: PLC0415

    import rfc8785  # noqa: PLC0415

    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


@pytest.mark.parametrize("ends", [False, True])
def test_the_public_sees_nothing_before_the_end(archive: Archive, ends: bool) -> None:
    archive.start("A title of its own")
    if ends:
        archive.put("tendering.commission_abandoned.v1")
    assert archive.ask(f"/records/{archive.commission_id}").status_code == (200 if ends else 404)
    assert archive.root.get(f"/records/{archive.commission_id}").status_code == (200 if ends else 404)
    for text in (archive.ask("/records").text, archive.root.get("/").text):
        assert ("A title of its own" in text) is ends


@pytest.mark.parametrize("what", ["timeline", "head", "verification", "export.jsonl", "export.csv"])
def test_whoever_has_no_seat_here_reads_nothing(archive: Archive, what: str) -> None:
    archive.start()
    elsewhere: Caller = archive.bench.seat(new_id(), Role.AUDITOR)
    assert archive.read(what, elsewhere).status_code == 403
    assert archive.ask(f"/commissions/{archive.commission_id}/{what}").status_code == 401


SIGNED = "specification.specification_signed.v1"
VOTED = "youth_panel.choice_voted.v1"
SCORED = "youth_panel.bid_scored.v1"


def put_acts(archive: Archive, young: int) -> Caller:
    """Let so many young people sign, score and vote, and adults score, in a commission that ends; return a provider."""
    archive.start()
    provider = archive.seat(Role.PROVIDER)
    seats = [archive.seat(Role.YOUNG_PERSON) for _ in range(young)]
    for event_type in (SIGNED, SCORED, VOTED):
        for seat in seats:
            archive.put(event_type, actor=seat.seat)
        if event_type == SCORED:
            for _ in range(3):
                archive.put(event_type, actor=archive.seat(Role.EVALUATOR).seat)
        if event_type == SIGNED:
            archive.put(OPENED, actor=seats[0].seat)
    archive.put("tendering.commission_abandoned.v1")
    return provider


@pytest.mark.parametrize("young", [1, 4])
def test_under_five_young_people_are_not_counted_in_what_is_published(archive: Archive, young: int) -> None:
    provider = put_acts(archive, young)
    record = archive.ask(f"/records/{archive.commission_id}").json or {}
    assert (record["length"], bool(record["hash"])) == (None, True)
    for page in (record, archive.timeline(provider)):
        types = [item["type"] for item in page["items"]]
        assert (types.count(SIGNED), types.count(VOTED), types.count(SCORED)) == (1, 1, young + 3)
        assert {item["actor_role"] for item in page["items"] if item["type"] == SCORED} == {""}
        assert {item["actor_role"] for item in page["items"] if item["type"] == OPENED} == {"young_person"}
        assert not any({"position", "hash", "previous_hash"} & set(item) for item in page["items"])
        assert "under 5" in page["withheld"]
    assert archive.read("head", provider).json == {
        "length": None,
        "hash": record["hash"],
        "withheld": record["withheld"],
    }
    words = archive.root.get(f"/records/{archive.commission_id}").text
    assert f"{young} times" not in words
    assert "Few young people took part" in words


def test_no_filter_counts_them_either(archive: Archive) -> None:
    provider = put_acts(archive, 4)
    last = [entry for entry in archive.entries() if entry.type == VOTED][-1]
    assert archive.timeline(provider, type=VOTED, since=last.occurred_at.isoformat())["items"] == []
    assert len(archive.timeline(provider, type=VOTED)["items"]) == 1


def test_five_young_people_are_counted(archive: Archive) -> None:
    put_acts(archive, 5)
    record = archive.ask(f"/records/{archive.commission_id}").json or {}
    assert record["length"] == len(record["items"])
    assert [item["actor_role"] for item in record["items"] if item["type"] == VOTED] == ["young_person"] * 5


def test_insiders_see_every_step_of_the_few(archive: Archive) -> None:
    auditor = archive.seat(Role.AUDITOR)
    put_acts(archive, 3)
    votes = [item for item in archive.timeline(auditor)["items"] if item["type"] == VOTED]
    assert len({item["position"] for item in votes}) == len({item["actor"] for item in votes}) == 3


def put_agreed(archive: Archive) -> None:
    """Two clauses of which one has two versions, agreed one after another, and the whole text."""
    said = {
        "c": [("Okapi", "Okapi waits in the corridor."), ("Quiet", "A quiet room.")],
        "d": [("Late", "Until nine.")],
    }
    for clause_id, versions in said.items():
        for number, (heading, text) in enumerate(versions, start=1):
            parts = {"heading": heading, "text": text, "clause_id": clause_id}
            archive.put("specification.clause_agreed.v1", **parts, version=number)
        if clause_id == "c":
            archive.put("specification.specification_agreed.v1", clauses=[whole("c", 1, *versions[0])])
    archive.put("specification.specification_agreed.v1", clauses=[whole("c", 1, "Quiet", "A quiet room.")])


def whole(clause_id: str, number: int, heading: str, text: str) -> dict[str, Any]:
    by = {"drafted_by": new_id(), "drafted_by_role": "young_person"}
    return {"clause_id": clause_id, "number": number, "heading": heading, "text": text, **by}


def read_everywhere(archive: Archive, role: Role) -> str:
    caller = archive.seat(role)
    paths = ("timeline", "standing", *(("export.jsonl", "export.csv") if role in CHECKERS else ()))
    return "".join(archive.read(path, caller).text for path in paths) + archive.root.get(
        f"/commissions/{archive.commission_id}", headers=archive.bench.headers(caller)
    ).get_data(as_text=True)


@pytest.mark.parametrize("role", Role)
def test_words_that_are_hidden_stand_nowhere_in_the_trail_until_they_are_shown_again(
    archive: Archive, role: Role
) -> None:
    archive.start()
    put_agreed(archive)
    sees = role is not Role.PROVIDER
    assert ("Okapi" in read_everywhere(archive, role)) == sees
    archive.put("specification.text_hidden.v1", text_id="c", version=1, reason="It names somebody.")
    text = read_everywhere(archive, role)
    assert "Okapi" not in text
    assert (WITHHELD_HIDDEN in text, "A quiet room." in text, "Until nine." in text) == (sees, sees, sees)
    archive.put("specification.text_shown.v1", text_id="c", version=1)
    assert ("Okapi" in read_everywhere(archive, role)) == sees


def test_of_an_entry_whose_words_are_hidden_the_seal_stays_and_the_chain_is_whole(archive: Archive) -> None:
    reader = archive.reader()
    put_agreed(archive)
    before = [item["hash"] for item in archive.read("timeline", reader).json["items"]]  # type: ignore[index]
    archive.put("specification.text_hidden.v1", text_id="c", version=1)
    items = archive.read("timeline", reader).json["items"]  # type: ignore[index]
    assert [item["hash"] for item in items][: len(before)] == before
    assert archive.read("verification", reader).json["whole"]  # type: ignore[index]


def test_data_of_a_later_version_with_hidden_words_is_not_guessed(archive: Archive) -> None:
    reader = archive.reader()
    put_agreed(archive)
    archive.put("specification.text_hidden.v1", text_id="c", version=1)
    strange: list[Any] = ["c", [1, None, "c"], [{"clause_id": ["c"], "heading": {}, "text": None}], {"c": 1}]
    for clauses in strange:
        archive.put_body({"clauses": clauses}, "specification.specification_agreed.v1")
    assert "Okapi" not in archive.read("timeline", reader).text
