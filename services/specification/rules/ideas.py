"""Rules of ideas: their themes, who may support them, and in which order they are shown. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from shared.errors import Conflict, Invalid

# The themes of the HeadStart Wolverhampton programme, which hold where a commission has set none of its own.
SEED_THEMES = {
    "being_healthy": "Being healthy",
    "being_connected": "Being connected",
    "being_you": "Being you",
}
NO_THEME = "none"
NONE_OF_THESE = "None of these"
MOST_THEMES = 12
LONGEST_THEME = 60
LONGEST_GROUP_NAME = 100
MOST_IN_A_GROUP = 200
A_PAGE_OF_IDEAS = 50
MIXED, NEWEST, SUPPORTED = "mixed", "newest", "supported"
# What comes first gets more support because it comes first. So ideas are mixed unless somebody asks for another order.
ORDERS = {
    MIXED: "Mixed, new each day",
    NEWEST: "Newest first",
    SUPPORTED: "Most support first",
}


class NoSuchTheme(Invalid):
    """The commission has no such theme."""


class ThemesAreWrong(Invalid):
    """Themes are none, too many, too long, or there twice."""


class NotForSupport(Conflict):
    """The words are no idea that others read, so they are not supported, grouped or linked."""


class GroupIsFull(Conflict):
    """As many ideas as fit are in this group."""


def check_theme(theme: str, known: Collection[str]) -> None:
    """Raise NoSuchTheme for what is neither one of the commission's themes nor `none`."""
    if theme != NO_THEME and theme not in known:
        raise NoSuchTheme("Choose one of the themes, or say that none of them fits.")


def tidy_themes(typed: str) -> list[str]:
    """Return themes that were typed one a line. Raises ThemesAreWrong: 1 to 12, each of 1 to 60 characters, once."""
    names = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    folded = {name.casefold() for name in names}
    if not 1 <= len(names) <= MOST_THEMES or len(folded) < len(names) or max(map(len, names)) > LONGEST_THEME:
        raise ThemesAreWrong(
            "Write 1 to {most} themes, one on each line, each only once and with at most {longest} characters.",
            words={"most": MOST_THEMES, "longest": LONGEST_THEME},
        )
    return names


def check_stands(*, stands: bool, hidden: bool) -> None:
    """Raise NotForSupport for an idea that waits to be read first, or is hidden."""
    if not stands or hidden:
        raise NotForSupport("Others cannot read this idea now, so nothing can be done with it.")


def check_room_in_group(ideas: int) -> None:
    """Raise GroupIsFull for more than 200 ideas."""
    if ideas > MOST_IN_A_GROUP:
        raise GroupIsFull("A group holds at most {most} ideas. Make another group.", words={"most": MOST_IN_A_GROUP})


def mixed_place(contribution_id: str, reader: str, day: str) -> str:
    """Return where an idea stands in the mixed order of one reader on one day: by chance, but the same all day."""
    return hashlib.sha256(f"{contribution_id}\0{reader}\0{day}".encode()).hexdigest()
