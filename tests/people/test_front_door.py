"""The front door as pages: joining, signing in and out, and that nothing typed is lost on the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from services.people.app import create_app
from services.people.models import Account, SignIn
from services.people.worker import SERVICE
from shared.contracts.people import SeatTaken, SessionRevoked
from shared.web.problem_pages import local_path, read_kept
from tests.kit import SETUP_CODE, Bench
from tests.people.desk import PASSPHRASE, Desk
from tests.visitor import Visitor

NAME = "Brave Otter"


@pytest.fixture
def visitor(desk: Desk) -> Visitor:
    return Visitor(desk.client)


def join(desk: Desk, visitor: Visitor, **changed: str | list[str]) -> Visitor:
    visitor.open(f"/people/join?code={desk.invite()}")
    typed: dict[str, str | list[str]] = {"nickname": NAME, "passphrase": PASSPHRASE, "born_on": ["1", "6", "2010"]}
    return visitor.send(**{**typed, **changed})


def test_a_young_person_joins_with_a_code_and_is_signed_in_at_once(desk: Desk, visitor: Visitor) -> None:
    join(desk, visitor)
    assert visitor.path == f"/commissions/{desk.commission_id}/ready"
    assert len([event for event in desk.events() if isinstance(event, SeatTaken) and event.role == "young_person"]) == 1
    assert NAME in visitor.open("/people/settings").text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"nickname": ""}, "Choose a nickname."),
        ({"nickname": "x"}, "Choose a nickname of 2 to 30 characters."),
        ({"nickname": "a@b.org"}, "Choose a nickname that is not an e-mail address: we do not want yours."),
        ({"passphrase": "short"}, "This has 5 characters. Choose at least 8: four words work well."),
        ({"passphrase": ""}, "Choose a passphrase."),
        ({"born_on": ["", "", ""]}, "Write the day, month and year you were born."),
        (
            {"born_on": ["31", "2", "2010"]},
            "This is not a date. Write day, month and year in numbers, such as 27 3 2011.",
        ),
        ({"born_on": ["1", "6", "1970"]}, "This is for people from 10 to 25."),
        ({"invite_code": "AAAA-BBBB-CCCC"}, "This code does not work, or no longer."),
        ({"nickname": "a\x00b"}, "This text holds characters that cannot be shown. Take them out."),
    ],
    ids=str,
)
def test_an_error_says_what_and_where_and_keeps_what_was_typed(
    desk: Desk, visitor: Visitor, changed: dict[str, str | list[str]], words: str
) -> None:
    join(desk, visitor, **changed)
    assert visitor.status in (404, 422)
    (problem,) = visitor.problems
    assert problem.startswith(words)
    for name, value in {"nickname": NAME, "born_on": ["1", "6", "2010"], **changed}.items():
        assert visitor.value(name) == ([value] if isinstance(value, str) else value) or name == "passphrase"
    assert visitor.value("passphrase") == [""], "a passphrase is never sent back"
    assert visitor.open("/people/settings").status == 401


def test_a_form_sent_twice_has_one_effect_and_one_answer(desk: Desk, visitor: Visitor) -> None:
    visitor.open(f"/people/join?code={desk.invite()}")
    form = dict(visitor.read.forms[0].values) | {"nickname": NAME, "passphrase": PASSPHRASE}
    data = {**form, "born_on": ["1", "6", "2010"]}
    # A double click sends both with the cookie of the page as it was.
    cookie = desk.client.get_cookie("coproduce")
    assert cookie is not None
    answers = []
    for _ in range(2):
        desk.client.set_cookie("coproduce", cookie.value)
        answers.append(desk.client.post("/people/join", data=data))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    with desk.session() as session:
        assert session.query(Account).filter_by(name=NAME).count() == 1


def test_the_same_page_with_other_words_is_a_new_act(desk: Desk, visitor: Visitor) -> None:
    join(desk, visitor, nickname="x")
    assert visitor.status == 422
    visitor.send(nickname="Brave Heron", passphrase=PASSPHRASE)
    assert visitor.path.startswith("/commissions/")


def test_an_old_page_is_sent_again_without_typing_it_anew(desk: Desk, visitor: Visitor) -> None:
    visitor.open(f"/people/join?code={desk.invite()}")
    desk.client.delete_cookie("coproduce")
    visitor.send(nickname=NAME, passphrase=PASSPHRASE, born_on=["1", "6", "2010"])
    assert visitor.status == 422
    assert visitor.problems == [
        "This page was open for a long time. Nothing was sent yet. Please press the button again."
    ]
    assert visitor.value("nickname") == [NAME]
    visitor.send(passphrase=PASSPHRASE)
    assert visitor.path.startswith("/commissions/")


def test_a_token_that_ran_out_is_renewed_on_the_way_also_for_a_form(desk: Desk, visitor: Visitor) -> None:
    join(desk, visitor)
    desk.bench.advance(timedelta(minutes=20))
    assert visitor.open("/people/settings").status == 200
    visitor.open("/people/sign-out")
    desk.bench.advance(timedelta(minutes=20))
    assert visitor.send().heading == "You are signed out"
    assert len([event for event in desk.events() if isinstance(event, SessionRevoked)]) == 1


def test_whoever_was_signed_out_signs_in_and_goes_on_with_what_they_wrote(desk: Desk, visitor: Visitor) -> None:
    join(desk, visitor)
    visitor.open("/people/sign-out")
    desk.bench.advance(timedelta(hours=13))
    visitor.send()
    assert (visitor.status, visitor.heading) == (401, "Sign in")
    visitor.send(sign_in_name=NAME, passphrase="not the right words at all")
    assert (visitor.status, visitor.value("passphrase")) == (403, [""])
    assert set(visitor.value("next")) == {"/people/sign-out"}
    assert visitor.problems == ["This name and passphrase do not belong together. Check both and try again."]
    visitor.send(passphrase=PASSPHRASE)
    assert visitor.path == "/people/sign-out"


def test_words_typed_before_a_sign_out_come_back_and_are_sent_only_on_asking(desk: Desk, visitor: Visitor) -> None:
    join(desk, visitor)
    desk.bench.advance(timedelta(hours=13))
    visitor.open("/people/look")
    # Any page that needs a sign-in keeps what came with the form; here a form of another page stands for it.
    visitor.read.forms[0].action = "/people/devices/all"
    visitor.send(theme="dark", where="everywhere", passphrase="never kept")
    assert visitor.status == 401
    assert "What you wrote is kept." in visitor.text
    kept, *_ = visitor.value("kept")
    assert "never kept" not in kept
    visitor.send(sign_in_name=NAME, passphrase=PASSPHRASE)
    assert visitor.heading == "You are signed in again"
    assert visitor.value("theme") == ["dark"]
    with desk.session() as session:
        assert session.query(SignIn).filter(SignIn.revoked_at.is_not(None)).count() == 0
    visitor.send()
    assert visitor.heading == "You are signed out"


def test_signing_out_everywhere_ends_every_session(desk: Desk, visitor: Visitor) -> None:
    join(desk, visitor)
    other = Visitor(create_app(desk.bench.runtime).test_client())
    other.open("/people/sign-in").send(sign_in_name=NAME, passphrase=PASSPHRASE)
    assert other.open("/people/settings").status == 200
    visitor.open("/people/devices/all").send(where="everywhere")
    assert visitor.heading == "You are signed out"
    assert other.open("/people/settings").status == 401


def test_one_device_is_signed_out_and_the_other_goes_on(desk: Desk, visitor: Visitor) -> None:
    join(desk, visitor)
    other = Visitor(create_app(desk.bench.runtime).test_client())
    other.open("/people/sign-in").send(sign_in_name=NAME, passphrase=PASSPHRASE)
    with desk.session() as session:
        first, second = (each.session_id for each in session.query(SignIn).order_by(SignIn.begun_at, SignIn.ends_at))
    here = first if "This device" in visitor.open(f"/people/devices/{first}").text else ""
    assert here in (first, "")
    visitor.open("/people/devices")
    assert visitor.answer is not None
    (elsewhere,) = {first, second} - {
        each for each in (first, second) if f"/people/devices/{each}" not in visitor.answer.get_data(as_text=True)
    }
    visitor.open(f"/people/devices/{elsewhere}").send()
    assert visitor.path == "/people/devices"
    assert other.open("/people/settings").status == 401
    assert visitor.open("/people/settings").status == 200


def test_staff_open_an_account_with_a_code_and_providers_without(desk: Desk, visitor: Visitor) -> None:
    visitor.open("/people/open-account").send(
        kind="staff", invite_code=SETUP_CODE, name="Wren Ashby", email="wren@example.org", passphrase=PASSPHRASE
    )
    assert (visitor.path, visitor.open("/people/settings").status) == ("/", 200)
    visitor.open("/people/sign-out").send()
    visitor.open("/people/open-account").send(
        kind="provider", name="Lark Moss", email="lark@example.org", passphrase=PASSPHRASE
    )
    assert "lark@example.org" in visitor.open("/people/settings").text


def test_the_look_is_kept_and_a_language_is_spoken(desk: Desk, visitor: Visitor) -> None:
    visitor.open("/people/look").send(language="ur", theme="dark", size="large")
    assert visitor.answer is not None
    page = visitor.answer.get_data(as_text=True)
    assert '<html lang="ur" dir="rtl" class="govuk-template" data-theme="dark" data-size="large">' in page
    assert "govuk-rtl.css" in page
    assert visitor.value("theme") == ["dark"]
    desk.client.set_cookie("look", "xx.<script>.huge")
    assert visitor.open("/people/look").value("theme") == ["auto"]


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\nb", "evil"]
)
def test_no_address_elsewhere_is_led_to(path: str) -> None:
    assert local_path(path) == "/"


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', '[["passphrase", "x"], ["csrf_token", "y"], ["a"], [1, 2]]'])
def test_what_was_not_kept_by_us_is_not_handed_back(text: str) -> None:
    assert read_kept(text) == []


def test_the_cookie_is_closed_to_scripts_other_sites_and_other_hosts(tmp_path: Path, desk: Desk) -> None:
    desk.client.get("/people/join")
    plain = desk.client.get("/people/sign-in")
    assert "Secure" not in str(plain.headers.getlist("Set-Cookie"))
    (tmp_path / "https").mkdir()
    bench = Bench(SERVICE, tmp_path / "https", address="https://coproduce.example.org")
    made = Desk(tmp_path / "https", bench)
    (cookie,) = made.client.get("/people/join").headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-coproduce=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    bench.runtime.close()


def test_two_cookies_of_one_name_count_as_none(desk: Desk, visitor: Visitor) -> None:
    join(desk, visitor)
    cookie = desk.client.get_cookie("coproduce")
    assert cookie is not None
    twice = f"coproduce={cookie.value}; coproduce={cookie.value}"
    client = create_app(desk.bench.runtime).test_client(use_cookies=False)
    assert client.get("/people/settings", headers={"Cookie": f"coproduce={cookie.value}"}).status_code == 200
    assert client.get("/people/settings", headers={"Cookie": twice}).status_code == 401


def test_what_was_typed_survives_a_database_that_does_not_answer(
    desk: Desk, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(desk, visitor, nickname="x")
    runtime = desk.bench.runtime
    real = runtime.sessions.begin

    def down() -> None:
        raise OperationalError("the database is away", None, Exception())

    monkeypatch.setattr(runtime.sessions, "begin", down)
    visitor.send(nickname=NAME, passphrase=PASSPHRASE)
    assert (visitor.status, visitor.heading) == (503, "We cannot reach our records")
    assert visitor.value("nickname") == [NAME]
    monkeypatch.setattr(runtime.sessions, "begin", real)
    visitor.send(passphrase=PASSPHRASE)
    assert visitor.path.startswith("/commissions/")


def test_a_problem_page_tells_a_person_and_not_a_program(desk: Desk, visitor: Visitor) -> None:
    visitor.open("/people/nothing-here", headers={"Accept": "text/html"})
    assert (visitor.status, visitor.heading) == (404, "There is nothing here")
    assert desk.client.get("/people/nothing-here").json["code"] == "no_such_address"  # type: ignore[index]
    app: Flask = create_app(desk.bench.runtime)
    assert app.test_client().get("/people/settings").content_type.startswith("text/html")
