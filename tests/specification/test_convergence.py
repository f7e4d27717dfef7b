"""Six browsers and the server, at random: all come to the same text, and nothing that was typed is lost or twice."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any

import pytest

from deploy.assets import BUILT, node
from services.specification.models import Clause, ClauseChange, ClauseVersion
from services.specification.queries.live import live_changes, text_at
from services.specification.rules.texts import TextHasChanged
from services.specification.use_cases.rewrite_clause import rewrite_clause
from services.specification.use_cases.write_together import write_together
from shared.access import Caller
from shared.roles import Role
from tests.specification.workshop import Workshop

WRITERS = "ABCDEF"
BEGAN = "It is open. \U0001f98a\nIt is warm."
Ask = Callable[..., Any]


@pytest.fixture
def browsers() -> Iterator[Ask]:
    """What several browsers do, by the script of the pages, under Node."""
    command = [*node(), "tests/specification/writers.mjs", str(BUILT / "writing.js")]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        sent, answers = process.stdin, process.stdout

        def ask(me: str, act: str, **rest: Any) -> Any:
            sent.write(json.dumps({"me": me, "act": act, **rest}) + "\n")
            sent.flush()
            return json.loads(answers.readline())

        yield ask


def inserted(changes: Iterable[Any]) -> Counter[str]:
    """Count the writers' letters that changes bring."""
    parts = (part for change in changes for part in change if isinstance(part, list))
    return Counter(letter for part in parts for letter in "".join(part[1:]) if letter in WRITERS)


class Table:
    """Six writers at one part; each types one letter only, so that every letter says who typed it."""

    def __init__(self, workshop: Workshop, ask: Ask, chance: Random) -> None:
        self.workshop, self.ask, self.chance = workshop, ask, chance
        self.clause: Clause = workshop.draft(text=BEGAN)
        self.seats: dict[str, Caller] = {me: workshop.seat(Role.YOUNG_PERSON) for me in WRITERS}
        self.now = {me: ask(me, "open", text=BEGAN, number=0, seat=self.seats[me].seat) for me in WRITERS}
        self.typed: Counter[str] = Counter()
        self.offline: set[str] = set()

    def types(self, me: str) -> None:
        """Put letters somewhere, or take some away, never half a character."""
        text = self.now[me]["text"]
        # Places as browsers count them; in this text only the fox has two units.
        letters = list(text)
        at = self.chance.randint(0, len(letters))
        gone = self.chance.choice((0, 0, 0, 1, 2, 5))
        if self.now[me]["held"] and me in letters[at : at + gone]:
            # What is held and taken back before it is sent is nobody's business, so it could not be counted.
            gone = 0
        new = me * self.chance.choice((1, 1, 1, 2, 4)) if self.chance.random() < 0.8 else ""
        after = "".join(letters[:at]) + new
        area = after + "".join(letters[at + gone :])
        if area != text:
            self.now[me] = self.ask(me, "type", area=area, caret=len(after.encode("utf-16-le")) // 2)
            # Whoever takes a letter away and types the same one there has changed nothing.
            self.typed[me] += len(self.now[me]["typed"])

    def sends(self, me: str) -> None:
        """Send what waits; the answer may get lost, and then the same is sent again later."""
        asked = self.now[me]["request"]
        if not asked["changes"]:
            self.reads(me)
            return
        answer = self.workshop.act(write_together, self.seats[me], clause_id=self.clause.clause_id, **asked)
        if self.chance.random() < 0.8:
            self.hears(me, answer)

    def reads(self, me: str) -> None:
        """Hear what others did, or only the beginning of it."""
        with self.workshop.bench.runtime.read_sessions() as session:
            after = self.now[me]["number"]
            found = live_changes(session, self.workshop.commission_id, self.clause.clause_id, after, self.seats[me])
        self.hears(me, found[: self.chance.choice((1, 3, 100))])

    def hears(self, me: str, changes: list[ClauseChange]) -> None:
        told = [
            {"number": each.number, "key": each.key, "change": each.change, "seat_id": each.seat_id} for each in changes
        ]
        self.now[me] = self.ask(me, "receive", changes=told)

    def saves_a_form(self, me: str) -> None:
        """Somebody without scripts saves a form that was open for a while."""
        (clause,) = self.workshop.clauses()
        number = self.chance.randint(max(0, clause.live_number - 5), clause.live_number)
        version = max(row.version for row in self.workshop.bench.rows(ClauseVersion) if row.change_number <= number)
        with self.workshop.bench.session() as session:
            opened = text_at(session, clause, number)
        at = self.chance.randint(0, len(opened))
        fields = {"heading": clause.heading, "text": opened[:at] + me + opened[at:], "version": version}
        try:
            self.workshop.act(rewrite_clause, self.seats[me], clause_id=clause.clause_id, number=number, **fields)
            self.typed[me] += 1
        except TextHasChanged:
            pass

    def act(self) -> None:
        """Something happens at random."""
        me = self.chance.choice(WRITERS)
        if self.chance.random() < 0.02:
            self.offline ^= {me}
        what = self.chance.random()
        if what < 0.45:
            self.types(me)
        elif what < 0.48:
            self.now[me] = self.ask(me, "reload")
        elif me in self.offline:
            return
        elif what < 0.8:
            self.sends(me)
        elif what < 0.98:
            self.reads(me)
        else:
            self.saves_a_form(me)

    def settle(self) -> None:
        """Everybody is back, and sends and hears until there is nothing left."""
        self.offline.clear()
        newest = -1
        while newest != self.workshop.clauses()[0].live_number or any(
            each["request"]["changes"] or each["number"] != newest for each in self.now.values()
        ):
            for me in WRITERS:
                self.sends(me)
                self.reads(me)
            newest = self.workshop.clauses()[0].live_number


@pytest.mark.parametrize("seed", range(4))
def test_everybody_comes_to_the_same_text_and_every_letter_is_there_once(
    workshop: Workshop, browsers: Ask, seed: int
) -> None:
    table = Table(workshop, browsers, Random(seed))
    for _ in range(2000):
        table.act()
    table.settle()
    (clause,) = workshop.clauses()
    assert {each["text"] for each in table.now.values()} == {clause.live_text}
    changes = workshop.bench.rows(ClauseChange)
    assert inserted(row.change for row in changes) == table.typed, "typed and sent, each once"
    assert [row.number for row in changes] == list(range(1, len(changes) + 1))
    letter_of = {caller.seat: me for me, caller in table.seats.items()}
    at, units = 0, clause.live_text.encode("utf-16-le")
    for count, seat_id in clause.live_passages:
        words = units[2 * at : 2 * (at + count)].decode("utf-16-le")
        at += count
        own = letter_of.get(seat_id)
        assert not (set(words) & set(WRITERS) - {own}), (words, own)
        assert own is None or set(words) == {own}, (words, own)
    assert at == len(units) // 2
    assert clause.live_number > 200


def test_undo_takes_back_what_its_writer_did_and_nothing_else(workshop: Workshop, browsers: Ask) -> None:
    table = Table(workshop, browsers, Random(0))
    text = table.now["A"]["text"]
    table.now["A"] = browsers("A", "type", area="AAA" + text, caret=3)
    table.sends("A")
    table.reads("B")
    table.now["B"] = browsers("B", "type", area=table.now["B"]["text"].replace("AAA", "ABBA"), caret=3)
    table.settle()
    table.now["A"] = browsers("A", "undo")
    table.settle()
    assert workshop.words() == f"BB{BEGAN}"
