"""The group that all routes of `people` join, whichever file declares them."""

from __future__ import annotations

from shared.web.routing import Routes

routes = Routes("people", description="Who takes part: accounts, sign-in, invites and seats.")
