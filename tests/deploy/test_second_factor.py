"""`coproduce second-factor`: whoever lost the phone and the recovery codes is helped by those who run the system."""

from __future__ import annotations

import json
from pathlib import Path

import pyotp
import pytest

from deploy.embedded import local_settings
from services.people.models import Account
from services.people.queries.second_factor import factor_of, secret_of
from services.people.use_cases.begin_second_factor import begin_second_factor
from services.people.use_cases.confirm_second_factor import confirm_second_factor
from shared.access import Caller
from shared.ids import new_id
from shared.roles import AccountKind
from shared.runtime import Runtime, make_runtime
from tests.deploy.test_first_officer import Empty

EMAIL = "h.okonjo@example.org"


@pytest.fixture
def here(tmp_path: Path) -> Empty:
    """A folder with the database of `people` in it; nothing runs."""
    made = Empty(tmp_path)
    (tmp_path / "var" / "data").mkdir(parents=True)
    made.command("migrate", "people")
    return made


def with_phone(people: Runtime) -> str:
    """Somebody whose account asks for a code; return their id."""
    now = people.clock()
    account = Account(
        holder_id=new_id(), kind="staff", sign_in_name=EMAIL, name="Hyacinth Okonjo", passphrase_hash="", joined_at=now
    )
    caller = Caller(account.holder_id, new_id(), AccountKind.STAFF)
    holder_id = caller.holder_id
    with people.sessions.begin() as session:
        session.add(account)
        session.flush()
        factor = begin_second_factor(session, people.settings, caller=caller, now=now)
        code = pyotp.TOTP(secret_of(people.settings, factor)).at(now)
        session.flush()
        confirm_second_factor(session, people.settings, code=code, caller=caller, now=now)
    return holder_id


def test_it_says_whether_it_is_on_and_ends_it_which_the_log_tells_by_id(here: Empty) -> None:
    people = make_runtime("people", local_settings(here.folder / "var"))
    holder_id = with_phone(people)
    assert here.command("second-factor", EMAIL) == f"{EMAIL} is asked for a code as well.\n"
    said = here.command("second-factor", "--end", EMAIL.upper())
    assert said == f"{EMAIL.upper()} signs in with the passphrase alone.\n"
    with people.read_sessions() as session:
        assert factor_of(session, holder_id) is None
    people.close()
    (told,) = [line for line in here.lines_of_log() if "second factor" in str(line["event"])]
    assert (told["event"], told["holder_id"]) == ("a second factor was ended by command", holder_id)
    assert "okonjo" not in json.dumps(here.lines_of_log()).lower()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("second-factor", "nobody@example.org"), "coproduce: Nobody signs in with this e-mail address.\n"),
        (("second-factor", "--end", "nobody@example.org"), "coproduce: Nobody signs in with this e-mail address.\n"),
    ],
)
def test_somebody_who_is_not_there_is_one_sentence(here: Empty, arguments: tuple[str, ...], words: str) -> None:
    assert here.refused(*arguments) == words


def test_what_is_off_is_not_ended(here: Empty) -> None:
    people = make_runtime("people", local_settings(here.folder / "var"))
    with_phone(people)
    people.close()
    here.command("second-factor", "--end", EMAIL)
    assert here.refused("second-factor", "--end", EMAIL) == "coproduce: This account asks for no code.\n"
