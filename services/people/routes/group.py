"""The group that all routes of `people` join, whichever file declares them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.people.queries.guesses import with_code
from shared.errors import DomainError
from shared.web.routing import Act, Routes

routes = Routes("people", description="Who takes part: accounts, sign-in, invites and seats.")


def told_with_code(act: Act, do: Callable[[], Any]) -> Any:
    """Answer with what a code opens. A wrong one is counted, and the refusal still keeps the count."""
    found = with_code(act.session, act.settings, act.origin, act.now, do)
    return act.refuse(found) if isinstance(found, DomainError) else found
