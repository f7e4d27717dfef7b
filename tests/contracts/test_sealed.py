"""Before the opening, nobody but its provider learns anything of a bid, or how many there are.

Two towns stand in the same stage; in one, two providers bid, and in the other six: five in time (one of them
withdrew and bid anew) and one too late. Every address of every service is asked by everybody. No answer, header,
log line, event or metric may hold a word of a bid, and the answers have to be the same in both towns.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from deploy.services import NAMES
from shared.logs import set_up_logs
from shared.messaging.aside import list_set_aside
from shared.messaging.intake import set_aside
from shared.messaging.relay import message_of
from shared.messaging.tables import TABLES
from shared.roles import Role
from tests.contracts.market import MOST, STAGES, Market
from tests.contracts.needles import Needles
from tests.contracts.walking import HEAR_NOTHING_OF_BIDS, Answer, Asked, Copy, bare, callers, walk
from tests.put_back import logs_put_back

FEW, IN_TIME = 2, 5
# From the deadline on, the tender says to whoever is signed in how many bids there are. Nothing else does.
COUNT_IS_KNOWN = STAGES[3:]
ALL_IS_ASKED = "bids are in"
# Everybody asks and acts when all bids are in and when one of two has opened; at the other stages one of each kind of
# seat reads.
EVERYBODY_ASKS = (ALL_IS_ASKED, "one of two has opened")
OF_EACH_KIND = (
    "signed out", f"{Role.YOUNG_PERSON} here", f"{Role.COMMISSIONER} here", f"{Role.PROVIDER} here",
    f"{Role.AUDITOR} here",
)  # fmt: skip
TENDER = "/tendering/commissions/<uuid:commission_id>/tender"
# Who people are stays in people, and what an organisation is called in tendering, whether it bids or not. All else of a
# bid is under seal, there as well.
KEEPS_NAMES = {"people": "", "tendering": "organisations"}
_CHANGING = ("timestamp", "milliseconds", "trace_id")


@dataclass
class Told:
    """One town: what everybody was answered at each stage, what the first bidder was, and what was written down."""

    market: Market
    answers: dict[str, dict[Asked, Answer]] = field(default_factory=dict)
    bidder: dict[str, dict[Asked, Answer]] = field(default_factory=dict)
    events: dict[str, list[str]] = field(default_factory=dict)
    tables: dict[str, dict[str, str]] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    aside: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)


@contextmanager
def logs_into(file: Path) -> Iterator[io.StringIO]:
    """Write the logs as the program does, to a file, and catch whatever is printed besides."""
    printed = io.StringIO()
    with logs_put_back(), redirect_stdout(printed), redirect_stderr(printed):
        set_up_logs("town", file)
        yield printed


def tell(folder: Path, bidders: int) -> Told:
    """Go through the stages and look round at each; and once more when the bids are open."""
    log = folder / "log"
    with logs_into(log) as printed:
        told = Told(Market(folder, bidders))
        market = told.market
        for stage in market.stages():
            acting = acted_in(stage)
            asking = callers(market)
            if stage not in EVERYBODY_ASKS:
                asking = {name: asking[name] for name in OF_EACH_KIND}
            told.answers[stage] = walk(market, asking, acting=acting)
            told.bidder[stage] = walk(market, {"the bidder": market.bidders[0].token}, acting=acting)
            told.aside[stage] = {name: sizes(market, name) for name in HEAR_NOTHING_OF_BIDS}
            told.events[stage] = [row for name in NAMES for row in rows(market, name, "outbox")]
            told.tables[stage] = stored(market)
            told.logs[stage] = log.read_text() + printed.getvalue()
            if stage == "one of two has opened":
                told.answers["opened"] = look_when_opened(market)
    market.town.close()
    return told


def acted_in(stage: str) -> Collection[str]:
    """The services in which acts are tried at a stage, and not only what can be read is asked for."""
    if stage not in EVERYBODY_ASKS:
        return ()
    return tuple(name for name in NAMES if stage == ALL_IS_ASKED or name not in HEAR_NOTHING_OF_BIDS)


def look_when_opened(market: Market) -> dict[Asked, Answer]:
    """Open the bids, look round, and put everything back as it was."""
    copy = Copy(market.town)
    market.open_all()
    found = walk(market, {"auditor here": market.own.tokens[Role.AUDITOR]})
    copy.put_back()
    copy.close()
    return found


def rows(market: Market, service: str, *tables: str) -> list[str]:
    """The rows of a service's tables as text; of all of them where none is named."""
    engine = market.town.runtime(service).engine
    with engine.connect() as connection:
        names = tables or inspect(connection).get_table_names()
        return [str(tuple(row)) for name in names for row in connection.execute(text(f"SELECT * FROM {name}"))]  # noqa: S608


