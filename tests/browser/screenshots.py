"""`make screenshots`: every page by its route, as each role that sees it differently, on a phone and on a desk.

The pictures and a sheet of all of them go into `screenshots/`. With README=1 the three that the README shows are made
anew in docs/pictures/. Source: the sample of `coproduce run`, and a commission that has just begun.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.collecting import Seen, Walk, applications, distinct, walk
from tests.browser.site import CHROMIUM, Site, embedded_site, everybody
from tests.browser.visiting import Visit
from tests.system import ROOT

FOLDER = ROOT / "screenshots"
PICTURES = ROOT / "docs" / "pictures"
_WIDTHS = {"phone": 360, "desk": 1280}
_LIGHT, _DARK, _RIGHT_TO_LEFT, _POLISH = "en.light.normal", "en.dark.normal", "ur.light.normal", "pl.light.normal"
# Looked at in every look; the rest in light English.
_ALL_LOOKS = ("/", "/components", "/people/join", "/commissions/<uuid:commission_id>")
# The README's three: its file, the page, who sees it, how wide.
_IN_README = (
    ("home-on-a-phone", "/", "young_person of today", "phone"),
    ("commission", "/commissions/<uuid:commission_id>", "young_person of the sample", "desk"),
    ("join", "/people/join", "nobody", "phone"),
)


@dataclass(frozen=True)
class Picture:
    """One picture: of which page, as whom, how."""

    seen: Seen
    device: str
    look: str

    @property
    def name(self) -> str:
        """Return the name of the file."""
        page = re.sub(r"<(?:\w+:)?(\w+)>", r"\1", self.seen.rule).strip("/") or "start"
        parts = (page, self.seen.who, self.device, *((self.look,) if self.look != _LIGHT else ()))
        return re.sub(r"[^a-z0-9_.]+", "-", "--".join(parts).lower()) + ".png"


def pictures_of(found: Walk) -> list[Picture]:
    """Say which to take: each page as each role that sees it differently; a few also dark, mirrored and in Polish."""
    taken: list[Picture] = []
    seen_as: set[tuple[str, str]] = set()
    for seen in distinct(found):
        kind = seen.who.partition(" of ")[0]
        if (seen.rule, kind) in seen_as and "of the sample" not in seen.who:
            continue
        seen_as.add((seen.rule, kind))
        several = seen.rule in _ALL_LOOKS and kind in ("nobody", "young_person", "commissioner")
        looks = (_LIGHT, _DARK, _RIGHT_TO_LEFT, _POLISH) if several else (_LIGHT,)
        taken += [Picture(seen, device, look) for look in looks for device in _WIDTHS]
    return taken


def take(browser: Browser, site: Site, found: Walk) -> Iterator[Picture]:
    """Take all pictures into FOLDER."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    wanted = pictures_of(found)
    with Visit(browser, site.address) as visit:
        for picture in wanted:
            visit.become(found.jars[picture.seen.who], picture.look)
            visit.page.set_viewport_size({"width": _WIDTHS[picture.device], "height": 740})
            visit.page.goto(picture.seen.path)
            visit.page.screenshot(path=FOLDER / picture.name, full_page=True)
            yield picture


def for_readme(browser: Browser, site: Site, found: Walk) -> None:
    """Take the three of the README, the first screen of each."""
    PICTURES.mkdir(exist_ok=True)
    for name, rule, who, device in _IN_README:
        seen = next(each for each in found.seen if (each.rule, each.who) == (rule, who))
        with Visit(browser, site.address) as visit:
            visit.become(found.jars[who])
            visit.page.set_viewport_size(
                {"width": 360, "height": 740} if device == "phone" else {"width": 900, "height": 1080}
            )
            visit.page.goto(seen.path)
            visit.page.screenshot(path=PICTURES / f"{name}.png")


def sheet(taken: list[Picture]) -> str:
    """Return a page that shows all pictures side by side."""
    items = "".join(
        f'<figure><a href="{escape(each.name)}"><img loading="lazy" src="{escape(each.name)}" alt=""></a>'
        f"<figcaption>{escape(each.seen.rule)}<br>{escape(each.seen.who)}, {each.device}, {each.look}</figcaption>"
        "</figure>"
        for each in taken
    )
    style = (
        "body{font:14px sans-serif}figure{display:inline-block;vertical-align:top;width:260px;margin:8px}"
        "img{width:100%;max-height:420px;object-fit:cover;object-position:top;border:1px solid #999}"
    )
    return f'<!doctype html><meta charset="utf-8"><title>Screenshots</title><style>{style}</style>{items}'


def main() -> int:
    """Take them all, and say where they are."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for site in embedded_site(Path(folder)):
            maps = Path(folder) / "maps"
            maps.mkdir()
            found = walk(site.address, everybody(site), applications(maps), behind_buttons=site.cast.behind_buttons)
            taken = list(take(browser, site, found))
            if os.environ.get("README"):  # noqa: TID251
                for_readme(browser, site, found)
        browser.close()
    (FOLDER / "index.html").write_text(sheet(taken), encoding="utf-8")
    sys.stdout.write(f"{len(taken)} pictures of {len({each.seen.rule for each in taken})} pages: {FOLDER}/index.html\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
