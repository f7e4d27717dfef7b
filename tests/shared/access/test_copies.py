"""What a service knows of keys, sessions and seats: copies of what `people` said, the same however often it is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.access import Who, accounts, active_seats, anyone, seat_by_id, seats, signed_in
from shared.access.directory import KnownDirectory
from shared.access.tables import TABLES
from shared.contracts.people import SeatEnded, SeatTaken, SessionRevoked, SigningKeyPublished
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.kit import Bench
from tests.shared.web.toy import Toy


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(Toy().service, tmp_path)
    yield made
    made.runtime.close()


def test_a_seat_is_known_once_however_often_it_is_told(bench: Bench) -> None:
    taken = SeatTaken(commission_id="c", seat_id="s", holder_id="h", role=Role.EVALUATOR, taken_at=bench.now)
    bench.handle(taken)
    # The log may hold the same fact as two events, as after a rebuild on the side of `people`.
    bench.handle(taken)
    with bench.session() as session:
        (seat,) = active_seats(session, "c")
        assert (seat.seat_id, seat.holder_id, seat.role, seat.ended_at) == ("s", "h", "evaluator", None)
        assert KnownDirectory().seats_of(session, holder_id="h", session_id="x", commission_id="c") == [
            ("s", Role.EVALUATOR)
        ]
        assert KnownDirectory().seats_of(session, holder_id="h", session_id="x", commission_id="another") == []


def test_a_seat_that_ended_is_remembered_and_counts_no_more(bench: Bench) -> None:
    bench.handle(SeatTaken(commission_id="c", seat_id="s", holder_id="h", role=Role.EVALUATOR, taken_at=bench.now))
    ended = SeatEnded(commission_id="c", seat_id="s", holder_id="h", role=Role.EVALUATOR, ended_at=bench.now)
    bench.handle(ended)
    with bench.session() as session:
        assert active_seats(session, "c") == []
        assert KnownDirectory().seats_of(session, holder_id="h", session_id="x", commission_id="c") == []
        seat = seat_by_id(session, "s")
        assert seat is not None
        assert seat.ended_at == bench.now
        assert seat_by_id(session, "never") is None


def test_seats_are_told_by_role_in_the_order_in_which_they_were_taken(bench: Bench) -> None:
    bench.seat("c", Role.YOUNG_PERSON)
    young, auditor = bench.seat("c", Role.YOUNG_PERSON), bench.seat("c", Role.AUDITOR)
    bench.seat("another", Role.YOUNG_PERSON)
    with bench.session() as session:
        assert len(active_seats(session, "c")) == 3
        assert young.seat in [seat.seat_id for seat in active_seats(session, "c", Role.YOUNG_PERSON)]
        assert [seat.seat_id for seat in active_seats(session, "c", Role.AUDITOR)] == [auditor.seat]


def test_a_key_that_is_published_again_takes_the_place_of_itself(bench: Bench) -> None:
    for x in ("old", "new"):
        bench.handle(SigningKeyPublished(key_id="k", public_key={"kty": "OKP", "x": x}, published_at=bench.now))
    with bench.session() as session:
        assert KnownDirectory().signing_key(session, "k") == {"kty": "OKP", "x": "new"}
        assert KnownDirectory().signing_key(session, "unknown") is None
    assert len(bench.rows(TABLES.signing_keys)) == 1


def test_a_session_ends_once_however_often_it_is_told(bench: Bench) -> None:
    revoked = SessionRevoked(holder_id="h", session_id="s", revoked_at=bench.now)
    bench.handle(revoked)
    bench.handle(revoked)
    with bench.session() as session:
        assert KnownDirectory().session_is_revoked(session, "s")
        assert not KnownDirectory().session_is_revoked(session, new_id())


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (anyone(), "anyone"),
        (signed_in(), "anyone signed in"),
        (accounts(AccountKind.STAFF), "an account of kind: staff"),
        (seats(Role.YOUNG_PERSON, Role.AUDITOR), "a seat in this commission: young person, auditor"),
    ],
)
def test_who_may_call_is_said_in_words(who: Who, words: str) -> None:
    assert who.describe() == words


def test_a_declaration_that_names_nobody_lets_nobody_in() -> None:
    assert (Who().roles, Who().kinds, Who().open) == ((), (), False)
