"""Where a request comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Where somebody asks from, as far as it slows guessing down and helps them to know their own devices.

    address: of the network, as the proxy in front says. agent: what the browser calls itself.
    devices: what earlier sign-ins left on the device, to be known again by.
    """

    address: str = ""
    agent: str = ""
    devices: tuple[str, ...] = ()
