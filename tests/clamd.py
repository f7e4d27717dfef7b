"""ClamAV's daemon for a test, which knows one signature: that of the test file that all virus checks find (EICAR)."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import clamd
import pytest

from shared.web.scanner import Scanner

EICAR: bytes = clamd.EICAR.strip()
_PATIENCE = 30


@contextmanager
def virus_check(folder: Path) -> Iterator[str]:
    """Run the daemon; give the path of its socket."""
    program = shutil.which("clamd")
    if program is None:
        if os.environ.get("REQUIRE_ENGINES") == "1":  # noqa: TID251  (a test run says it)
            pytest.fail("clamd is missing: install clamav-daemon")
        pytest.skip("clamd is not on this machine (clamav-daemon)")
    known = folder / "signatures"
    known.mkdir()
    # The format is ClamAV's: MD5, size, name.
    md5 = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (known / "test.hdb").write_text(f"{md5}:{len(EICAR)}:Eicar-Test-Signature\n")
    socket, settings = folder / "clamd.sock", folder / "clamd.conf"
    lines = [f"DatabaseDirectory {known}", f"LocalSocket {socket}", "Foreground yes"]
    if os.geteuid() == 0:
        lines.append("User root")
    settings.write_text("\n".join(lines) + "\n")
    with subprocess.Popen(  # noqa: S603
        [program, "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait(str(socket))
            yield str(socket)
        finally:
            process.terminate()


def _wait(socket: str) -> None:
    until = time.monotonic() + _PATIENCE
    while not Scanner(socket).look_at(b"anything"):
        if time.monotonic() > until:
            message = "clamd did not answer"
            raise TimeoutError(message)
        time.sleep(0.1)
