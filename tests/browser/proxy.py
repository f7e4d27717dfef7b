"""The project's own proxy in front of the processes of a distributed system: one address, as in production."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from tests.system import ROOT, free_port

CONFIGURATION = ROOT / "deploy" / "proxy" / "nginx.conf"


class Proxy:
    """nginx with deploy/proxy/nginx.conf, where only names, ports and places of files are of this test."""

    def __init__(self, program: str, folder: Path, ports: Mapping[str, int]) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self._folder = folder
        text = CONFIGURATION.read_text(encoding="utf-8")
        for was, becomes in (
            ("/tmp/", f"{folder}/"),  # noqa: S108  (the place that the container has)
            ("listen 8080;", f"listen 127.0.0.1:{port};"),
            ("http://web-$service:8000", "http://$service"),
            ("http {\n", "http {\n" + "".join(_upstream(name, port) for name, port in ports.items())),
        ):
            assert was in text, f"the proxy's configuration does not say {was!r} any more"
            text = text.replace(was, becomes)
        # Names of containers are looked up; here each name is told above.
        text = re.sub(r"resolver [^;]+;", "", text)
        configuration = folder / "nginx.conf"
        configuration.write_text(text, encoding="utf-8")
        self._command = [program, "-e", "stderr", "-p", str(folder), "-c", str(configuration)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in the foreground, without changing to another user, and wait until it answers."""
        with (self._folder / "nginx.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [*self._command, "-g", "daemon off; master_process off;"], stdout=log, stderr=log
            )
        until = time.monotonic() + 20
        while True:
            try:
                httpx.get(f"{self.address}/proxy-health").raise_for_status()
            except httpx.HTTPError:
                assert time.monotonic() < until, (self._folder / "nginx.log").read_text(encoding="utf-8")
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop it, and only it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)


def _upstream(name: str, port: int) -> str:
    return f"  upstream {name} {{ server 127.0.0.1:{port}; }}\n"