def stored(market: Market) -> dict[str, str]:
    """All that each service stores, but for the tables in which names may stand."""
    found = {}
    for service in NAMES:
        if KEEPS_NAMES.get(service) != "":
            with market.town.runtime(service).engine.connect() as connection:
                tables = set(inspect(connection).get_table_names()) - {KEEPS_NAMES.get(service)}
            found[service] = "\n".join(rows(market, service, *sorted(tables)))
    return found


def sizes(market: Market, service: str) -> dict[str, int]:
    """How many rows each table of a service has."""
    with market.town.runtime(service).engine.connect() as connection:
        names = inspect(connection).get_table_names()
    return {name: len(rows(market, service, name)) for name in names}


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return tell(tmp_path_factory.mktemp("few"), FEW)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return tell(tmp_path_factory.mktemp("many"), MOST)


def holding(found: dict[Asked, Answer], needles: Needles) -> dict[Asked, set[str]]:
    """The answers that hold one of the words."""
    known = {text: needles.found_in(text) for text in {answer.text for answer in found.values()}}
    return {asked: known[answer.text] for asked, answer in found.items() if known[answer.text]}


def without_count(asked: Asked, answer: Answer, stage: str) -> str:
    """An answer to compare; where the number of bids may be known, without it."""
    whole = f"{answer.status} {answer.bare}"
    if stage in COUNT_IS_KNOWN and asked.method == "GET" and asked.rule == TENDER:
        return re.sub(r'"bids_count": \d', '"bids_count": known', whole)
    return whole


def differing(few: Told, many: Told, stage: str) -> list[Asked]:
    """The requests that are answered otherwise where more bid."""
    one, other = few.answers[stage], many.answers[stage]
    assert one.keys() == other.keys()
    return [
        asked for asked in one if without_count(asked, one[asked], stage) != without_count(asked, other[asked], stage)
    ]


@pytest.mark.parametrize("stage", STAGES)
def test_nobody_else_reads_anything_of_a_bid(few: Told, many: Told, stage: str) -> None:
    for told in (few, many):
        assert len(told.answers[stage]) > 1000
        assert holding(told.answers[stage], told.market.needles()) == {}


@pytest.mark.parametrize("stage", STAGES)
def test_the_answers_are_the_same_however_many_bid(few: Told, many: Told, stage: str) -> None:
    assert differing(few, many, stage) == []


@pytest.mark.parametrize("stage", STAGES)
def test_an_id_of_a_bidder_is_as_unknown_as_any_other(many: Told, stage: str) -> None:
    found = many.answers[stage]
    of_the_bidder = [asked for asked in found if "the bidder's" in asked.ids]
    assert of_the_bidder
    for asked in of_the_bidder:
        nobodys = re.sub(r"the bidder's( \w+)?", "nobody's", asked.ids)
        assert found[asked].bare == found[replace(asked, ids=nobodys)].bare, asked


@pytest.mark.parametrize("stage", STAGES)
def test_a_bidder_reads_its_own_bid_and_no_other(few: Told, many: Told, stage: str) -> None:
    for told in (few, many):
        mine = told.market.bidders[0]
        assert holding(told.bidder[stage], told.market.needles(mine)) == {}
        read = holding(told.bidder[stage], Needles([mine.word("oster")]))
        assert bool(read) == (stage != STAGES[0])


@pytest.mark.parametrize("stage", STAGES)
def test_the_number_of_bids_is_told_after_the_deadline_and_only_then(few: Told, many: Told, stage: str) -> None:
    for told, number in ((few, FEW), (many, IN_TIME)):
        said = {
            json.loads(answer.body)["bids_count"]
            for asked, answer in told.answers[stage].items()
            if (asked.method, asked.rule, answer.status) == ("GET", TENDER, 200)
        }
        assert said == ({number} if stage in COUNT_IS_KNOWN else set() if stage == STAGES[0] else {None})


