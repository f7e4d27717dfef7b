"""Setting up a commission's people, and My places, as pages."""

from __future__ import annotations

import re

import pytest

from services.people.app import create_app
from services.people.models import Invite, Seat
from services.people.models.groups import Board, Group
from services.people.rules.setting_up import TaskState, tasks
from shared.access import Caller
from shared.contracts.people import InviteEnded, InviteMade, SeatEnded
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.visitor import Visitor

_CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b")


def browser(desk: Desk, person: Person) -> Visitor:
    visitor = Visitor(create_app(desk.bench.runtime).test_client())
    visitor.open("/people/sign-in").send(sign_in_name=person.name, passphrase=PASSPHRASE)
    return visitor


def seated(desk: Desk, role: Role) -> tuple[Visitor, Caller]:
    person, caller = desk.seated(role)
    return browser(desk, person), caller


def at(desk: Desk, path: str = "") -> str:
    return f"/people/commissions/{desk.commission_id}/setup{path}"


@pytest.mark.parametrize(
    ("seats", "groups", "boards", "open_tasks"),
    [
        ({}, 0, 0, "facilitators groups young_people evaluators boards auditor second_commissioner"),
        ({Role.YOUNG_PERSON: 2}, 1, 0, "facilitators young_people evaluators boards auditor second_commissioner"),
        ({Role.YOUNG_PERSON: 3, Role.FACILITATOR: 1}, 1, 1, "evaluators boards auditor second_commissioner"),
        (
            {Role.BOARD_MEMBER: 1},
            0,
            0,
            "facilitators groups young_people evaluators boards auditor second_commissioner",
        ),
        ({Role.BOARD_MEMBER: 1, Role.COMMISSIONER: 2, Role.AUDITOR: 1}, 1, 1, "facilitators young_people evaluators"),
    ],
)
def test_what_is_missing_of_the_people(seats: dict[Role, int], groups: int, boards: int, open_tasks: str) -> None:
    found = tasks(seats, groups=groups, boards=boards)
    assert [task.about for task in found if not task.done] == open_tasks.split()
    can_wait = {task.about for task in found if task.state is TaskState.CAN_WAIT}
    assert can_wait <= {"boards", "auditor", "second_commissioner"}


def test_a_task_list_says_what_is_missing_and_leads_there(desk: Desk) -> None:
    desk.start_commission(commission_id=desk.commission_id)
    officer, _ = seated(desk, Role.COMMISSIONER)
    page = officer.open(at(desk))
    assert page.text.count("To do") == 4
    assert "Somewhere to talk" in page.text
    for _ in range(3):
        desk.seated(Role.YOUNG_PERSON)
    desk.seated(Role.FACILITATOR)
    assert officer.open(at(desk)).text.count("To do") == 2
    answer = officer.answer
    assert answer is not None
    token = desk.sign_in(desk.seated(Role.COMMISSIONER)[0])["token"]
    listed = desk.ask("GET", desk.at("/people-tasks"), token).json or []
    assert [each["about"] for each in listed if each["state"] == "missing"] == ["groups", "evaluators"]
    for href in re.findall(rf'href="({at(desk)}/[^"]*)"', answer.get_data(as_text=True)):
        assert officer.open(href.replace("&amp;", "&")).status == 200, href


def test_a_facilitator_sees_only_tasks_of_their_own(desk: Desk) -> None:
    facilitator, _ = seated(desk, Role.FACILITATOR)
    page = facilitator.open(at(desk))
    assert "Young people" in page.text
    assert "Evaluators" not in page.text
    assert facilitator.open(at(desk, "/boards")).status == 403


def test_roles_in_a_refusal_are_in_the_language_of_the_page_and_in_english_for_programs(desk: Desk) -> None:
    person, _ = desk.seated(Role.YOUNG_PERSON)
    young, polish = browser(desk, person), {"Accept-Language": "pl"}
    page = young.open(at(desk), headers=polish)
    assert page.status == 403
    assert "to jest dla: zamawiający, osoba prowadząca grupę." in page.text
    headers = {**polish, "Authorization": f"Bearer {desk.sign_in(person)['token']}"}
    answer = desk.client.get(f"/people{desk.at('/people-tasks')}", headers=headers)
    assert "this is for: commissioner, facilitator." in str(answer.json)
    code = desk.invite(Role.YOUNG_PERSON)
    young.open(f"/people/use-code?code={code}", headers=polish)
    young.client.set_cookie("look", "pl.auto.normal")
    young.send()
    assert young.problems == ["Masz już miejsce w tym zadaniu: młoda osoba."]


