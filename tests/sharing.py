"""How tests are shared out to the processes that run them two at a time."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

_TOGETHER = ("tests/browser/", "tests/stories/")


class Sharing(LoadScopeScheduling):  # type: ignore[misc]
    """A module is one piece of work, and so are all tests in a browser that look at the same running system."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/browser/") and "[distributed" in nodeid:
            return "tests/browser/ on the distributed engine"
        return next((folder for folder in _TOGETHER if nodeid.startswith(folder)), super()._split_scope(nodeid))