@pytest.mark.parametrize("stage", STAGES)
def test_no_event_and_no_table_holds_what_a_bid_says(few: Told, many: Told, stage: str) -> None:
    for told in (few, many):
        content = Needles(word for bidder in told.market.bidders for word in bidder.content())
        assert {word for row in told.events[stage] for word in content.found_in(row)} == set()
        assert {name for name, held in told.tables[stage].items() if content.found_in(held)} == set()


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_asked_less_hears_nothing_of_bids(few: Told, many: Told, stage: str) -> None:
    """From when providers have their seats on, as much is added to its tables however many bid."""
    assert added_since_seats(few.aside, stage) == added_since_seats(many.aside, stage)


def added_since_seats(aside: dict[str, dict[str, dict[str, int]]], stage: str) -> dict[tuple[str, str], int]:
    """How many rows each table of each such service has more than when providers had taken their seats."""
    return {
        (service, table): rows - aside[STAGES[0]][service][table]
        for service, tables in aside[stage].items()
        for table, rows in tables.items()
    }


@pytest.mark.parametrize("stage", STAGES)
def test_no_log_line_tells_of_a_bid(few: Told, many: Told, stage: str) -> None:
    for told in (few, many):
        assert told.market.needles().found_in(told.logs[stage]) == set()
    assert lines(few.logs[stage]) == lines(many.logs[stage])


def lines(log: str) -> Counter[str]:
    """The lines of a log by how often they come, without times and ids."""
    found: Counter[str] = Counter()
    for line in log.splitlines():
        content = {name: value for name, value in json.loads(line).items() if name not in _CHANGING}
        found[bare(json.dumps(content, sort_keys=True))] += 1
    assert found
    return found


def test_the_walk_would_see_a_leak(few: Told, many: Told) -> None:
    """After the opening there is something to see: the walk finds the words, and the number makes a difference."""
    for told in (few, many):
        held = {word for found in holding(told.answers["opened"], told.market.needles()).values() for word in found}
        assert {told.market.bidders[1].word("umbak"), told.market.bidders[0].receipts[0]} <= held
    seen = {asked.rule.rsplit("/", 1)[-1] for asked in differing(few, many, "opened")}
    assert {"timeline", "bids", "head", "export.jsonl", "tender"} <= seen


def blocked(folder: Path, bidders: int) -> dict[Asked, Answer]:
    """Let everything of the commission wait behind one event set aside in `notifications`, and look round."""
    folder.mkdir()
    with logs_into(folder / "log"):
        market = Market(folder, bidders)
        runtime = market.town.runtime("notifications")
        for stage in market.stages():
            if stage == "drafts are kept":
                with market.town.runtime("tendering").read_sessions() as session:
                    newest = select(TABLES.outbox).order_by(TABLES.outbox.c.position.desc()).limit(1)
                    message = message_of(session.execute(newest).one(), "tendering")
                with runtime.sessions.begin() as session:
                    set_aside(session, message, "no_such_thing: It is not there.", market.town.now)
            if stage == "bids are in":
                break
        found = walk(market, {"commissioner here": market.own.tokens[Role.COMMISSIONER]})
        with runtime.read_sessions() as session:
            assert len(list_set_aside(session)) > bidders
    market.town.close()
    return found


def test_what_waits_behind_an_event_set_aside_is_not_counted(tmp_path: Path) -> None:
    one, other = (blocked(tmp_path / str(bidders), bidders) for bidders in (1, 3))
    assert [asked for asked in one if one[asked].bare != other[asked].bare] == []
    listed = other[Asked("commissioner here", "GET", "/notifications/set-aside", "", "")]
    assert [item["why"] for item in json.loads(listed.body)["items"]] == ["no_such_thing: It is not there."]


@pytest.mark.parametrize(
    "text",
    [
        "said zorvexilon, then", "ZORVEXILON", "enc=em9ydmV4aWxvbg==", "xx em9ydmV4aWxvbi4=", "7a6f72766578696c6f6e",
        hashlib.sha256(b"zorvexilon").hexdigest(),
    ],
)  # fmt: skip
def test_a_word_is_found_however_it_is_written(text: str) -> None:
    assert Needles(["zorvexilon"]).found_in(text) == {"zorvexilon"}


def test_a_part_of_another_word_is_no_find() -> None:
    assert Needles(["Okapi"]).found_in("okapiculture and kokapi") == set()
