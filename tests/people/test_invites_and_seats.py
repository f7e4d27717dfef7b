from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.people.models import Invite, Seat
from services.people.queries.seats import listed_seats
from services.people.rules.invites import InviteIsForAnotherRole, InviteIsNotGood, RoleCannotBeInvited
from services.people.rules.names import ReasonNamesSomebody
from services.people.rules.seats import NoSuchSeat, ProviderSeatExcludesOthers, SeatIsTakenAlready
from services.people.rules.sessions import NoSuchAccount
from services.people.use_cases.end_seat import end_seat
from services.people.use_cases.make_invite import make_invite
from services.people.use_cases.take_seat import take_seat
from shared.access import Caller
from shared.contracts.people import InviteMade, SeatEnded, SeatTaken
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.people.desk import Desk, Person


def took(desk: Desk, person: Person, code: str, commission_id: str = "") -> Seat:
    with desk.session() as session:
        seat = take_seat(
            session, desk.settings, commission_id=commission_id or desk.commission_id, invite_code=code,
            caller=person.caller(), now=desk.bench.now,
        )  # fmt: skip
    assert isinstance(seat, Seat)
    return seat


def ended(desk: Desk, caller: Caller, seat_id: str, reason: str = "Moved away.", commission_id: str = "") -> Seat:
    with desk.session() as session:
        return end_seat(
            session, commission_id=commission_id or desk.commission_id, seat_id=seat_id, reason=reason, caller=caller,
            now=desk.bench.now,
        )  # fmt: skip


def test_an_invite_is_told_with_its_size_and_without_its_code(desk: Desk) -> None:
    _, commissioner = desk.seated(Role.COMMISSIONER)
    code = desk.invite(Role.EVALUATOR, places=3, days=7, host=commissioner)
    (kept,) = desk.bench.rows(Invite)
    assert desk.events()[-1] == InviteMade(
        commission_id=desk.commission_id, invite_id=kept.invite_id, role="evaluator", places=3,
        expires_at=desk.bench.now + timedelta(days=7),
    )  # fmt: skip
    assert desk.bench.recorded()[-1].actor == commissioner.seat
    everything = str(vars(kept)) + str(desk.bench.recorded())
    assert code not in everything
    assert code.replace("-", "") not in everything


@pytest.mark.parametrize(
    ("host", "role"),
    [
        (Role.FACILITATOR, Role.EVALUATOR),
        (Role.FACILITATOR, Role.COMMISSIONER),
        (Role.COMMISSIONER, Role.PROVIDER),
        (Role.AUDITOR, Role.YOUNG_PERSON),
        (Role.YOUNG_PERSON, Role.YOUNG_PERSON),
    ],
)
def test_whoever_may_not_invite_makes_no_code(desk: Desk, host: Role, role: Role) -> None:
    _, caller = desk.seated(host)
    events = len(desk.events())
    with pytest.raises(RoleCannotBeInvited):
        desk.invite(role, host=caller)
    assert desk.bench.rows(Invite) == []
    assert len(desk.events()) == events


def test_a_seat_in_another_commission_makes_no_code_here(desk: Desk) -> None:
    _, stranger = desk.seated(Role.COMMISSIONER, commission_id=new_id())
    with pytest.raises(RoleCannotBeInvited), desk.session() as session:
        make_invite(
            session, desk.settings, commission_id=desk.commission_id, role=Role.AUDITOR, places=1, days=1,
            caller=stranger, now=desk.bench.now,
        )  # fmt: skip


def test_whoever_has_two_seats_invites_with_the_one_that_may(desk: Desk) -> None:
    person, as_facilitator = desk.seated(Role.FACILITATOR)
    desk.advance(hours=1)
    _, as_commissioner = desk.seated(Role.COMMISSIONER, person)
    desk.invite(Role.AUDITOR, host=as_facilitator)
    assert desk.bench.recorded()[-1].actor == as_commissioner.seat


