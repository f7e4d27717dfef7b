from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.people.background import do_what_is_due
from services.people.models import Invite, Seat
from services.people.models.groups import Board
from services.people.rules.boards import BoardKind, BoardNameIsTaken, NoSuchBoard, Power, PowersAreWrong, TermIsWrong
from services.people.rules.invites import InviteIsNotGood
from services.people.use_cases.end_board import end_board
from services.people.use_cases.make_board import make_board
from shared.access import Caller
from shared.contracts.people import BoardEnded, BoardMade, SeatEnded, SeatTaken
from shared.roles import AccountKind, Role
from tests.people.desk import Desk
from tests.people.test_groups import coded, refused, took


def made(desk: Desk, host: Caller, name: str = "Shadow Board", powers: Any = (Power.READS,)) -> Board:
    with desk.session() as session:
        return make_board(
            session, commission_id=desk.commission_id, name=name, kind=BoardKind.SHADOW_BOARD, powers=powers,
            caller=host, now=desk.bench.now,
        )  # fmt: skip


def ended(desk: Desk, host: Caller, board_id: str) -> Board:
    with desk.session() as session:
        return end_board(
            session, commission_id=desk.commission_id, board_id=board_id, reason="The plan has changed.", caller=host,
            now=desk.bench.now,
        )  # fmt: skip


def on_board(desk: Desk, officer: Caller, board: Board, until: date | None = None) -> Seat:
    _, code = coded(desk, officer, Role.BOARD_MEMBER, board_id=board.board_id, term_ends_on=until)
    return took(desk, desk.person(AccountKind.YOUNG_PERSON), code)


def active(desk: Desk) -> set[str]:
    return {seat.seat_id for seat in desk.bench.rows(Seat) if seat.ended_at is None}


