"""What a phone has to load: everything that a page's first visit sends, as it is sent."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from tests.browser.collecting import Walk
from tests.browser.site import Site
from tests.browser.visiting import Visit

MOST_BYTES = 150_000


def test_the_first_load_of_every_page_is_under_150_kilobytes(embedded: Site, walked: Walk, chromium: Browser) -> None:
    heavy, weights = [], []
    largest = {seen.rule: seen for seen in sorted(walked.seen, key=lambda each: len(each.html))}
    sent: list[float] = []
    with Visit(chromium, embedded.address) as visit:
        watch = visit.context.new_cdp_session(visit.page)
        watch.send("Network.enable")
        watch.on("Network.loadingFinished", lambda each: sent.append(_bytes(each)))
        for seen in largest.values():
            visit.become(walked.jars[seen.who])
            watch.send("Network.clearBrowserCache")
            sent.clear()
            visit.page.goto(seen.path)
            weights.append(sum(sent))
            if sum(sent) > MOST_BYTES:
                heavy.append(f"{seen.who} {seen.path}: {sum(sent):,.0f} bytes")
    assert heavy == []
    assert min(weights) > 20_000, "nothing was measured"


def _bytes(finished: Any) -> float:
    return float(finished["encodedDataLength"])
