"""What is said to the council's OpenID Connect provider, and how its answer is checked.

Sources: OpenID Connect Core 1.0, section 3.1 (code flow) and 3.1.3.7 (what is checked of an ID token); Discovery 1.0;
RFC 7636 (PKCE); RFC 9207 (the issuer in the answer); RFC 9700 (best current practice).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

import httpx
import structlog
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import JWKRegistry, KeySet

from services.people.queries.secrets import keyed_hash
from services.people.rules.council import (
    CLOCKS_DIFFER_BY,
    AnswerIsNotGood,
    Proved,
    ProviderIsDown,
    Purpose,
    Started,
    check_authenticated,
    oldest_allowed,
)
from shared.settings import Settings, speaks_safely

RETURN_PATH = "/people/openid/return"
# No "none", and nothing that is signed with a secret which we have too.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
_KEYS = frozenset({"RSA", "EC", "OKP"})
_PATIENCE = httpx.Timeout(5.0)
_KEPT_FOR = timedelta(hours=1)
# Each try may hold a thread as long as we are patient; so whoever asks just after a failure is told at once.
_NOT_TRIED_AGAIN_FOR = timedelta(seconds=15)
_LONGEST_SUBJECT, _LONGEST_TEXT = 255, 200
_log = structlog.get_logger(__name__)


class Provider:
    """The provider of one deployment. What it says of itself, and its keys, are kept for an hour."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kept: dict[str, tuple[datetime, Any]] = {}
        self._failed: dict[str, datetime] = {}

    def address_for(self, started: Started, now: datetime) -> str:
        """Return where the browser goes to sign in. Raises ProviderIsDown."""
        settings = self._settings
        client = OAuth2Client(
            None, client_id=settings.oidc_client_id, redirect_uri=settings.address + RETURN_PATH,
            scope="openid profile email", code_challenge_method="S256",
        )  # fmt: skip
        asked = {"prompt": "login"} if started.purpose is Purpose.CONFIRM else {}
        address, _ = client.create_authorization_url(
            self._about(now)["authorization_endpoint"], state=started.state, nonce=self._nonce(started),
            code_verifier=self._verifier(started), max_age=str(int(oldest_allowed(started.purpose).total_seconds())),
            **asked,
        )  # fmt: skip
        return str(address)

    def whom(self, started: Started, answer: Mapping[str, str], now: datetime) -> Proved:
        """Return whom the provider vouches for in its answer: the query of the address with which they came back.

        Raises AnswerIsNotGood and ProviderIsDown.
        """
        about = self._about(now)
        said = answer.get("iss")
        if said != self._settings.oidc_issuer and (
            said is not None or about.get("authorization_response_iss_parameter_supported") is True
        ):
            raise _refused("another issuer answered")
        if "error" in answer or not answer.get("code"):
            raise AnswerIsNotGood("The sign-in of the council did not let you in. You can try again.")
        tokens = self._exchange(about, answer["code"], self._verifier(started))
        claims = self._checked(tokens, self._nonce(started), now)
        proved = _proved(claims)
        check_authenticated(started.purpose, proved.authenticated_at, started.begun_at)
        return proved

    def _verifier(self, started: Started) -> str:
        # Made from the state, so that the browser's cookie need not carry it: 64 letters that only we can make.
        return keyed_hash(self._settings, "openid verifier", started.state)

    def _nonce(self, started: Started) -> str:
        return keyed_hash(self._settings, "openid nonce", started.state)

    def _about(self, now: datetime) -> Mapping[str, Any]:
        issuer = self._settings.oidc_issuer
        found = self._document("about", f"{issuer.rstrip('/')}/.well-known/openid-configuration", now)
        ends = [found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if found.get("issuer") != issuer or not all(isinstance(end, str) and speaks_safely(end) for end in ends):
            self._kept.pop("about", None)
            raise _down("what the provider says of itself does not fit COPRODUCE_OIDC_ISSUER")
        return found

    def _document(self, name: str, url: str, now: datetime, *, anew: bool = False) -> Mapping[str, Any]:
        read_at, kept = self._kept.get(name, (now, None))
        if kept is not None and not anew and timedelta() <= now - read_at < _KEPT_FOR:
            return kept  # type: ignore[no-any-return]
        if name in self._failed and timedelta() <= now - self._failed[name] < _NOT_TRIED_AGAIN_FOR:
            raise _down(f"{name}: it failed a moment ago")
        try:
            answer = httpx.get(url, timeout=_PATIENCE, headers={"Accept": "application/json"})
            found = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            self._failed[name] = now
            raise _down(f"{name}: {type(error).__name__}") from error
        if not isinstance(found, dict):
            raise _down(f"{name}: no JSON object")
        self._kept[name] = (now, found)
        return found

    def _exchange(self, about: Mapping[str, Any], code: str, verifier: str) -> Mapping[str, Any]:
        settings = self._settings
        url = str(about["token_endpoint"])
        body = prepare_token_request(
            "authorization_code", code=code, redirect_uri=settings.address + RETURN_PATH, code_verifier=verifier
        )
        way = _way_to_say_who_we_are(settings, about)
        # RFC 6749, section 2.3.1: in the header both are encoded as in a form; in the body they are anyway.
        written = quote_plus if way == "client_secret_basic" else str
        auth = ClientAuth(written(settings.oidc_client_id), written(settings.oidc_secret), way)
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        url, headers, body = auth.prepare("POST", url, headers, body)
        try:
            answer = httpx.post(url, headers=headers, content=body, timeout=_PATIENCE)
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise _down(f"token: {type(error).__name__}") from error
        if answer.is_server_error or not isinstance(found, dict):
            raise _down(f"token: {answer.status_code}")
        if not answer.is_success:
            raise _refused(f"the code was not taken: {answer.status_code}")
        return found

    def _checked(self, tokens: Mapping[str, Any], nonce: str, now: datetime) -> Mapping[str, Any]:
        settings = self._settings
        try:
            token = self._verified(str(tokens.get("id_token", "")), now)
            claims = CodeIDToken(
                token.claims, token.header,
                options={
                    "iss": {"essential": True, "value": settings.oidc_issuer},
                    "aud": {"essential": True, "value": settings.oidc_client_id},
                },
                params={
                    "nonce": nonce, "client_id": settings.oidc_client_id, "access_token": tokens.get("access_token"),
                },
            )  # fmt: skip
            claims.validate(now=int(now.timestamp()), leeway=int(CLOCKS_DIFFER_BY.total_seconds()))
        except JoseError as error:
            raise _refused(f"{error.error} {getattr(error, 'claim', '') or ''}".strip()) from error
        except (ValueError, TypeError, KeyError) as error:  # what is no token at all
            raise _refused(type(error).__name__) from error
        return claims  # type: ignore[no-any-return]

    def _verified(self, text: str, now: datetime) -> jwt.Token:
        try:
            return jwt.decode(text, self._keys(now), algorithms=list(ALGORITHMS))
        except InvalidKeyIdError:
            # The provider may have changed its keys since; it is asked once more, and no more.
            return jwt.decode(text, self._keys(now, anew=True), algorithms=list(ALGORITHMS))

    def _keys(self, now: datetime, *, anew: bool = False) -> KeySet:
        found = self._document("keys", str(self._about(now)["jwks_uri"]), now, anew=anew).get("keys")
        listed = found if isinstance(found, list) else []
        fit = (
            _key(key)
            for key in listed
            if isinstance(key, dict) and key.get("kty") in _KEYS and key.get("use", "sig") == "sig"
        )
        return KeySet([key for key in fit if key is not None])


def _key(found: dict[str, Any]) -> Any:
    """Return a key, or None where we do not know its kind: the others are still good (RFC 7517, section 5)."""
    try:
        return JWKRegistry.import_key(found)
    except (JoseError, KeyError, TypeError, ValueError):
        return None


def _way_to_say_who_we_are(settings: Settings, about: Mapping[str, Any]) -> str:
    if not settings.oidc_secret:
        return "none"
    # Discovery 1.0, section 3: where nothing is said, client_secret_basic.
    offered = about.get("token_endpoint_auth_methods_supported") or ("client_secret_basic",)
    return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"


def _proved(claims: Mapping[str, Any]) -> Proved:
    subject, moment = claims["sub"], claims.get("auth_time")
    if not isinstance(subject, str) or not 1 <= len(subject) <= _LONGEST_SUBJECT:
        raise _refused("sub")
    try:
        authenticated_at = None if moment is None else datetime.fromtimestamp(moment, UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise _refused("auth_time") from error
    return Proved(str(claims["iss"]), subject, _text(claims, "name"), _text(claims, "email"), authenticated_at)


def _text(claims: Mapping[str, Any], name: str) -> str:
    found = claims.get(name)
    text = " ".join(found.split()) if isinstance(found, str) else ""
    return text if text.isprintable() and len(text) <= _LONGEST_TEXT else ""


def _refused(why: str) -> AnswerIsNotGood:
    """Tell the log what the person need not know. why: kinds and claims' names, never what stands in them."""
    _log.warning("the provider's answer was refused", error=why)
    return AnswerIsNotGood("The answer of the council's sign-in is not good, so you are not signed in. Start again.")


def _down(why: str) -> ProviderIsDown:
    _log.warning("the provider did not answer as it should", error=why)
    return ProviderIsDown("We cannot reach the sign-in of the council right now. Please try again in a minute.")