def test_a_board_is_made_with_its_powers_on_the_record(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    board = made(desk, officer, powers=[Power.ASSENTS_TO_SPECIFICATION, Power.READS])
    assert desk.events()[-1] == BoardMade(
        commission_id=desk.commission_id, board_id=board.board_id, name="Shadow Board", kind="shadow_board",
        powers=("reads", "assents_to_specification"), made_at=desk.bench.now,
    )  # fmt: skip
    refused(desk, BoardNameIsTaken, made, officer, "SHADOW board")
    refused(desk, PowersAreWrong, made, officer, "Another", [])
    assert len(desk.bench.rows(Board)) == 1


def test_a_board_member_sits_on_the_board_until_the_last_day_of_the_term(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    board = made(desk, officer)
    seat = on_board(desk, officer, board, date(2027, 3, 31))
    assert (seat.board_id, seat.term_ends_on) == (board.board_id, date(2027, 3, 31))
    taken = desk.events()[-1]
    assert isinstance(taken, SeatTaken)
    assert (taken.board_id, taken.term_ends_on) == (board.board_id, date(2027, 3, 31))


def test_no_code_leads_onto_a_board_that_is_not_there_or_into_a_term_that_cannot_be(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    board = made(desk, officer)
    refused(desk, NoSuchBoard, coded, officer, Role.BOARD_MEMBER, board_id=desk.commission_id)
    refused(desk, TermIsWrong, coded, officer, Role.EVALUATOR, board_id=board.board_id)
    refused(
        desk, TermIsWrong, coded, officer, Role.BOARD_MEMBER, board_id=board.board_id, term_ends_on=date(2026, 3, 2)
    )
    refused(desk, TermIsWrong, coded, officer, Role.BOARD_MEMBER, term_ends_on=date(2027, 3, 2))
    ended(desk, officer, board.board_id)
    refused(desk, NoSuchBoard, coded, officer, Role.BOARD_MEMBER, board_id=board.board_id)
    assert desk.bench.rows(Invite) == []


def test_a_term_that_is_over_ends_the_seat_once_with_its_reason(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    board = made(desk, officer)
    until = on_board(desk, officer, board, date(2026, 3, 31))
    longer, open_ended = on_board(desk, officer, board, date(2026, 4, 1)), on_board(desk, officer, board)
    # British summer time began on 29 March: at 23:00 UTC it is midnight in London.
    desk.bench.now = datetime(2026, 3, 31, 22, 59, tzinfo=UTC)
    do_what_is_due(desk.bench.runtime)
    assert until.seat_id in active(desk)
    desk.bench.now = datetime(2026, 3, 31, 23, 0, tzinfo=UTC)
    for _ in range(2):
        do_what_is_due(desk.bench.runtime)
    assert active(desk) == {officer.seat, longer.seat_id, open_ended.seat_id}
    (told,) = [event for event in desk.events() if isinstance(event, SeatEnded)]
    assert (told.seat_id, told.ended_at) == (until.seat_id, desk.bench.now)
    row = desk.bench.recorded()[-1]
    assert (row.actor, row.reason) == ("system", "The term ended on 31 March 2026.")


def test_a_code_is_no_good_after_its_term(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    board = made(desk, officer)
    _, code = coded(desk, officer, Role.BOARD_MEMBER, board_id=board.board_id, term_ends_on=date(2026, 3, 4))
    desk.advance(days=3)
    refused(desk, InviteIsNotGood, took, desk.person(), code)


def test_a_board_ends_with_its_seats_and_codes(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    board, other = made(desk, officer), made(desk, officer, "Junior Safeguarding Board")
    on_board(desk, officer, board)
    stays = on_board(desk, officer, other)
    _, code = coded(desk, officer, Role.BOARD_MEMBER, board_id=board.board_id)
    ended(desk, officer, board.board_id)
    assert active(desk) == {officer.seat, stays.seat_id}
    assert desk.events()[-1] == BoardEnded(
        commission_id=desk.commission_id, board_id=board.board_id, ended_at=desk.bench.now
    )
    reasons = [row.reason for row in desk.bench.recorded() if row.type in ("people.seat_ended.v1", BoardEnded.TYPE)]
    assert reasons == ["The plan has changed."] * 2
    refused(desk, InviteIsNotGood, took, desk.person(), code)
    refused(desk, NoSuchBoard, ended, officer, board.board_id)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "kind": "shadow_board", "powers": ["reads"]}, "name"),
        ({"name": "B", "kind": "court", "powers": ["reads"]}, "kind"),
        ({"name": "B", "kind": "other", "powers": []}, "powers"),
        ({"name": "B", "kind": "other", "powers": ["rules the world"]}, "powers"),
    ],
)
def test_a_board_of_a_wrong_shape_is_refused(desk: Desk, body: dict[str, Any], field: str) -> None:
    token = desk.sign_in(desk.seated(Role.COMMISSIONER)[0])["token"]
    answer = desk.ask("POST", desk.at("/boards"), token, body)
    assert answer.status_code == 422
    assert (answer.json or {})["errors"][0]["field"].startswith(field)
    assert desk.bench.rows(Board) == []


def test_boards_over_http(desk: Desk) -> None:
    token = desk.sign_in(desk.seated(Role.COMMISSIONER)[0])["token"]
    body = {"name": "Youth Partnership Board", "kind": "youth_partnership", "powers": ["advises"]}
    board = desk.ask("POST", desk.at("/boards"), token, body).json or {}
    assert [each["name"] for each in desk.ask("GET", desk.at("/boards"), token).json or []] == [body["name"]]
    invite = {
        "role": "board_member",
        "places": 1,
        "days": 7,
        "board_id": board["board_id"],
        "term_ends_on": "2027-01-31",
    }
    assert desk.ask("POST", desk.at("/invites"), token, invite).status_code == 201
    over = desk.ask("POST", desk.at(f"/boards/{board['board_id']}/ending"), token, {"reason": "Over."})
    assert (over.status_code, desk.ask("GET", desk.at("/boards"), token).json) == (200, [])
