"""A virus check of files that people sent: ClamAV's daemon (clamd), where one runs.

Nothing waits for it to be there. A file that nobody could check is kept, and held back from everybody until it can be.
"""

from __future__ import annotations

import io
import socket
import struct

import clamd

from shared.errors import Conflict, Invalid

SETTING = "COPRODUCE_SCANNER"
_SECONDS = 60


class FileIsInfected(Invalid):
    """The virus check found something in the file."""


class FileIsHeldBack(Conflict):
    """The file cannot be checked for viruses now, so nobody gets it."""


class Scanner:
    """The daemon at an address: the path of its socket, or host:port. An empty address: there is none."""

    def __init__(self, address: str) -> None:
        self._address = address

    def look_at(self, content: bytes) -> bool:
        """Say whether a file could be checked; nothing was found then. Raises FileIsInfected."""
        if not self._address:
            return False
        try:
            answer = _daemon(self._address).instream(io.BytesIO(content))
        except (clamd.ClamdError, OSError):
            return False
        status, found = next(iter((answer or {}).values()), ("ERROR", None))
        if status == "FOUND":
            raise FileIsInfected(
                "Our virus check found something in this file ({found}). It was not kept. Look at the device that it "
                "comes from, and make the file anew.",
                words={"found": found},
            )
        return bool(status == "OK")


def _daemon(address: str) -> clamd.ClamdNetworkSocket:
    if address.startswith("/"):
        return _Local(address)
    host, _, port = address.rpartition(":")
    return _Remote(host, int(port))


def _limit(connected: socket.socket) -> None:
    # The library's own limit makes the socket one that may send half of what it is given, which the library overlooks.
    connected.settimeout(None)
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        connected.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", _SECONDS, 0))


class _Local(clamd.ClamdUnixSocket):  # type: ignore[misc]
    def _init_socket(self) -> None:
        super()._init_socket()
        _limit(self.clamd_socket)


class _Remote(clamd.ClamdNetworkSocket):  # type: ignore[misc]
    def _init_socket(self) -> None:
        super()._init_socket()
        _limit(self.clamd_socket)
