"""What the health checks of containers run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.system import free_port


class _Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/ready" else 503)
        self.end_headers()
        self.wfile.write(b"so it is")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Health)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def _probe(url: str) -> tuple[int, str]:
    found = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-m", "deploy.probe", url], capture_output=True, text=True, check=False, timeout=60
    )
    return found.returncode, found.stdout


def test_a_container_is_healthy_when_its_address_says_so(address: str) -> None:
    assert _probe(f"{address}/ready") == (0, "so it is")


def test_a_container_that_is_up_but_not_ready_says_why(address: str) -> None:
    assert _probe(f"{address}/other") == (1, "so it is")


def test_a_container_that_does_not_answer_is_not_healthy() -> None:
    status, said = _probe(f"http://127.0.0.1:{free_port()}/ready")
    assert status == 1
    assert "does not answer" in said
