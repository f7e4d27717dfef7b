from __future__ import annotations

from typing import Any

import pytest

from services.people.models import Invite, Seat
from services.people.models.groups import Group
from services.people.queries.seats import listed_seats
from services.people.rules.groups import GroupKind, GroupNameIsTaken, NoSuchGroup, SeatIsInNoGroup
from services.people.rules.invites import InviteIsNotGood, NoSuchInvite
from services.people.rules.seats import NoSuchSeat
from services.people.use_cases.end_group import end_group
from services.people.use_cases.end_invite import end_invite
from services.people.use_cases.make_group import make_group
from services.people.use_cases.make_invite import make_invite
from services.people.use_cases.move_to_group import move_to_group
from services.people.use_cases.reprint_invite import reprint_invite
from services.people.use_cases.take_seat import take_seat
from shared.access import Caller
from shared.contracts.people import GroupEnded, GroupMade, InviteEnded, InviteMade, SeatTaken
from shared.errors import DomainError
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.people.desk import Desk, Person


def made(desk: Desk, host: Caller, name: str = "Youth Council", kind: GroupKind = GroupKind.YOUTH_COUNCIL) -> Group:
    with desk.session() as session:
        return make_group(
            session, commission_id=host.commission_id or "", name=name, kind=kind, caller=host, now=desk.bench.now
        )


def coded(desk: Desk, host: Caller, role: Role = Role.YOUNG_PERSON, **more: Any) -> tuple[Invite, str]:
    with desk.session() as session:
        return make_invite(
            session, desk.settings, commission_id=desk.commission_id, role=role, places=5, days=14, caller=host,
            now=desk.bench.now, **more,
        )  # fmt: skip


def took(desk: Desk, person: Person, code: str) -> Seat:
    with desk.session() as session:
        seat = take_seat(
            session, desk.settings, commission_id=desk.commission_id, invite_code=code, caller=person.caller(),
            now=desk.bench.now,
        )  # fmt: skip
    assert isinstance(seat, Seat)
    return seat


def moved(desk: Desk, caller: Caller, seat_id: str, group_id: str | None) -> Seat:
    with desk.session() as session:
        return move_to_group(
            session, commission_id=desk.commission_id, seat_id=seat_id, group_id=group_id, caller=caller
        )


def reprinted(desk: Desk, host: Caller, invite_id: str, commission_id: str = "") -> tuple[Invite, str]:
    with desk.session() as session:
        return reprint_invite(
            session, desk.settings, commission_id=commission_id or desk.commission_id, invite_id=invite_id, places=3,
            days=7, caller=host, now=desk.bench.now,
        )  # fmt: skip


def refused(desk: Desk, error: type[DomainError], act: Any, *values: Any, **more: Any) -> None:
    """The act is refused, and leaves no event."""
    events = len(desk.events())
    with pytest.raises(error):
        act(desk, *values, **more)
    assert len(desk.events()) == events


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.FACILITATOR])
def test_a_group_is_made_and_told_by_name_and_kind(desk: Desk, role: Role) -> None:
    _, host = desk.seated(role)
    group = made(desk, host)
    assert desk.events()[-1] == GroupMade(
        commission_id=desk.commission_id, group_id=group.group_id, name="Youth Council", kind="youth_council",
        made_at=desk.bench.now,
    )  # fmt: skip
    assert desk.bench.recorded()[-1].actor == host.seat


def test_two_groups_of_one_commission_have_two_names(desk: Desk) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    made(desk, host)
    refused(desk, GroupNameIsTaken, made, host, "  YOUTH council")
    _, elsewhere = desk.seated(Role.FACILITATOR, commission_id=new_id())
    made(desk, elsewhere)
    assert len(desk.bench.rows(Group)) == 2


def test_whoever_joins_with_a_groups_code_is_in_the_group_and_no_event_says_so(desk: Desk) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    group = made(desk, host)
    invite, code = coded(desk, host, group_id=group.group_id)
    seat = took(desk, desk.person(AccountKind.YOUNG_PERSON), code)
    assert seat.group_id == group.group_id
    taken, told = desk.events()[-1], desk.events()[-2]
    assert isinstance(taken, SeatTaken)
    assert group.group_id not in str(taken)
    assert isinstance(told, InviteMade)
    assert (told.invite_id, told.group_id) == (invite.invite_id, group.group_id)


