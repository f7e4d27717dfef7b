"""What we ask of a provider and take from it: against small answers that no real one gives, with keys made here."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from services.people.openid import Provider
from services.people.rules.council import AnswerIsNotGood, ProviderIsDown, Purpose, Started
from shared.settings import Settings

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
STARTED = Started("a state", Purpose.SIGN_IN, "/", NOW)
Key = RSAKey | ECKey | OKPKey


class Outside:
    """An HTTP server with answers by path: a document, or a status with a text."""

    def __init__(self) -> None:
        outside = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outside.asked.append(self.path)
                found = outside.answers.get(self.path, (404, "nothing"))
                status, text = found if isinstance(found, tuple) else (200, json.dumps(found))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outside.sent = {name: values[0] for name, values in parse_qs(body).items()}
                outside.header = self.headers.get("Authorization", "")
                self.do_GET()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.asked: list[str] = []
        self.sent: dict[str, str] = {}
        self.header = ""
        self.about: dict[str, Any] = {
            "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys",
        }  # fmt: skip
        self.answers: dict[str, Any] = {"/.well-known/openid-configuration": self.about, "/keys": {"keys": []}}
        Thread(target=self.server.serve_forever, daemon=True).start()

    def provider(self, **settings: Any) -> Provider:
        values = {"oidc_issuer": self.url, "oidc_client_id": "we", "oidc_secret": "a+b c", **settings}
        return Provider(Settings("sqlite://", "x" * 32, "", address="http://localhost", **values))

    def vouch(self, provider: Provider, key: Key, algorithm: str, **claims: Any) -> None:
        """Answer the next exchange with a token that fits."""
        asked = parse_qs(urlsplit(provider.address_for(STARTED, NOW)).query)
        seconds = int(NOW.timestamp())
        content = {
            "iss": self.url, "aud": "we", "sub": "somebody", "iat": seconds, "exp": seconds + 60,
            "nonce": asked["nonce"][0], **claims,
        }  # fmt: skip
        token = jwt.encode({"alg": algorithm, "kid": key.kid}, content, key, algorithms=[algorithm])
        self.answers["/token"] = {"access_token": "x", "token_type": "Bearer", "id_token": token}


@pytest.fixture
def outside() -> Iterator[Outside]:
    found = Outside()
    yield found
    found.server.shutdown()
    found.server.server_close()


def public(key: Key, **more: Any) -> dict[str, Any]:
    return {**key.as_dict(private=False), "kid": key.kid, **more}


ELLIPTIC = ECKey.generate_key("P-256", auto_kid=True)
EDWARDS = OKPKey.generate_key("Ed25519", auto_kid=True)
WAYS = [(ELLIPTIC, "ES256"), (EDWARDS, "Ed25519")]


@pytest.mark.parametrize(("key", "algorithm"), WAYS)
def test_other_kinds_of_keys_are_taken_too(outside: Outside, key: Key, algorithm: str) -> None:
    # Beside it stand keys that are not for signatures, and kinds that we do not know.
    outside.answers["/keys"] = {
        "keys": [
            {"kty": "NEW", "kid": "1"},
            "no key",
            {"kty": "EC", "crv": "P-1", "x": "AA", "y": "AA"},
            {"kty": "OKP"},
            public(ECKey.generate_key("P-256"), use="enc"),
            public(key),
        ]
    }
    provider = outside.provider()
    outside.vouch(provider, key, algorithm, name="  Ada\tOster ", email="x" * 300, auth_time=int(NOW.timestamp()))
    proved = provider.whom(STARTED, {"code": "c"}, NOW)
    assert (proved.issuer, proved.subject, proved.name, proved.email) == (outside.url, "somebody", "Ada Oster", "")
    assert proved.authenticated_at == NOW


def test_a_key_that_two_share_signs_nothing(outside: Outside) -> None:
    shared = OctKey.generate_key(256, {"kid": "shared"})
    outside.answers["/keys"] = {"keys": [{**shared.as_dict(), "kid": "shared"}]}
    provider = outside.provider()
    asked = parse_qs(urlsplit(provider.address_for(STARTED, NOW)).query)
    claims = {"iss": outside.url, "aud": "we", "sub": "x", "iat": 1, "exp": 9_999_999_999, "nonce": asked["nonce"][0]}
    token = jwt.encode({"alg": "HS256", "kid": "shared"}, claims, shared)
    outside.answers["/token"] = {"id_token": token}
    with pytest.raises(AnswerIsNotGood):
        provider.whom(STARTED, {"code": "c"}, NOW)


def test_a_key_for_encryption_signs_nothing(outside: Outside) -> None:
    outside.answers["/keys"] = {"keys": [public(ELLIPTIC, use="enc")]}
    provider = outside.provider()
    outside.vouch(provider, ELLIPTIC, "ES256")
    with pytest.raises(AnswerIsNotGood):
        provider.whom(STARTED, {"code": "c"}, NOW)


@pytest.mark.parametrize(
    ("methods", "secret", "header", "sent"),
    [
        (None, "a+b c", "we:a%2Bb+c", ""),
        (["client_secret_basic", "client_secret_post"], "a+b c", "we:a%2Bb+c", ""),
        (["client_secret_post"], "a+b c", "", "a+b c"), (["none"], "", "", ""),
    ],
)  # fmt: skip
def test_we_say_who_we_are_as_the_provider_wants_it(
    outside: Outside, methods: list[str] | None, secret: str, header: str, sent: str
) -> None:
    if methods is not None:
        outside.about["token_endpoint_auth_methods_supported"] = methods
    outside.answers["/keys"] = {"keys": [public(ELLIPTIC)]}
    provider = outside.provider(oidc_secret=secret)
    outside.vouch(provider, ELLIPTIC, "ES256")
    provider.whom(STARTED, {"code": "the code"}, NOW)
    given = base64.b64decode(outside.header.removeprefix("Basic ")).decode()
    assert (given, outside.sent.get("client_secret", "")) == (header, sent)
    assert (outside.sent.get("client_id"), outside.sent["code"]) == (None if header else "we", "the code")
    assert len(outside.sent["code_verifier"]) == 64
    assert outside.sent["redirect_uri"] == "http://localhost/people/openid/return"


WRONG_ABOUT = [
    {"issuer": "https://evil.example"}, {"issuer": None}, {"jwks_uri": None}, {"token_endpoint": 7},
    {"token_endpoint": "http://evil.example/token"}, {"authorization_endpoint": "javascript:alert(1)"},
    {"authorization_endpoint": "file:///etc/passwd"},
]  # fmt: skip


@pytest.mark.parametrize("change", WRONG_ABOUT)
def test_a_provider_that_says_something_else_of_itself_is_not_ours(outside: Outside, change: dict[str, Any]) -> None:
    provider = outside.provider()
    outside.about.update(change)
    with pytest.raises(ProviderIsDown):
        provider.address_for(STARTED, NOW)
    # It is asked anew the next time, not after an hour.
    outside.about.update(issuer=outside.url, jwks_uri=f"{outside.url}/keys", token_endpoint=f"{outside.url}/token")
    outside.about["authorization_endpoint"] = f"{outside.url}/authorize?tenant=1"
    assert provider.address_for(STARTED, NOW).startswith(f"{outside.url}/authorize?tenant=1&response_type=code")


@pytest.mark.parametrize("answer", [(500, "{}"), (200, "<html>"), (200, "[]"), (302, "{}"), (404, "")])
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
def test_an_answer_that_is_none_lets_nobody_in(outside: Outside, path: str, answer: tuple[int, str]) -> None:
    outside.answers["/keys"] = {"keys": [public(ELLIPTIC)]}
    provider = outside.provider()
    outside.vouch(provider, ELLIPTIC, "ES256")
    outside.answers[path] = answer
    with pytest.raises((ProviderIsDown, AnswerIsNotGood)):
        provider.whom(STARTED, {"code": "c"}, NOW + timedelta(hours=2))


def test_what_a_provider_says_of_itself_is_asked_once_an_hour(outside: Outside) -> None:
    provider = outside.provider()
    for minutes in (0, 30, 59):
        provider.address_for(STARTED, NOW + timedelta(minutes=minutes))
    assert len(outside.asked) == 1
    provider.address_for(STARTED, NOW + timedelta(minutes=60))
    assert len(outside.asked) == 2


def test_a_provider_that_nobody_answers_for_is_down() -> None:
    outside = Outside()
    outside.server.shutdown()
    outside.server.server_close()
    with pytest.raises(ProviderIsDown):
        outside.provider().address_for(STARTED, NOW)


def test_whoever_asks_just_after_a_provider_failed_is_told_at_once(outside: Outside) -> None:
    provider, about = outside.provider(), outside.answers.pop("/.well-known/openid-configuration")
    for seconds in (0, 1, 14):
        with pytest.raises(ProviderIsDown):
            provider.address_for(STARTED, NOW + timedelta(seconds=seconds))
    assert len(outside.asked) == 1
    outside.answers["/.well-known/openid-configuration"] = about
    assert provider.address_for(STARTED, NOW + timedelta(seconds=15))


def test_each_way_has_a_nonce_and_a_verifier_of_its_own(outside: Outside) -> None:
    found = [
        parse_qs(urlsplit(outside.provider().address_for(Started(state, Purpose.CONFIRM, "/", NOW), NOW)).query)
        for state in ("one", "other")
    ]
    assert found[0]["nonce"] != found[1]["nonce"]
    assert found[0]["code_challenge"] != found[1]["code_challenge"]
    assert (found[0]["prompt"], found[0]["max_age"]) == (["login"], ["0"])
