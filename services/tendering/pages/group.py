"""Where all pages of `tendering` are declared, and what several of them share."""

from __future__ import annotations

from shared.web.pages import Pages

pages = Pages("tendering")
AT = "/commissions/<uuid:commission_id>"


def at(commission_id: str, path: str = "") -> str:
    """Return the address of a page about a commission's tender."""
    return f"/tendering/commissions/{commission_id}{path}"
