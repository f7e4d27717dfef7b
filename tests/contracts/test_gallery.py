"""The gallery shows every component that any page uses, so that a look at it, by eye or by a test, misses none."""

from __future__ import annotations

import re

from tests.system import ROOT

GALLERY = ROOT / "shared" / "web" / "templates" / "components.html"
# What stands around every page, and so around the gallery too, or is in every form.
AROUND = ("layout.html", "form.html")
_COMPONENT = re.compile(r"components/([a-z-]+)/macro\.html")


def test_the_gallery_shows_every_component_that_a_page_uses() -> None:
    shown = set(_COMPONENT.findall(GALLERY.read_text(encoding="utf-8")))
    shown |= {
        name for each in AROUND for name in _COMPONENT.findall((GALLERY.parent / each).read_text(encoding="utf-8"))
    }
    templates = [*GALLERY.parent.glob("*.html"), *ROOT.glob("services/*/templates/*.html")]
    used = {name: path.name for path in templates for name in _COMPONENT.findall(path.read_text(encoding="utf-8"))}
    assert {name: where for name, where in used.items() if name not in shown} == {}
    assert len(used) > 8
