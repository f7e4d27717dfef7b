"""Staff sign in with an account of the council: against a real provider, code flow with PKCE."""

from __future__ import annotations

import hmac
import json
import re
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from structlog.testing import capture_logs

from services.people.models import Account, Identity, SignIn
from shared.roles import AccountKind, Role
from tests.openid.council import AtTheCouncil, Council, Tamper, signed_by
from tests.openid.moves import (
    BACK,
    REFUSED,
    START,
    UNKNOWN,
    back,
    browser,
    changed,
    come_in,
    linked,
    sent_to,
    settle_in,
    signed_in,
)
from tests.people.desk import PASSPHRASE, Desk
from tests.put_back import logs_put_back


def test_a_member_of_staff_signs_in_and_goes_on_where_they_were(desk: Desk, council: Council) -> None:
    person = linked(desk, council)
    visitor = come_in(desk, council, path=f"{START}?next=/people/devices")
    assert (visitor.status, visitor.path) == (200, "/people/devices")
    (session,) = desk.bench.rows(SignIn)
    assert session.holder_id == person.holder_id
    assert signed_in(visitor)


def test_the_request_says_what_the_standard_asks_for(desk: Desk, council: Council) -> None:
    address = sent_to(desk.client)
    for part in ("response_type=code", "code_challenge_method=S256", "state=", "nonce=", "code_challenge="):
        assert part in address
    assert "scope=openid+" in address
    assert address != sent_to(desk.client), "state, nonce and challenge are new each time"


def test_an_unknown_account_gets_in_nowhere_and_is_told_how(desk: Desk, council: Council) -> None:
    # Somebody here has the very e-mail address that the provider names; that alone links nothing.
    with desk.session() as session:
        session.get_one(Account, desk.person().holder_id).sign_in_name = "ada@council.example"
    visitor = come_in(desk, council)
    assert (visitor.status, visitor.heading) == (200, UNKNOWN)
    assert "Ada Quillfeather" in visitor.text
    assert not signed_in(visitor)
    assert (desk.bench.rows(SignIn), desk.bench.rows(Identity)) == ([], [])


@pytest.mark.parametrize("kind", [AccountKind.PROVIDER, AccountKind.YOUNG_PERSON])
def test_only_staff_sign_in_so(desk: Desk, council: Council, kind: AccountKind) -> None:
    linked(desk, council, kind=kind)
    visitor = come_in(desk, council)
    assert (visitor.heading, signed_in(visitor)) == (UNKNOWN, False)


def test_who_was_erased_does_not_come_in(desk: Desk, council: Council) -> None:
    person = linked(desk, council)
    visitor = come_in(desk, council)
    visitor.open("/people/erase-me").send()
    assert desk.bench.rows(Identity) == []
    again = come_in(desk, council)
    assert (again.heading, signed_in(again)) == (UNKNOWN, False)
    assert desk.bench.rows(Account)[0].holder_id == person.holder_id


