from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.people.app import create_app
from services.people.models import Account
from services.people.models.joining import SignInWindow
from services.people.rules import pictures as rules
from services.people.rules.pictures import PicturesAreForTheYoungest, PicturesAreWrong, SignInIsNotOpen
from services.people.rules.sessions import SignInIsWrong
from services.people.use_cases.join_as_young_person import join_as_young_person
from services.people.use_cases.open_sign_in import open_sign_in
from services.people.use_cases.sign_in import sign_in
from services.people.use_cases.sign_in_with_pictures import sign_in_with_pictures
from services.people.use_cases.use_way_in import use_way_in
from shared.access import Caller
from shared.access.origin import Origin
from shared.roles import Role
from shared.web.problem_pages import PICTURE_FIELDS, read_kept
from tests.people.desk import Desk
from tests.people.test_groups import refused
from tests.people.test_permission import permitted
from tests.people.test_setting_up_pages import browser
from tests.people.test_ways_in import let_in
from tests.visitor import Visitor

FOUR = ("cat", "moon", "key", "bus")
OTHERS = ("dog", "moon", "key", "bus")
CHILD = date(2014, 6, 1)
AFAR = Origin(address="203.0.113.9")


@pytest.mark.parametrize(
    ("pictures", "good"),
    [
        (FOUR, True),
        (("cat", "cat", "cat", "dog"), True),
        (("cat", "cat", "cat", "cat"), False),
        (("cat", "moon", "key"), False),
        ((*FOUR, "cat"), False),
        (("cat", "moon", "key", "cannon"), False),
        (("", "moon", "key", "bus"), False),
        ((), False),
    ],
)
def test_a_secret_has_four_of_our_pictures(pictures: Sequence[str], good: bool) -> None:
    if good:
        assert rules.secret_of(pictures) == f"pictures: {' '.join(pictures)}"
    else:
        with pytest.raises(PicturesAreWrong):
            rules.secret_of(pictures)


def test_there_are_enough_pictures_that_guessing_is_hopeless() -> None:
    assert len(rules.PICTURES) >= 30
    assert len(set(rules.PICTURES.values())) == len(rules.PICTURES)
    assert rules.MOST_GUESSES / len(rules.PICTURES) ** rules.HOW_MANY < 1 / 100_000


@pytest.mark.parametrize(
    ("window", "failures", "open_"), [(False, 0, False), (True, 0, True), (True, 4, True), (True, 5, False)]
)
def test_a_guess_is_looked_at_only_while_sign_in_is_open(window: bool, failures: int, open_: bool) -> None:
    if open_:
        rules.check_open(window=window, failures=failures)
    else:
        with pytest.raises(SignInIsNotOpen):
            rules.check_open(window=window, failures=failures)


@pytest.mark.parametrize(("born_on", "good"), [(date(2013, 3, 3), True), (date(2013, 3, 2), False), (None, False)])
def test_pictures_are_for_people_under_13(born_on: date | None, good: bool) -> None:
    if good:
        rules.check_young_enough(born_on, date(2026, 3, 2))
    else:
        with pytest.raises(PicturesAreForTheYoungest):
            rules.check_young_enough(born_on, date(2026, 3, 2))


def joined(desk: Desk, pictures: Sequence[str] = FOUR, born_on: date = CHILD) -> Any:
    code = desk.invite()
    with desk.session() as session:
        return join_as_young_person(
            session, desk.settings, invite_code=code, nickname="Pixelfox", born_on=born_on,
            now=desk.bench.now, pictures=pictures,
        )  # fmt: skip


@pytest.fixture
def host(desk: Desk) -> Caller:
    """A facilitator, and Pixelfox, who is 11 and takes part."""
    _, facilitator = desk.seated(Role.FACILITATOR)
    permitted(desk, facilitator, joined(desk).wait_id)
    return facilitator


def tried(desk: Desk, pictures: Sequence[str] = FOUR, origin: Origin = AFAR, nickname: str = "Pixelfox") -> Any:
    with desk.session() as session:
        return sign_in_with_pictures(
            session, desk.settings, nickname=nickname, pictures=pictures, origin=origin, now=desk.bench.now
        )


def opened(desk: Desk, host: Caller) -> SignInWindow:
    with desk.session() as session:
        return open_sign_in(session, commission_id=host.commission_id or "", caller=host, now=desk.bench.now)