def test_a_person_takes_a_second_seat_and_a_seat_elsewhere(desk: Desk) -> None:
    person, _ = desk.seated(Role.FACILITATOR)
    seat = took(desk, person, desk.invite(Role.BOARD_MEMBER))
    assert isinstance(desk.events()[-1], SeatTaken)
    assert desk.bench.recorded()[-1].actor == seat.seat_id
    _, elsewhere = desk.seated(Role.COMMISSIONER, commission_id=new_id())
    code = desk.invite(Role.FACILITATOR, host=elsewhere)
    assert took(desk, person, code, elsewhere.commission_id or "").commission_id == elsewhere.commission_id


def test_one_person_does_not_take_two_places_of_a_role(desk: Desk) -> None:
    code, person = desk.invite(Role.AUDITOR), desk.person()
    took(desk, person, code)
    with pytest.raises(SeatIsTakenAlready):
        took(desk, person, code)
    assert desk.used(Role.AUDITOR) == [1]


def test_a_seat_that_ended_may_be_taken_again(desk: Desk) -> None:
    code, person = desk.invite(Role.AUDITOR), desk.person()
    first = took(desk, person, code)
    ended(desk, person.caller(), first.seat_id)
    assert took(desk, person, code).seat_id != first.seat_id


def test_a_code_opens_seats_in_its_own_commission_only(desk: Desk) -> None:
    with pytest.raises(InviteIsNotGood):
        took(desk, desk.person(), desk.invite(Role.AUDITOR), new_id())
    assert desk.used(Role.AUDITOR) == [0]


def test_a_code_opens_a_seat_for_its_own_kind_of_account_only(desk: Desk) -> None:
    auditors, young = desk.invite(Role.AUDITOR), desk.invite()
    for code, kind in (
        (auditors, AccountKind.YOUNG_PERSON), (auditors, AccountKind.PROVIDER), (young, AccountKind.STAFF),
        (young, AccountKind.PROVIDER),
    ):  # fmt: skip
        with pytest.raises(InviteIsForAnotherRole):
            took(desk, desk.person(kind), code)
    assert desk.used() == desk.used(Role.AUDITOR) == [0]


def test_a_providers_seat_excludes_any_other_that_a_slip_of_accounts_would_allow(desk: Desk) -> None:
    # The kinds of account keep the two apart already; the rule holds even where a kind would not.
    from services.people.models import Account  # noqa: PLC0415

    person, _ = desk.seated(Role.PROVIDER)
    with desk.session() as session:
        session.get_one(Account, person.holder_id).kind = AccountKind.STAFF.value
    with pytest.raises(ProviderSeatExcludesOthers):
        took(desk, person, desk.invite(Role.AUDITOR))


def test_an_erased_persons_token_takes_no_seat(desk: Desk) -> None:
    nobody = Person(new_id(), "nobody", AccountKind.STAFF)
    with pytest.raises(NoSuchAccount):
        took(desk, nobody, desk.invite(Role.AUDITOR))


def test_a_commissioner_ends_a_seat_and_says_why(desk: Desk) -> None:
    _, commissioner = desk.seated(Role.COMMISSIONER)
    _, evaluator = desk.seated(Role.EVALUATOR)
    ended(desk, commissioner, evaluator.seat, "Works for a bidder's bank.")
    assert desk.events()[-1] == SeatEnded(
        commission_id=desk.commission_id, seat_id=evaluator.seat, holder_id=evaluator.holder_id, role="evaluator",
        ended_at=desk.bench.now,
    )  # fmt: skip
    row = desk.bench.recorded()[-1]
    assert (row.actor, row.reason) == (commissioner.seat, "Works for a bidder's bank.")


def test_ending_a_seat_again_changes_nothing(desk: Desk) -> None:
    _, commissioner = desk.seated(Role.COMMISSIONER)
    _, evaluator = desk.seated(Role.EVALUATOR)
    first = ended(desk, commissioner, evaluator.seat)
    desk.advance(hours=1)
    events = len(desk.events())
    assert ended(desk, commissioner, evaluator.seat, "Again.").ended_at == first.ended_at
    assert len(desk.events()) == events


@pytest.mark.parametrize("role", Role)
def test_everybody_may_end_their_own_seat(desk: Desk, role: Role) -> None:
    _, caller = desk.seated(role)
    ended(desk, caller, caller.seat)
    assert isinstance(desk.events()[-1], SeatEnded)
    assert desk.bench.recorded()[-1].actor == caller.seat


