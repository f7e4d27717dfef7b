"""Somebody with a browser. Whatever their browser complains of, or asks another host for, fails the test."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
# The browser writes a line for a page that is itself an answer of 400 or more. Such a page is what the test asked for.
_OF_THE_PAGE_ITSELF = "Failed to load resource: the server responded with a status of 4"


class Visit:
    """A browser of one person, with a memory of its own."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.address = address
        self.host = urlsplit(address).netloc
        self.complaints: list[str] = []
        chosen = {"viewport": DESK, "locale": "en-GB", "reduced_motion": "reduce", **options}
        self.context: BrowserContext = browser.new_context(base_url=address, **chosen)
        self.context.set_default_timeout(15_000)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.complaints.append(f"error in a script: {error.error}"))
        self.context.on("request", self._see_asked)
        self.context.on("response", self._see_answer)
        self.page: Page = self.context.new_page()

    def become(self, jar: httpx.Cookies, look: str = "") -> None:
        """Be somebody else, who has signed in elsewhere; a new window for each would cost a second. look: as chosen."""
        # A page that is still open would ask for news as the other.
        self.page.goto("about:blank")
        cookies = {cookie.name: cookie.value or "" for cookie in jar.jar} | ({"look": look} if look else {})
        self.context.clear_cookies()
        self.context.add_cookies([{"name": n, "value": value, "url": self.address} for n, value in cookies.items()])

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning") or message.text.startswith(_OF_THE_PAGE_ITSELF):
            return
        self.complaints.append(f"{message.type} in the console: {message.text}")

    def _see_asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.complaints.append(f"asks another host: {request.url}")

    def _see_answer(self, answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type != "document":
            self.complaints.append(f"{answer.status} for {answer.url}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.context.close()
        if error is None:
            assert self.complaints == [], self.complaints
