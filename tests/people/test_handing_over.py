from __future__ import annotations

from datetime import date

from services.people.models import Account, Invite, Seat
from services.people.rules.boards import TermIsWrong
from services.people.rules.invites import InviteIsNotGood
from services.people.rules.names import ReasonNamesSomebody
from services.people.rules.seats import NoSuchSeat, SeatIsHandedOverAlready, SeatIsTakenAlready
from services.people.use_cases.end_seat import end_seat
from services.people.use_cases.hand_over_seat import hand_over_seat
from shared.access import Caller
from shared.contracts.people import InviteEnded, InviteMade, SeatEnded, SeatTaken
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.people.desk import Desk
from tests.people.test_boards import made as made_board
from tests.people.test_boards import on_board
from tests.people.test_groups import made, moved, refused, reprinted, took


def handed(desk: Desk, caller: Caller, seat_id: str, reason: str = "Starts a new job.") -> tuple[Invite, str]:
    with desk.session() as session:
        return hand_over_seat(
            session, desk.settings, commission_id=desk.commission_id, seat_id=seat_id, reason=reason, days=7,
            caller=caller, now=desk.bench.now,
        )  # fmt: skip


def test_a_seat_passes_to_whoever_uses_its_code_and_ends_then(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    _, leaver = desk.seated(Role.EVALUATOR)
    invite, code = handed(desk, officer, leaver.seat)
    assert desk.events()[-1] == InviteMade(
        commission_id=desk.commission_id, invite_id=invite.invite_id, role="evaluator", places=1,
        expires_at=invite.expires_at, replaces_seat_id=leaver.seat,
    )  # fmt: skip
    assert desk.bench.recorded()[-1].reason == "Starts a new job."
    desk.advance(hours=1)
    seat = took(desk, desk.person(), code)
    assert desk.events()[-2:] == [
        SeatTaken(
            commission_id=desk.commission_id, seat_id=seat.seat_id, holder_id=seat.holder_id, role="evaluator",
            taken_at=desk.bench.now, replaces_seat_id=leaver.seat,
        ),
        SeatEnded(
            commission_id=desk.commission_id, seat_id=leaver.seat, holder_id=leaver.holder_id, role="evaluator",
            ended_at=desk.bench.now, successor_seat_id=seat.seat_id,
        ),
    ]  # fmt: skip
    row = desk.bench.recorded()[-1]
    assert (row.actor, row.reason) == (officer.seat, "Starts a new job.")
    refused(desk, InviteIsNotGood, took, desk.person(), code)
    refused(desk, SeatIsHandedOverAlready, handed, officer, leaver.seat)


def test_the_next_holder_has_the_same_group(desk: Desk) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    _, young = desk.seated(Role.YOUNG_PERSON)
    group = made(desk, host)
    moved(desk, host, young.seat, group.group_id)
    _, code = handed(desk, host, young.seat)
    assert took(desk, desk.person(AccountKind.YOUNG_PERSON), code).group_id == group.group_id


def test_the_next_holder_has_the_rest_of_the_term_and_none_after_it(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    board = made_board(desk, officer)
    first = on_board(desk, officer, board, date(2026, 3, 31))
    _, code = handed(desk, officer, first.seat_id)
    second = took(desk, desk.person(), code)
    assert (second.board_id, second.term_ends_on) == (board.board_id, date(2026, 3, 31))
    desk.advance(days=40)
    refused(desk, TermIsWrong, handed, officer, second.seat_id)


def test_a_seat_that_ended_is_replaced_and_the_taking_says_whose_place_it_is(desk: Desk) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    _, young = desk.seated(Role.YOUNG_PERSON)
    with desk.session() as session:
        end_seat(
            session, commission_id=desk.commission_id, seat_id=young.seat, reason="Moved away.", caller=young,
            now=desk.bench.now,
        )  # fmt: skip
    _, code = handed(desk, host, young.seat)
    took(desk, desk.person(AccountKind.YOUNG_PERSON), code)
    taken = desk.events()[-1]
    assert isinstance(taken, SeatTaken)
    assert taken.replaces_seat_id == young.seat
    assert desk.bench.event_types().count("people.seat_ended.v1") == 1


def test_a_second_code_for_a_seat_ends_the_first_and_a_reprint_stays_bound_to_it(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    _, leaver = desk.seated(Role.AUDITOR)
    _, lost = handed(desk, officer, leaver.seat)
    second, _ = handed(desk, officer, leaver.seat)
    assert [type(event) for event in desk.events()[-2:]] == [InviteEnded, InviteMade]
    refused(desk, InviteIsNotGood, took, desk.person(), lost)
    again, code = reprinted(desk, officer, second.invite_id)
    assert (again.places, again.replaces_seat_id, again.reason) == (1, leaver.seat, "Starts a new job.")
    assert took(desk, desk.person(), code).role == "auditor"
    assert [seat.seat_id for seat in desk.bench.rows(Seat) if seat.ended_at] == [leaver.seat]


def test_who_holds_the_seat_does_not_take_its_place(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    person, leaver = desk.seated(Role.AUDITOR)
    _, code = handed(desk, officer, leaver.seat)
    refused(desk, SeatIsTakenAlready, took, person, code)
    assert [seat for seat in desk.bench.rows(Seat) if seat.ended_at] == []


def test_only_those_who_give_such_seats_hand_them_over(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    _, host = desk.seated(Role.FACILITATOR)
    _, evaluator = desk.seated(Role.EVALUATOR)
    _, young = desk.seated(Role.YOUNG_PERSON)
    _, provider = desk.seated(Role.PROVIDER)
    _, elsewhere = desk.seated(Role.EVALUATOR, commission_id=new_id())
    handed(desk, officer, officer.seat)
    for caller, seat_id in (
        (evaluator, evaluator.seat), (young, young.seat), (host, evaluator.seat), (officer, provider.seat),
        (provider, provider.seat), (officer, elsewhere.seat), (officer, new_id()),
    ):  # fmt: skip
        refused(desk, NoSuchSeat, handed, caller, seat_id)


def test_the_reason_names_nobody_and_the_seat_of_an_erased_person_can_be_replaced(desk: Desk) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    young = desk.person(AccountKind.YOUNG_PERSON, name="Marzipan")
    _, caller = desk.seated(Role.YOUNG_PERSON, young)
    refused(desk, ReasonNamesSomebody, handed, host, caller.seat, "Marzipan is leaving.")
    with desk.session() as session:
        account = session.get_one(Account, young.holder_id)
        account.name = account.sign_in_name = None
        account.erased_at = session.get_one(Seat, caller.seat).ended_at = desk.bench.now
    _, code = handed(desk, host, caller.seat)
    assert took(desk, desk.person(AccountKind.YOUNG_PERSON), code).role == "young_person"


def test_a_seat_is_handed_over_over_http(desk: Desk) -> None:
    person, _ = desk.seated(Role.COMMISSIONER)
    _, leaver = desk.seated(Role.EVALUATOR)
    token = desk.sign_in(person)["token"]
    body = {"reason": "Starts a new job.", "days": 7}
    answer = desk.ask("POST", desk.at(f"/seats/{leaver.seat}/hand-over"), token, body)
    assert (answer.status_code, (answer.json or {})["replaces_seat_id"]) == (201, leaver.seat)
