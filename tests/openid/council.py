"""A real OpenID Connect provider on this machine, and somebody between it and us who can change what it answers.

The provider is the npm package `oidc-provider`, in a process of its own. It signs with keys that this test made, so
that whoever stands between can sign a wrong claim with the right key.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from fcntl import LOCK_EX, flock
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from deploy.assets import install, node
from tests.system import free_port

HERE = Path(__file__).parent
CLIENT_ID = "coproduce"
# Signs that programs write differently in a header, if they do not do it as RFC 6749 says.
SECRET = "a+secret / of %41 tests"
PEOPLE = {
    "ada": {"name": "Ada Quillfeather", "email": "ada@council.example"},
    "bo": {"name": "Bo Thistlewood", "email": "bo@council.example"},
}
ID_TOKEN_LASTS = 120
_STEPS = 12
# What is passed on of an answer; the rest is about the connection.
_KEPT_BACK = frozenset({"connection", "transfer-encoding", "content-length", "keep-alive", "date", "content-encoding"})
Tamper = Callable[[dict[str, Any], RSAKey], str]


def signed_by(key: RSAKey, claims: dict[str, Any], **header: Any) -> str:
    """An ID token as the provider would sign it."""
    return jwt.encode({"alg": "RS256", "kid": key.kid, **header}, claims, key)


class Council:
    """The provider. `tamper` gets the claims of each ID token and the provider's key, and returns another token."""

    def __init__(self, folder: Path, redirect: str) -> None:
        self._file = folder / "provider.json"
        self._log = folder / "provider.log"
        self._redirect = redirect
        self._port = 0
        self._process: subprocess.Popen[str] | None = None
        self._front = ThreadingHTTPServer(("127.0.0.1", 0), _between(self))
        self.issuer = f"http://127.0.0.1:{self._front.server_address[1]}"
        self.keys: list[RSAKey] = []
        self.tamper: Tamper | None = None
        self.asked: list[str] = []
        Thread(target=self._front.serve_forever, daemon=True).start()

    @property
    def inside(self) -> str:
        """Where the provider itself listens, behind the one between."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start with a key that nobody has seen before, on a port that is free now."""
        self._port = free_port()
        key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        self.keys = [key]
        given = {
            "port": self._port, "issuer": self.issuer, "people": PEOPLE, "id_token_lasts": ID_TOKEN_LASTS,
            "client": {"id": CLIENT_ID, "secret": SECRET, "redirect": self._redirect},
            "keys": [{**key.as_dict(private=True), "kid": key.kid}],
        }  # fmt: skip
        self._file.write_text(json.dumps(given))
        with self._log.open("a") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [*node(), str(HERE / "provider.mjs"), str(self._file)], stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "listening\n", self._log.read_text()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def close(self) -> None:
        self.stop()
        self._front.shutdown()
        self._front.server_close()

    def changed(self, body: bytes) -> bytes:
        """Put another ID token into the provider's answer, where the test asks for it."""
        tokens = json.loads(body)
        if self.tamper is None or "id_token" not in tokens:
            return body
        claims = jwt.decode(tokens["id_token"], KeySet(list(self.keys)), algorithms=["RS256"]).claims
        return json.dumps({**tokens, "id_token": self.tamper(dict(claims), self.keys[0])}).encode()


def _between(council: Council) -> type[BaseHTTPRequestHandler]:
    class Between(BaseHTTPRequestHandler):
        """Passes everything on, both ways."""

        def do_GET(self) -> None:
            self._pass_on(b"")

        def do_POST(self) -> None:
            self._pass_on(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

        def _pass_on(self, body: bytes) -> None:
            path = self.path.partition("?")[0]
            council.asked.append(path)
            headers = [(name, value) for name, value in self.headers.items() if name.lower() != "accept-encoding"]
            try:
                answer = httpx.request(
                    self.command, f"{council.inside}{self.path}", headers=[*headers, ("accept-encoding", "identity")],
                    content=body, timeout=10,
                )  # fmt: skip
            except httpx.HTTPError:
                self.send_error(502)
                return
            content = council.changed(answer.content) if path == "/token" and answer.is_success else answer.content
            self.send_response(answer.status_code)
            for name, value in answer.headers.multi_items():
                if name.lower() not in _KEPT_BACK:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Between


class AtTheCouncil:
    """A browser at the provider. Its cookies stay, so that whoever signed in there is known the next time."""

    def __init__(self, council: Council) -> None:
        self.client = httpx.Client(timeout=10)
        self._council = council
        self.asked_for_passphrase = 0

    def go(self, address: str, who: str) -> str:
        """Go where we are sent, sign in as somebody, agree; return the address we are sent back to."""
        answer = self.client.get(address)
        for _ in range(_STEPS):
            if answer.is_redirect:
                onward = urljoin(str(answer.url), answer.headers["location"])
                if not onward.startswith(self._council.issuer):
                    return onward
                answer = self.client.get(onward)
            else:
                answer = self._fill_in(answer, who)
        message = f"the provider leads nowhere: {answer.status_code} {answer.text[:2000]}"
        raise AssertionError(message)

    def _fill_in(self, page: httpx.Response, who: str) -> httpx.Response:
        form = re.search(r"<form[^>]*action=\"([^\"]+)\"", page.text)
        assert form is not None, (page.status_code, page.text[:2000])
        hidden = dict(re.findall(r"<input type=\"hidden\" name=\"(\w+)\" value=\"([^\"]*)\"", page.text))
        if 'name="login"' in page.text:
            self.asked_for_passphrase += 1
            hidden |= {"login": who, "password": "any"}
        return self.client.post(urljoin(str(page.url), unescape(form[1])), data=hidden)


@contextmanager
def council_open(folder: Path, redirect: str) -> Iterator[Council]:
    """Install the provider where it is missing, start it, and stop it.

    Where it cannot be had the tests are skipped, loudly; with REQUIRE_ENGINES=1 they fail.
    """
    try:
        # One at a time: two workers that install into one folder delete each other's files.
        with (folder / "installing").open("w") as log, redirect_stdout(log), (HERE / "package.json").open() as lock:
            flock(lock, LOCK_EX)
            install(HERE, "an OpenID Connect provider for tests")
    except (OSError, subprocess.CalledProcessError) as error:
        words = f"no OpenID Connect provider could be had (npm package oidc-provider, on node 20 or newer): {error}"
        if os.environ.get("REQUIRE_ENGINES") == "1":  # noqa: TID251
            pytest.fail(words)
        pytest.skip(words)
    found = Council(folder, redirect)
    try:
        found.start()
        yield found
    finally:
        found.close()
