"""A running system at one address, with people in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.demo.asking import Person
from tests.browser.cast import Cast, bring_together, of_the_sample
from tests.browser.proxy import Proxy
from tests.engines import Engines
from tests.system import DistributedSystem, EmbeddedSystem, RunningSystem

# The one that has no window to draw is twice as quick.
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next((found for name in _BROWSERS if (found := shutil.which(name))), "")
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin") or ""


@dataclass
class Site:
    """Where a browser finds the system, and whom it may be there."""

    engine: str
    address: str
    system: RunningSystem
    cast: Cast


def embedded_site(folder: Path, *, sample: bool = True) -> Iterator[Site]:
    """One process with the sample commission that has ended, and the cast's one that has just begun."""
    system = EmbeddedSystem(folder)
    if sample:
        system.processes["embedded"].arguments.remove("--empty")
    with_sample = 300
    yield from _open(system, str(system.client.base_url).rstrip("/"), with_sample)


def distributed_site(folder: Path, engines: Engines) -> Iterator[Site]:
    """Many processes behind the proxy, with the cast's commission."""
    system = DistributedSystem(folder, engines, topic=f"commissioning-{folder.name}")
    proxy = Proxy(NGINX, folder, system.ports)
    try:
        proxy.start()
        yield from _open(system, proxy.address, 120)
    finally:
        proxy.stop()


def _open(system: RunningSystem, address: str, patience: int) -> Iterator[Site]:
    try:
        system.start(patience)
        with httpx.Client(base_url=address, timeout=60) as client:
            cast = bring_together(client)
        yield Site(system.engine, address, system, cast)
    finally:
        system.stop()


def everybody(site: Site) -> dict[str, Person | None]:
    """Whoever may come to a site with the sample: nobody in particular, people of both commissions, newcomers."""
    return {
        "nobody": None,
        **{f"{role.value} of the sample": person for role, person in of_the_sample().items()},
        **{f"{role.value} of today": person for role, person in site.cast.people.items()},
        **{f"new {kind}": person for kind, person in site.cast.newcomers.items()},
    }
