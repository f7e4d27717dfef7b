"""Shapes of who writes freely."""

from __future__ import annotations

from shared.web.schemas import Request, YesOrNo


class SetCheckingRequest(Request):
    """Whether a facilitator reads what this seat writes before others do."""

    checked_first = YesOrNo(required=True)
