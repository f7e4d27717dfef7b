"""axe-core on a page that stands in the browser."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.2, levels A and AA, and the practices that axe knows beside it.
_ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_AXE = Axe()


# What can become wrong by colours, sizes and directions alone.
LOOK = ("color-contrast", "target-size", "scrollable-region-focusable", "html-has-lang", "html-lang-valid")


def violations(page: Page, only: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds wrong, each with the element and the reason. only: the names of some rules."""
    run_only: Any = {"type": "rule", "values": only} if only else {"type": "tag", "values": _ALL}
    # The script is half a megabyte, so it is brought to a page once, and what it finds in order stays there.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_AXE.axe_script)
    options = {"runOnly": run_only, "resultTypes": ["violations"]}
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [
        f"{each['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:300]})"
        for each in found
        for node in each["nodes"]
    ]
