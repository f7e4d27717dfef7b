from __future__ import annotations

from typing import Any

import pytest

from services.people.models import Account, Seat
from services.people.rules.invites import InviteIsForAnotherRole, InviteIsNotGood
from services.people.rules.names import EmailIsWrong, NameIsTaken
from services.people.rules.passphrases import PassphraseIsTooWeak
from services.people.use_cases.open_account import open_account
from shared.contracts.people import SeatTaken
from shared.errors import DomainError
from shared.roles import AccountKind, Role
from tests.kit import SETUP_CODE
from tests.people.desk import PASSPHRASE, Desk


def opened(desk: Desk, **changes: Any) -> Account:
    values: dict[str, Any] = {
        "kind": AccountKind.STAFF, "email": "h.okonjo@example.org", "name": "Hyacinth Okonjo",
        "passphrase": PASSPHRASE, "invite_code": SETUP_CODE,
    }  # fmt: skip
    with desk.session() as session:
        return open_account(session, desk.settings, **{**values, **changes}, now=desk.bench.now)


def test_the_setup_code_opens_a_staff_account_without_a_seat(desk: Desk) -> None:
    account = opened(desk)
    (kept,) = desk.bench.rows(Account)
    assert (kept.holder_id, kept.kind, kept.sign_in_name) == (account.holder_id, "staff", "h.okonjo@example.org")
    assert kept.passphrase_hash.startswith("$argon2id$")
    assert PASSPHRASE not in kept.passphrase_hash
    assert desk.bench.rows(Seat) == []
    assert desk.events() == []


def test_an_invite_opens_a_staff_account_with_its_seat(desk: Desk) -> None:
    code = desk.invite(Role.EVALUATOR)
    before = len(desk.events())
    account = opened(desk, invite_code=code.lower())
    (taken,) = desk.events()[before:]
    assert isinstance(taken, SeatTaken)
    assert (taken.holder_id, taken.role, taken.commission_id) == (account.holder_id, "evaluator", desk.commission_id)
    assert desk.bench.recorded()[-1].actor == taken.seat_id
    assert desk.used(Role.EVALUATOR) == [1]


def test_a_provider_needs_no_code(desk: Desk) -> None:
    assert opened(desk, kind=AccountKind.PROVIDER, invite_code="").kind == "provider"
    assert desk.bench.rows(Seat) == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"invite_code": ""}, InviteIsNotGood),
        ({"invite_code": "AAAA-BBBB-CCCC"}, InviteIsNotGood),
        ({"invite_code": SETUP_CODE[:-1]}, InviteIsNotGood),
        ({"invite_code": SETUP_CODE, "kind": AccountKind.PROVIDER}, InviteIsForAnotherRole),
        ({"email": "h.okonjo"}, EmailIsWrong),
        ({"passphrase": "too short"}, PassphraseIsTooWeak),
        ({"passphrase": "Hyacinth Okonjo"}, PassphraseIsTooWeak),
    ],
)
def test_a_refused_account_leaves_no_row_and_no_event(
    desk: Desk, changes: dict[str, Any], error: type[DomainError]
) -> None:
    with pytest.raises(error):
        opened(desk, **changes)
    assert desk.bench.rows(Account) == []
    assert desk.events() == []


def test_a_young_persons_code_opens_no_staff_account_and_keeps_its_place(desk: Desk) -> None:
    code = desk.invite(Role.YOUNG_PERSON)
    people, events = len(desk.bench.rows(Account)), len(desk.events())
    with pytest.raises(InviteIsForAnotherRole):
        opened(desk, invite_code=code)
    assert (len(desk.bench.rows(Account)), len(desk.events())) == (people, events)
    assert desk.used() == [0]


def test_an_email_address_is_taken_however_it_is_written(desk: Desk) -> None:
    opened(desk)
    with pytest.raises(NameIsTaken):
        opened(desk, email="H.OKONJO@Example.ORG")
    assert len(desk.bench.rows(Account)) == 1


def test_without_a_good_code_nobody_learns_whose_address_is_taken(desk: Desk) -> None:
    opened(desk)
    with pytest.raises(InviteIsNotGood):
        opened(desk, invite_code="AAAA-BBBB-CCCC")


def test_where_no_setup_code_is_set_none_works(desk: Desk) -> None:
    from dataclasses import replace  # noqa: PLC0415

    desk.settings = replace(desk.settings, setup_code="")
    for code in ("", " ", "-"):
        with pytest.raises(InviteIsNotGood):
            opened(desk, invite_code=code)