def test_from_afar_not_even_the_right_pictures_let_in_and_nothing_is_counted(desk: Desk, host: Caller) -> None:
    for _ in range(20):
        for pictures in (FOUR, OTHERS):
            refused(desk, SignInIsNotOpen, tried, pictures)
    opened(desk, host)
    assert "token" in tried(desk)


def test_a_name_that_nobody_has_is_refused_in_the_same_words(desk: Desk, host: Caller) -> None:
    words = set()
    for nickname in ("Pixelfox", "Nobody"):
        with pytest.raises(SignInIsNotOpen) as caught:
            tried(desk, nickname=nickname)
        words.add(caught.value.message)
    assert len(words) == 1


def test_while_a_facilitator_has_opened_sign_in_four_pictures_let_in_for_15_minutes(desk: Desk, host: Caller) -> None:
    events = len(desk.events())
    assert opened(desk, host).closes_at > desk.bench.now
    assert len(desk.events()) == events
    desk.advance(minutes=15, microseconds=-1)
    assert isinstance(tried(desk, OTHERS), SignInIsWrong)
    assert "token" in tried(desk)
    desk.advance(microseconds=1)
    refused(desk, SignInIsNotOpen, tried)


def test_sign_in_that_is_open_elsewhere_lets_nobody_in_here(desk: Desk, host: Caller) -> None:
    opened(desk, desk.seated(Role.FACILITATOR, commission_id="another")[1])
    refused(desk, SignInIsNotOpen, tried)


def test_after_five_wrong_guesses_only_the_facilitator_lets_in(desk: Desk, host: Caller) -> None:
    opened(desk, host)
    for _ in range(5):
        assert isinstance(tried(desk, OTHERS), SignInIsWrong)
    desk.advance(minutes=2)
    refused(desk, SignInIsNotOpen, tried)
    (pixelfox,) = [each for each in desk.bench.rows(Account) if each.name == "Pixelfox"]
    seat_id = next(e.seat_id for e in desk.events() if getattr(e, "holder_id", "") == pixelfox.holder_id)  # type: ignore[attr-defined]
    _, code = let_in(desk, host, seat_id)
    with desk.session() as session:
        found = use_way_in(
            session, desk.settings, code=code, pictures=OTHERS, origin=AFAR, now=desk.bench.now
        )  # fmt: skip
    assert found["holder_id"] == pixelfox.holder_id
    opened(desk, host)
    assert "token" in tried(desk, OTHERS)


def test_pictures_open_nothing_where_a_passphrase_is_asked_for(desk: Desk, host: Caller) -> None:
    with desk.session() as session:
        found = sign_in(
            session, desk.settings, sign_in_name="Pixelfox", passphrase=rules.secret_of(FOUR), origin=AFAR,
            now=desk.bench.now,
        )  # fmt: skip
    assert isinstance(found, SignInIsWrong)


def test_a_passphrase_account_is_not_opened_by_pictures(desk: Desk, host: Caller) -> None:
    with desk.session() as session:
        account = session.query(Account).filter_by(name="Pixelfox").one()
        account.with_pictures = False
    opened(desk, host)
    assert isinstance(tried(desk), SignInIsWrong)


def test_from_13_on_a_passphrase_is_needed(desk: Desk) -> None:
    for pictures, born_on, error in (
        (FOUR, date(2013, 3, 2), PicturesAreForTheYoungest), (("cat",), CHILD, PicturesAreWrong),
    ):  # fmt: skip
        with pytest.raises(error):
            joined(desk, pictures, born_on)
    assert [each for each in desk.bench.rows(Account) if each.kind == "young_person"] == []
    assert desk.used() == [0, 0]
    _, host = desk.seated(Role.FACILITATOR)
    permitted(desk, host, joined(desk, FOUR, date(2013, 3, 10)).wait_id)
    desk.advance(days=8)
    opened(desk, host)
    refused(desk, PicturesAreForTheYoungest, tried)


def test_what_is_kept_of_pictures_does_not_tell_them(desk: Desk, host: Caller) -> None:
    (account,) = [each for each in desk.bench.rows(Account) if each.name == "Pixelfox"]
    assert account.with_pictures
    assert account.passphrase_hash.startswith("$argon2id$")
    assert "moon" not in str(vars(account))