def test_a_facilitator_joins_the_group_they_are_to_run(desk: Desk) -> None:
    _, host = desk.seated(Role.COMMISSIONER)
    group = made(desk, host)
    _, code = coded(desk, host, Role.FACILITATOR, group_id=group.group_id)
    assert took(desk, desk.person(), code).group_id == group.group_id


def test_no_code_leads_into_a_group_that_is_not_there_or_is_not_for_the_role(desk: Desk) -> None:
    _, host = desk.seated(Role.COMMISSIONER)
    group = made(desk, host)
    _, elsewhere = desk.seated(Role.COMMISSIONER, commission_id=new_id())
    foreign = made(desk, elsewhere)
    refused(desk, NoSuchGroup, coded, host, group_id=new_id())
    refused(desk, NoSuchGroup, coded, host, group_id=foreign.group_id)
    refused(desk, SeatIsInNoGroup, coded, host, Role.AUDITOR, group_id=group.group_id)
    assert desk.bench.rows(Invite) == []


def test_a_young_person_is_moved_by_those_who_give_such_seats_and_leaves_by_themselves(desk: Desk) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    _, officer = desk.seated(Role.COMMISSIONER)
    _, young = desk.seated(Role.YOUNG_PERSON)
    first, second = made(desk, host), made(desk, host, "Care Leavers Forum", GroupKind.CARE_LEAVERS)
    events = len(desk.events())
    assert moved(desk, host, young.seat, first.group_id).group_id == first.group_id
    assert moved(desk, officer, young.seat, second.group_id).group_id == second.group_id
    assert moved(desk, young, young.seat, None).group_id is None
    assert len(desk.events()) == events


@pytest.mark.parametrize("role", [Role.YOUNG_PERSON, Role.EVALUATOR, Role.BOARD_MEMBER, Role.AUDITOR])
def test_nobody_else_moves_anybody(desk: Desk, role: Role) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    group = made(desk, host)
    _, young = desk.seated(Role.YOUNG_PERSON)
    _, other = desk.seated(role)
    refused(desk, NoSuchSeat, moved, other, young.seat, group.group_id)
    refused(desk, NoSuchSeat, moved, other, young.seat, None)
    refused(desk, NoSuchSeat, moved, young, young.seat, group.group_id)


def test_a_seat_elsewhere_ended_or_of_an_adult_is_not_put_into_a_group(desk: Desk) -> None:
    _, host = desk.seated(Role.COMMISSIONER)
    group = made(desk, host)
    _, elsewhere = desk.seated(Role.YOUNG_PERSON, commission_id=new_id())
    _, provider = desk.seated(Role.PROVIDER)
    _, auditor = desk.seated(Role.AUDITOR)
    for seat_id in (elsewhere.seat, provider.seat, new_id()):
        refused(desk, NoSuchSeat, moved, host, seat_id, group.group_id)
    refused(desk, SeatIsInNoGroup, moved, host, auditor.seat, group.group_id)
    _, young = desk.seated(Role.YOUNG_PERSON)
    with desk.session() as session:
        session.get_one(Seat, young.seat).ended_at = desk.bench.now
    refused(desk, NoSuchSeat, moved, host, young.seat, group.group_id)


def test_a_group_ends_with_its_codes_and_its_members_go_on(desk: Desk) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    group = made(desk, host)
    invite, code = coded(desk, host, group_id=group.group_id)
    seat = took(desk, desk.person(AccountKind.YOUNG_PERSON), code)
    with desk.session() as session:
        end_group(
            session, commission_id=desk.commission_id, group_id=group.group_id, reason="School is out.", caller=host,
            now=desk.bench.now,
        )  # fmt: skip
    ended = GroupEnded(commission_id=desk.commission_id, group_id=group.group_id, ended_at=desk.bench.now)
    closed = InviteEnded(commission_id=desk.commission_id, invite_id=invite.invite_id, ended_at=desk.bench.now)
    assert desk.events()[-2:] == [closed, ended]
    assert desk.bench.recorded()[-1].reason == "School is out."
    (kept,) = [each for each in desk.bench.rows(Seat) if each.seat_id == seat.seat_id]
    assert (kept.group_id, kept.ended_at) == (None, None)
    refused(desk, InviteIsNotGood, took, desk.person(AccountKind.YOUNG_PERSON), code)
    refused(desk, NoSuchGroup, moved, host, seat.seat_id, group.group_id)
    made(desk, host)