def _part(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def unsigned(claims: dict[str, Any], key: RSAKey) -> str:
    header = {"alg": "none", "kid": key.kid}
    return f"{_part(json.dumps(header).encode())}.{_part(json.dumps(claims).encode())}."


def signed_with_the_public_key(claims: dict[str, Any], key: RSAKey) -> str:
    """As if the key that everybody knows were a secret that two share; no library does this any more."""
    header = {"alg": "HS256", "kid": key.kid}
    said = f"{_part(json.dumps(header).encode())}.{_part(json.dumps(claims).encode())}"
    return f"{said}.{_part(hmac.digest(key.as_pem(private=False), said.encode(), 'sha256'))}"


def with_another_key(claims: dict[str, Any], key: RSAKey) -> str:
    return signed_by(RSAKey.generate_key(2048, {"kid": str(key.kid)}), claims)


# What is wrong with a token, and what the log says of it.
WRONG: dict[str, tuple[Tamper, str]] = {
    "wrong nonce": (changed(nonce="another"), "invalid_claim nonce"),
    "no nonce": (changed(nonce=None), "missing_claim nonce"),
    "another audience": (changed(aud="another-client"), "invalid_claim aud"),
    "for another party": (changed(aud=["coproduce", "other"], azp="other"), "invalid_claim azp"),
    "another issuer": (changed(iss="https://evil.example"), "invalid_claim iss"),
    "from the future": (changed(iat=9_999_999_999), "invalid_claim iat"),
    "no end": (changed(exp=None), "missing_claim exp"),
    "expired": (changed(exp=1_000_000_000), "expired_token exp"),
    "nobody": (changed(sub=None), "missing_claim sub"),
    "a number for somebody": (changed(sub=7), "invalid_claim sub"),
    "a time that is none": (changed(auth_time="yesterday"), "invalid_claim auth_time"),
    "another access token": (changed(at_hash="AAAA"), "invalid_claim at_hash"),
    "another key under the same name": (with_another_key, "bad_signature"),
    "no signature": (unsigned, "unsupported_algorithm"),
    "signed with the public key": (signed_with_the_public_key, "unsupported_algorithm"),
    "no token": (lambda _claims, _key: "not.a.token", "decode_error"),
    "nothing": (lambda _claims, _key: "", "decode_error"),
}


@pytest.mark.parametrize(("tamper", "why"), WRONG.values(), ids=WRONG.keys())
def test_a_token_that_does_not_hold_lets_nobody_in(desk: Desk, council: Council, tamper: Tamper, why: str) -> None:
    linked(desk, council)
    # The tampering itself is no reason: the same token, signed anew, is good.
    council.tamper = changed()
    assert signed_in(come_in(desk, council))
    council.tamper = tamper
    with capture_logs() as logs:
        visitor = come_in(desk, council)
    assert (visitor.status, visitor.heading) == (403, REFUSED)
    assert [each["error"] for each in logs if "refused" in each["event"]] == [why]
    assert not signed_in(visitor)


def test_a_sign_in_at_the_provider_of_another_day_is_none_of_today(desk: Desk, council: Council) -> None:
    linked(desk, council)
    for hours, fine in ((7, True), (9, False)):
        council.tamper = changed(auth_time=int((desk.bench.now - timedelta(hours=hours)).timestamp()))
        assert signed_in(come_in(desk, council)) is fine


def test_a_sign_in_at_the_provider_of_this_morning_confirms_nothing(desk: Desk, council: Council) -> None:
    """Whoever finds a desk where somebody is signed in at the council could else do what cannot be undone."""
    linked(desk, council)
    for change in ({"auth_time": int((desk.bench.now - timedelta(hours=1)).timestamp())}, {"auth_time": None}):
        council.tamper = changed(**change)
        visitor = come_in(desk, council)
        assert signed_in(visitor)
        assert visitor.open("/people/erase-me").heading == "Is it you?"


def test_a_token_that_took_too_long_is_expired(desk: Desk, council: Council) -> None:
    linked(desk, council)
    visitor = browser(desk)
    found = back(AtTheCouncil(council).go(sent_to(visitor.client), "ada"))
    # The provider's tokens last 2 minutes, and clocks may differ by one.
    desk.advance(minutes=4)
    assert (visitor.open(found).heading, signed_in(visitor)) == (REFUSED, False)


def test_after_ten_minutes_the_way_back_is_closed(desk: Desk, council: Council) -> None:
    linked(desk, council)
    visitor = browser(desk)
    found = back(AtTheCouncil(council).go(sent_to(visitor.client), "ada"))
    desk.advance(minutes=10)
    before = len(council.asked)
    assert visitor.open(found).heading == REFUSED
    assert "10 minutes" in visitor.text
    assert len(council.asked) == before, "the code was not even tried"


def test_a_way_back_is_good_once(desk: Desk, council: Council) -> None:
    linked(desk, council)
    visitor = browser(desk)
    found = back(AtTheCouncil(council).go(sent_to(visitor.client), "ada"))
    cookie = visitor.client.get_cookie("coproduce")
    assert cookie is not None
    visitor.open(found)
    assert signed_in(visitor)
    again = browser(desk)
    again.client.set_cookie("coproduce", cookie.value)
    before = len(council.asked)
    again.open(found)
    assert (again.status, again.heading) == (403, REFUSED)
    assert "used already" in again.text
    assert len(council.asked) == before, "the code was not even tried"
    assert visitor.open(found).heading == REFUSED
    assert len(desk.bench.rows(SignIn)) == 1


def test_the_way_back_of_another_browser_leads_nowhere(desk: Desk, council: Council) -> None:
    """Nobody is signed in as somebody else by a link: the state belongs to the browser that was sent out."""
    linked(desk, council)
    attacker, victim = browser(desk), browser(desk)
    found = back(AtTheCouncil(council).go(sent_to(attacker.client), "ada"))
    assert (victim.open(found).heading, signed_in(victim)) == (REFUSED, False)
    # Nor with a state of its own and a code of somebody else's: the code goes with another PKCE challenge.
    own = re.search(r"state=([\w-]+)", sent_to(victim.client))
    assert own is not None
    assert (victim.open(re.sub(r"state=[\w-]+", f"state={own[1]}", found)).status, signed_in(victim)) == (403, False)
    assert desk.bench.rows(SignIn) == []


def test_several_tabs_come_back_in_any_order(desk: Desk, council: Council) -> None:
    linked(desk, council)
    visitor = browser(desk)
    at = AtTheCouncil(council)
    first = back(at.go(sent_to(visitor.client, f"{START}?next=/people/devices"), "ada"))
    back(at.go(sent_to(visitor.client), "ada"))
    assert visitor.open(first).path == "/people/devices"


def test_an_answer_that_names_another_issuer_or_none_is_refused(desk: Desk, council: Council) -> None:
    linked(desk, council)
    for change in (("iss=[^&]+", "iss=https%3A%2F%2Fevil.example"), ("&iss=[^&]+", "")):
        visitor = browser(desk)
        found = back(AtTheCouncil(council).go(sent_to(visitor.client), "ada"))
        assert visitor.open(re.sub(*change, found)).heading == REFUSED
        assert not signed_in(visitor)


def test_who_says_no_at_the_provider_is_told_so(desk: Desk, council: Council) -> None:
    visitor = browser(desk)
    state = re.search(r"state=([\w-]+)", sent_to(visitor.client, f"{START}?next=/people/devices"))
    assert state is not None
    visitor.open(f"{BACK}?error=access_denied&state={state[1]}&iss={council.issuer}")
    assert (visitor.status, visitor.heading) == (403, REFUSED)
    assert "did not let you in" in visitor.text
    assert visitor.answer is not None
    assert 'href="/people/openid/start?next=/people/devices"' in visitor.answer.text, "to start again, and go on there"


def test_new_keys_of_the_provider_are_asked_for_once(desk: Desk, council: Council) -> None:
    linked(desk, council)
    assert signed_in(come_in(desk, council))
    council.stop()
    council.start()
    before = council.asked.count("/jwks")
    assert signed_in(come_in(desk, council))
    assert council.asked.count("/jwks") == before + 1
    assert signed_in(come_in(desk, council))
    assert council.asked.count("/jwks") == before + 1
    # A name of a key that nobody knows makes us ask once, not for ever.
    council.tamper = lambda claims, key: signed_by(key, claims, kid="no such key")
    assert come_in(desk, council).heading == REFUSED
    assert council.asked.count("/jwks") == before + 2


def test_a_provider_that_is_down_is_said_in_words(desk: Desk, council: Council) -> None:
    linked(desk, council)
    visitor = browser(desk)
    found = back(AtTheCouncil(council).go(sent_to(visitor.client), "ada"))
    council.stop()
    try:
        visitor.open(found)
        assert (visitor.status, visitor.heading) == (503, REFUSED)
        assert "We cannot reach the sign-in of the council" in visitor.text
        # Whoever asks for the first time since the program began is told the same.
        desk.advance(hours=2)
        assert visitor.open(START).status == 503
        # The other way in is there.
        visitor.open("/people/sign-in").send(sign_in_name=desk.person(name="Iris Vane").name, passphrase=PASSPHRASE)
        assert signed_in(visitor)
    finally:
        council.start()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_a_sign_in_leads_to_no_other_place(desk: Desk, council: Council, elsewhere: str) -> None:
    linked(desk, council)
    visitor = browser(desk)
    found = back(AtTheCouncil(council).go(sent_to(visitor.client, f"{START}?next={elsewhere}"), "ada"))
    assert visitor.client.get(found).headers["Location"] == "/"


def test_nothing_of_it_stands_in_the_log(
    desk: Desk, council: Council, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    from shared.logs import set_up_logs  # noqa: PLC0415

    linked(desk, council)
    kept: list[str] = []

    def tamper(claims: dict[str, Any], key: RSAKey) -> str:
        kept.append(signed_by(key, {**claims, "aud": "x"}))
        return kept[-1]

    council.tamper = tamper
    visitor = browser(desk)
    found = back(AtTheCouncil(council).go(sent_to(visitor.client), "ada"))
    code, state = re.search(r"code=([\w-]+)", found), re.search(r"state=([\w-]+)", found)
    assert code is not None
    assert state is not None
    with logs_put_back():
        set_up_logs("people")
        assert visitor.open(found).heading == REFUSED
    told = capsys.readouterr().err + capsys.readouterr().out + caplog.text
    assert "the provider's answer was refused" in told
    assert "aud" in told
    for secret in (code[1], state[1], kept[0], "ada", "Quillfeather"):
        assert secret not in told


def test_somebody_with_a_code_opens_an_account_without_a_passphrase(desk: Desk, council: Council) -> None:
    code = desk.invite(Role.EVALUATOR)
    visitor = come_in(desk, council, path=f"{START}?for=open")
    assert (visitor.path, visitor.value("name")) == ("/people/open-account/council", ["Ada Quillfeather"])
    visitor.send(invite_code="AAAA-BBBB-CCCC")
    assert visitor.problems == [
        "This code does not work, or no longer. Ask the person who gave it to you for a new one."
    ]
    visitor.send(invite_code=code)
    assert signed_in(visitor)
    account = desk.bench.rows(Account)[-1]
    assert (account.kind, account.sign_in_name, account.passphrase_hash) == ("staff", "ada@council.example", None)
    assert signed_in(come_in(desk, council))
    # There is no passphrase that fits.
    for passphrase in ("", " ", PASSPHRASE):
        other = browser(desk).open("/people/sign-in").send(sign_in_name="ada@council.example", passphrase=passphrase)
        assert not signed_in(other)
    # Nor is anybody let go of the only way in.
    visitor.open("/people/council-account/ending").send()
    assert visitor.status == 409
    assert "You could not sign in any more" in visitor.problems[0]


def test_a_code_alone_opens_no_account_without_the_provider(desk: Desk, council: Council) -> None:
    code = desk.invite(Role.EVALUATOR)
    visitor = come_in(desk, council, path=f"{START}?for=open")
    desk.advance(minutes=11)
    people = len(desk.bench.rows(Account))
    visitor.send(invite_code=code)
    assert (visitor.status, len(desk.bench.rows(Account)), desk.used(Role.EVALUATOR)) == (403, people, [0])


def test_a_member_of_staff_links_their_account_and_lets_go_of_it(desk: Desk, council: Council) -> None:
    visitor = settle_in(desk, desk.person())
    visitor.open("/people/settings")
    assert "/people/council-account" in visitor.client.get("/people/settings").text
    visitor.open(back(AtTheCouncil(council).go(sent_to(visitor.client, "/people/openid/link"), "bo")))
    assert visitor.heading == "Is this your council account?"
    assert "bo@council.example" in visitor.text
    assert desk.bench.rows(Identity) == [], "nothing is linked before the person says so"
    visitor.send()
    assert visitor.path == "/people/council-account"
    assert signed_in(come_in(desk, council, "bo"))
    (kept,) = desk.bench.rows(Identity)
    assert "bo" not in (kept.identity_hash, kept.issuer)
    visitor.open("/people/council-account/ending").send()
    assert desk.bench.rows(Identity) == []
    assert come_in(desk, council, "bo").heading == UNKNOWN


def test_linking_and_letting_go_ask_first_who_it_is(desk: Desk, council: Council) -> None:
    visitor = settle_in(desk, desk.person())
    desk.advance(minutes=11)
    for path in ("/people/openid/link", "/people/council-account/new", "/people/council-account/ending"):
        assert visitor.open(path).heading == "Is it you?"


def test_one_council_account_goes_with_one_account_here(desk: Desk, council: Council) -> None:
    linked(desk, council, "bo")
    visitor = settle_in(desk, desk.person())
    visitor.open(back(AtTheCouncil(council).go(sent_to(visitor.client, "/people/openid/link"), "bo"))).send()
    assert visitor.status == 409
    assert "has another already" in visitor.problems[0]
    assert len(desk.bench.rows(Identity)) == 1