def test_a_group_is_set_up_and_a_code_into_it_is_printed_with_its_square(desk: Desk) -> None:
    facilitator, _ = seated(desk, Role.FACILITATOR)
    facilitator.open(at(desk, "/groups")).send(name="Year 9", kind="school")
    (group,) = desk.bench.rows(Group)
    assert "Year 9" in facilitator.text
    facilitator.open(at(desk, f"/codes/new?role=young_person&group={group.group_id}"))
    assert facilitator.value("role") == ["young_person"]
    assert facilitator.value("group") == [group.group_id]
    facilitator.send(places="7", days="10")
    assert facilitator.status == 200
    answer = facilitator.answer
    assert answer is not None
    html = answer.get_data(as_text=True)
    (code,) = set(_CODE.findall(facilitator.text))
    assert "<svg" in html
    assert "style=" not in html, "the browser is told to refuse styles that stand in a page"
    assert "The code is for 7 people." in facilitator.text
    assert "If you are under 13, we ask a parent or carer" in facilitator.text
    young = Visitor(create_app(desk.bench.runtime).test_client())
    young.open(f"/people/join?code={code}")
    assert young.value("invite_code") == [code]
    young.send(nickname="Brave Otter", passphrase=PASSPHRASE, born_on=["1", "6", "2010"])
    assert [seat.group_id for seat in desk.bench.rows(Seat) if seat.role == "young_person"] == [group.group_id]
    assert code not in facilitator.open(at(desk, "/codes")).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"places": "0"}, "Write a number from 1 to 500."),
        ({"places": "501"}, "Write a number from 1 to 500."),
        ({"days": "61"}, "Write a number from 1 to 60."),
        ({"days": "soon"}, "Write this as a whole number, such as 12."),
        ({"role": ""}, "Say who the code is for."),
        ({"years": "1"}, "Only a seat on a board has a term."),
    ],
)
def test_a_code_of_a_wrong_size_is_not_made(desk: Desk, typed: dict[str, str], words: str) -> None:
    officer, _ = seated(desk, Role.COMMISSIONER)
    officer.open(at(desk, "/codes/new"))
    officer.send(**{"role": "board_member", "group": "", "board": "", "years": "", **typed})
    assert officer.status == 422
    assert officer.problems[0].startswith(words)
    assert desk.bench.rows(Invite) == []


def test_a_facilitator_is_offered_no_code_for_adults(desk: Desk) -> None:
    facilitator, _ = seated(desk, Role.FACILITATOR)
    facilitator.open(at(desk, "/codes/new"))
    assert "Auditor" not in facilitator.text
    facilitator.send(role="auditor", group="", board="", years="")
    assert facilitator.status == 422
    assert desk.bench.rows(Invite) == []


def test_a_board_member_is_invited_for_a_term(desk: Desk) -> None:
    officer, _ = seated(desk, Role.COMMISSIONER)
    officer.open(at(desk, "/boards")).send(name="Shadow Board", kind="shadow_board", powers=["reads", "advises"])
    (board,) = desk.bench.rows(Board)
    assert "Gives advice that is answered" in officer.text
    officer.open(at(desk, f"/codes/new?role=board_member&board={board.board_id}")).send(years="1", group="")
    (invite,) = desk.bench.rows(Invite)
    assert (invite.board_id, str(invite.term_ends_on)) == (board.board_id, "2027-03-01")
    assert "/people/welcome" in officer.text.replace("/ ", "/")
    officer.open(at(desk, f"/boards/{board.board_id}/ending")).send(reason="The plan has changed.")
    assert "There is no board yet." in officer.text


def test_a_new_sheet_says_that_the_old_code_ends_and_ends_it(desk: Desk) -> None:
    facilitator, host = seated(desk, Role.FACILITATOR)
    lost = desk.invite(host=host)
    (old,) = desk.bench.rows(Invite)
    facilitator.open(at(desk, f"/codes/{old.invite_id}/reprint"))
    assert "The old code ends at once" in facilitator.text
    facilitator.send()
    (code,) = set(_CODE.findall(facilitator.text))
    assert code != lost
    assert [type(event) for event in desk.events()[-2:]] == [InviteEnded, InviteMade]
    again = facilitator.open(at(desk, f"/codes/{old.invite_id}/reprint"))
    assert again.status == 404
    (new,) = [each for each in desk.bench.rows(Invite) if each.ended_at is None]
    assert facilitator.open(at(desk, f"/codes/{new.invite_id}/ending")).send().text.count("No code is open.") == 1