def test_an_ended_code_opens_nothing_and_ending_it_again_changes_nothing(desk: Desk) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    invite, code = coded(desk, host)
    for _ in range(2):
        with desk.session() as session:
            end_invite(
                session, commission_id=desk.commission_id, invite_id=invite.invite_id, caller=host, now=desk.bench.now
            )
    assert desk.bench.event_types().count("people.invite_ended.v1") == 1
    refused(desk, InviteIsNotGood, took, desk.person(AccountKind.YOUNG_PERSON), code)


def test_a_reprinted_sheet_has_a_new_code_and_the_old_one_ends(desk: Desk) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    group = made(desk, host)
    old, lost = coded(desk, host, group_id=group.group_id)
    new, code = reprinted(desk, host, old.invite_id)
    assert (new.places, new.used, new.group_id, new.role) == (3, 0, group.group_id, "young_person")
    assert [type(event) for event in desk.events()[-2:]] == [InviteEnded, InviteMade]
    refused(desk, InviteIsNotGood, took, desk.person(AccountKind.YOUNG_PERSON), lost)
    assert took(desk, desk.person(AccountKind.YOUNG_PERSON), code).group_id == group.group_id
    refused(desk, NoSuchInvite, reprinted, host, old.invite_id)


def test_a_facilitator_ends_and_reprints_only_codes_that_they_may_give(desk: Desk) -> None:
    _, officer = desk.seated(Role.COMMISSIONER)
    _, host = desk.seated(Role.FACILITATOR)
    _, elsewhere = desk.seated(Role.COMMISSIONER, commission_id=new_id())
    invite, _ = coded(desk, officer, Role.AUDITOR)
    refused(desk, NoSuchInvite, reprinted, host, invite.invite_id)
    refused(desk, NoSuchInvite, reprinted, officer, new_id())
    refused(desk, NoSuchInvite, reprinted, elsewhere, invite.invite_id, elsewhere.commission_id)


def test_a_group_shows_only_where_the_name_does(desk: Desk) -> None:
    _, host = desk.seated(Role.FACILITATOR)
    _, officer = desk.seated(Role.COMMISSIONER)
    _, young = desk.seated(Role.YOUNG_PERSON)
    group = made(desk, host)
    moved(desk, host, young.seat, group.group_id)
    with desk.session() as session:
        seen = {
            caller.seat: {
                each["seat_id"]: each["group_id"] for each in listed_seats(session, desk.commission_id, caller)
            }
            for caller in (host, officer)
        }
    assert seen[host.seat][young.seat] == group.group_id
    assert seen[officer.seat][young.seat] is None


def test_groups_and_codes_over_http(desk: Desk) -> None:
    person, _ = desk.seated(Role.FACILITATOR)
    token = desk.sign_in(person)["token"]
    group = desk.ask("POST", desk.at("/groups"), token, {"name": "Year 9", "kind": "school"}).json or {}
    body = {"role": "young_person", "places": 4, "days": 7, "group_id": group["group_id"]}
    desk.ask("POST", desk.at("/invites"), token, body)
    (listed,) = (desk.ask("GET", desk.at("/invites"), token)).json or []
    assert (listed["group_id"], "code" in listed) == (group["group_id"], False)
    sheet = desk.ask("POST", desk.at(f"/invites/{listed['invite_id']}/reprint"), token, {"places": 2, "days": 3})
    assert sheet.status_code == 201
    assert len((sheet.json or {})["code"]) == 14
    assert (
        desk.ask("POST", desk.at(f"/groups/{group['group_id']}/ending"), token, {"reason": "Over."}).status_code == 200
    )
    assert desk.ask("GET", desk.at("/groups"), token).json == []
    assert desk.ask("GET", desk.at("/invites"), token).json == []