@pytest.mark.parametrize(
    ("caller_role", "role", "may"),
    [
        (Role.COMMISSIONER, Role.YOUNG_PERSON, True),
        (Role.COMMISSIONER, Role.COMMISSIONER, True),
        (Role.COMMISSIONER, Role.PROVIDER, False),
        (Role.FACILITATOR, Role.YOUNG_PERSON, True),
        (Role.FACILITATOR, Role.EVALUATOR, False),
        (Role.FACILITATOR, Role.FACILITATOR, False),
        (Role.EVALUATOR, Role.YOUNG_PERSON, False),
        (Role.AUDITOR, Role.AUDITOR, False),
        (Role.PROVIDER, Role.PROVIDER, False),
        (Role.YOUNG_PERSON, Role.YOUNG_PERSON, False),
    ],
)
def test_who_may_end_whose_seat(desk: Desk, caller_role: Role, role: Role, may: bool) -> None:
    _, caller = desk.seated(caller_role)
    _, other = desk.seated(role)
    if may:
        ended(desk, caller, other.seat)
        return
    events = len(desk.events())
    with pytest.raises(NoSuchSeat):
        ended(desk, caller, other.seat)
    assert len(desk.events()) == events


def test_what_may_not_be_ended_is_as_unknown_as_what_is_not_there(desk: Desk) -> None:
    _, commissioner = desk.seated(Role.COMMISSIONER)
    _, provider = desk.seated(Role.PROVIDER)
    _, elsewhere = desk.seated(Role.EVALUATOR, commission_id=new_id())
    words = set()
    for seat_id in (provider.seat, elsewhere.seat, new_id()):
        with pytest.raises(NoSuchSeat) as caught:
            ended(desk, commissioner, seat_id)
        words.add((caught.value.message, str(caught.value.extra)))
    assert len(words) == 1


def test_whoever_has_two_seats_ends_others_with_the_one_that_may(desk: Desk) -> None:
    ambassador = desk.person(AccountKind.YOUNG_PERSON, born_on=date(2006, 1, 1))
    _, as_member = desk.seated(Role.YOUNG_PERSON, ambassador)
    desk.advance(hours=1)
    with desk.session() as session:
        as_host = desk.sit(session, ambassador, Role.FACILITATOR, desk.commission_id)
    _, other = desk.seated(Role.YOUNG_PERSON)
    ended(desk, as_member, other.seat)
    assert desk.bench.recorded()[-1].actor == as_host.seat_id


def test_an_ended_seat_ends_nobody_elses(desk: Desk) -> None:
    _, commissioner = desk.seated(Role.COMMISSIONER)
    _, other = desk.seated(Role.EVALUATOR)
    ended(desk, commissioner, commissioner.seat)
    with pytest.raises(NoSuchSeat):
        ended(desk, commissioner, other.seat)


def test_a_published_reason_does_not_name_the_person(desk: Desk) -> None:
    _, facilitator = desk.seated(Role.FACILITATOR)
    young = desk.person(AccountKind.YOUNG_PERSON, name="Marzipan")
    _, caller = desk.seated(Role.YOUNG_PERSON, young)
    for by in (facilitator, caller):
        with pytest.raises(ReasonNamesSomebody):
            ended(desk, by, caller.seat, "MARZIPAN has gone to college.")
    assert not any(isinstance(event, SeatEnded) for event in desk.events())


@pytest.mark.parametrize(
    ("viewer", "named"),
    [
        (Role.COMMISSIONER, {"commissioner", "facilitator", "evaluator", "auditor", "board_member"}),
        (Role.FACILITATOR, {"facilitator", "young_person"}),
        (Role.AUDITOR, set()),
    ],
)
def test_a_list_of_seats_names_those_whom_the_viewer_works_with(desk: Desk, viewer: Role, named: set[str]) -> None:
    callers = {role: desk.seated(role)[1] for role in Role}
    desk.seated(Role.EVALUATOR, commission_id=new_id())
    with desk.session() as session:
        listed = listed_seats(session, desk.commission_id, callers[viewer])
    assert {each["role"] for each in listed} == {role.value for role in Role} - {"provider"}
    assert {each["role"] for each in listed if each["name"]} == named
    assert len(listed) == len(Role) - 1