def test_who_sits_is_shown_with_names_only_to_those_who_may_know_them(desk: Desk) -> None:
    officer, _ = seated(desk, Role.COMMISSIONER)
    facilitator, _ = seated(desk, Role.FACILITATOR)
    desk.seated(Role.YOUNG_PERSON, desk.person(AccountKind.YOUNG_PERSON, name="Marzipan"))
    desk.seated(Role.PROVIDER)
    assert "Marzipan" in facilitator.open(at(desk, "/who")).text
    seen = officer.open(at(desk, "/who")).text
    assert "Marzipan" not in seen
    assert "Provider:" not in seen


def test_a_seat_is_moved_handed_over_and_ended_from_the_list(desk: Desk) -> None:
    facilitator, _ = seated(desk, Role.FACILITATOR)
    facilitator.open(at(desk, "/groups")).send(name="Care Leavers Forum", kind="care_leavers")
    (group,) = desk.bench.rows(Group)
    _, young = desk.seated(Role.YOUNG_PERSON, desk.person(AccountKind.YOUNG_PERSON, name="Marzipan"))
    facilitator.open(at(desk, f"/seats/{young.seat}/group")).send(group=group.group_id)
    assert "Group: Care Leavers Forum" in facilitator.text
    facilitator.open(at(desk, f"/seats/{young.seat}/hand-over")).send(reason="Marzipan has left.", days="7")
    assert facilitator.problems == [
        "This reason is published, and it holds the person's name. Say it without the name."
    ]
    facilitator.send(reason="A new job.", days="7")
    (invite,) = desk.bench.rows(Invite)
    assert (invite.replaces_seat_id, invite.group_id) == (young.seat, group.group_id)
    facilitator.open(at(desk, f"/seats/{young.seat}/ending")).send(reason="A new job.")
    assert isinstance(desk.events()[-1], SeatEnded)
    facilitator.open(at(desk, f"/groups/{group.group_id}/ending")).send(reason="All have moved on.")
    assert "There is no group yet." in facilitator.text


def test_ids_that_are_not_of_this_commission_show_nothing(desk: Desk) -> None:
    officer, _ = seated(desk, Role.COMMISSIONER)
    _, elsewhere = desk.seated(Role.EVALUATOR, commission_id=new_id())
    _, provider = desk.seated(Role.PROVIDER)
    for seat_id in (elsewhere.seat, provider.seat, new_id()):
        for path in ("ending", "hand-over", "group"):
            assert officer.open(at(desk, f"/seats/{seat_id}/{path}")).status == 404
    for path in ("groups", "boards", "codes"):
        assert officer.open(at(desk, f"/{path}/{new_id()}/ending")).status == 404


def test_my_places_lead_to_each_commission_and_one_is_left_with_a_reason(desk: Desk) -> None:
    desk.start_commission(commission_id=desk.commission_id)
    person, caller = desk.seated(Role.YOUNG_PERSON, desk.person(AccountKind.YOUNG_PERSON, name="Marzipan"))
    young = browser(desk, person)
    young.open("/people/seats")
    assert "Somewhere to talk" in young.text
    assert "Set up the people" not in young.text
    young.open(f"/people/seats/{caller.seat}/leaving").send(reason="")
    assert young.problems == ["Write a few words, such as: I have no time any more."]
    young.send(reason="Marzipan is off.")
    assert young.value("reason") == ["Marzipan is off."]
    young.send(reason="I have no time any more.")
    assert young.path == "/people/seats"
    assert "You have no place yet." in young.text
    assert desk.bench.recorded()[-1].reason == "I have no time any more."


def test_nobody_leaves_for_somebody_else(desk: Desk) -> None:
    young, _ = seated(desk, Role.YOUNG_PERSON)
    _, other = desk.seated(Role.YOUNG_PERSON)
    assert young.open(f"/people/seats/{other.seat}/leaving").status == 404


def test_one_more_place_is_taken_with_a_code(desk: Desk) -> None:
    desk.start_commission(commission_id=desk.commission_id)
    person = desk.person()
    visitor = browser(desk, person)
    code = desk.invite(Role.AUDITOR)
    visitor.open(f"/people/welcome?code={code}")
    assert visitor.status == 200
    visitor.open(f"/people/use-code?code={code}").send()
    assert visitor.path == f"/commissions/{desk.commission_id}/ready"
    visitor.open("/people/use-code").send(invite_code="AAAA-BBBB-CCCC")
    assert visitor.problems[0].startswith("This code does not work")
    assert "Auditor" in visitor.open("/people/seats").text