def test_pictures_over_http(desk: Desk) -> None:
    body = {"invite_code": desk.invite(), "nickname": "Okapi", "pictures": list(FOUR), "born_on": "2014-06-01"}
    for wrong in (["cat"], ["cat", "moon", "key", "cannon"], "cat"):
        assert desk.ask("POST", "/young-people/with-pictures", body={**body, "pictures": wrong}).status_code == 422
    assert desk.ask("POST", "/young-people/with-pictures", body=body).status_code == 201
    signing = {"nickname": "Okapi", "pictures": list(FOUR)}
    assert desk.ask("POST", "/picture-sign-ins", body=signing).status_code == 403
    token = desk.sign_in(desk.seated(Role.FACILITATOR)[0])["token"]
    assert desk.ask("POST", desk.at("/sign-in-window"), token).status_code == 201
    assert desk.ask("POST", "/picture-sign-ins", body=signing).status_code == 201
    officer = desk.sign_in(desk.seated(Role.COMMISSIONER)[0])["token"]
    assert desk.ask("POST", desk.at("/sign-in-window"), officer).status_code == 403


def test_a_child_joins_with_pictures_and_signs_in_again_by_pages(desk: Desk) -> None:
    chosen = dict(zip(PICTURE_FIELDS, FOUR, strict=True))
    child = Visitor(create_app(desk.bench.runtime).test_client())
    child.open(f"/people/join-with-pictures?code={desk.invite()}")
    child.send(nickname="Pixelfox", born_on=["1", "6", "2014"], **{**chosen, "fourth_picture": ""})
    assert child.problems == ["Choose four pictures, one in each place."]
    assert child.value("nickname") == ["Pixelfox"]
    assert child.value("first_picture") == [""]
    child.send(**chosen)
    assert child.path == "/people/seats"
    child.open("/people/sign-out").send()
    other = Visitor(create_app(desk.bench.runtime).test_client())
    other.open("/people/sign-in-with-pictures").send(nickname="Pixelfox", **chosen)
    assert other.status == 403
    facilitator = browser(desk, desk.seated(Role.FACILITATOR)[0])
    facilitator.open(f"/people/commissions/{desk.commission_id}/setup/sign-in-window").send()
    assert "Sign-in is open until" in facilitator.text
    other.open("/people/sign-in-with-pictures").send(nickname="Pixelfox", **chosen)
    assert other.open("/people/seats").status == 200


def test_what_a_child_typed_comes_back_after_signing_in_with_pictures(desk: Desk, host: Caller) -> None:
    chosen = dict(zip(PICTURE_FIELDS, FOUR, strict=True))
    child = Visitor(create_app(desk.bench.runtime).test_client())
    child.open(f"/people/join-with-pictures?code={desk.invite()}")
    child.send(nickname="Okapi", born_on=["1", "6", "2014"], **chosen)
    assert child.open("/people/use-code").status == 200
    desk.advance(days=30)
    child.send(invite_code="K7QM-2XWA-9RTH")
    assert (child.status, child.heading) == (401, "Sign in")
    child.send_form(next(number for number, form in enumerate(child.read.forms) if form.named("way") == ["pictures"]))
    assert (child.heading, child.problems) == ("Sign in with pictures", [])
    child.send(nickname="Okapi", **chosen)
    assert child.status == 403, "nobody opened sign-in yet, and still nothing is lost"
    with desk.session() as session:
        open_sign_in(session, commission_id=desk.commission_id, caller=host, now=desk.bench.now)
    child.send(nickname="Okapi", **chosen)
    assert child.heading == "You are signed in again"
    assert child.value("invite_code") == ["K7QM-2XWA-9RTH"]


def test_pictures_are_not_handed_back_with_what_was_typed(desk: Desk) -> None:
    chosen = dict(zip(PICTURE_FIELDS, FOUR, strict=True))
    visitor = Visitor(create_app(desk.bench.runtime).test_client())
    kept = json.dumps([["nickname", "Pixelfox"], *chosen.items()])
    visitor.open("/people/go-on").send(kept=kept, way="pictures")
    visitor.send(nickname="Pixelfox", **chosen)
    assert (visitor.status, visitor.value("nickname")) == (403, ["Pixelfox"])
    assert [visitor.value(name) for name in PICTURE_FIELDS] == [[""]] * 4
    assert read_kept(kept) == [("nickname", "Pixelfox")]
