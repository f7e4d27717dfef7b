"""Where all pages of `tendering` are declared, and what several of them share."""

from __future__ import annotations

from shared.access import seats
from shared.roles import Role
from shared.web.pages import Pages

pages = Pages("tendering")
AT = "/commissions/<uuid:commission_id>"
PROVIDER = seats(Role.PROVIDER)


def at(commission_id: str, path: str = "") -> str:
    """Return the address of a page about a commission's tender."""
    return f"/tendering/commissions/{commission_id}{path}"


def whole_number(text: str | None) -> int:
    """Return the number that a page put into a hidden field; 0 where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004
