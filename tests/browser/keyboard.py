"""A person at a keyboard, who sees only what has the focus, and types no faster than people do on a phone."""

from __future__ import annotations

import time

from playwright.sync_api import Page

# 36.2 words of 5 characters a minute, with two thumbs. Source: Palin and others, "How do people type on mobile
# devices?", MobileHCI 2019, 37,370 people.
_SECONDS_PER_KEY = 60 / (36.2 * 5)
_NAME_OF_FOCUS = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return "";
  const label = it.labels && it.labels[0];
  return (label ? label.textContent : it.getAttribute("aria-label") || it.textContent || it.value || "").trim();
}"""
_MOST_TABS = 60


class Keyboard:
    """Counts keys, and tells how long a person would have needed: their typing, and the system's own time."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._keys = 0
        self._began = time.monotonic()

    def begin(self) -> None:
        """Start the watch."""
        self._keys, self._began = 0, time.monotonic()

    def go_to(self, name: str) -> None:
        """Press Tab until what has the focus is called so. Fails where that never comes."""
        passed = []
        for _ in range(_MOST_TABS):
            self.press("Tab")
            found = str(self._page.evaluate(_NAME_OF_FOCUS))
            passed.append(found)
            if found == name:
                return
        message = f"no way by Tab to {name!r}; on the way were {passed}"
        raise AssertionError(message)

    def press(self, key: str) -> None:
        """Press one key."""
        self._keys += 1
        self._page.keyboard.press(key)

    def follow(self, key: str) -> None:
        """Press one key that leads to another page, and wait for that."""
        with self._page.expect_navigation():
            self.press(key)

    def type(self, text: str) -> None:
        """Type a text."""
        self._keys += len(text)
        self._page.keyboard.type(text)

    def seconds(self) -> float:
        """Return how long it would have taken a person, in seconds."""
        return self._keys * _SECONDS_PER_KEY + time.monotonic() - self._began

    def told(self) -> str:
        """Return the figures in words."""
        return f"{self._keys} keys and {time.monotonic() - self._began:.1f} s of the system"
