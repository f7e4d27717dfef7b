"""Rules about the files that a tender asks for, and those that bids bring. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.errors import Conflict, Invalid, NotFound
from shared.roles import Role

MOST_FILES = 5
LONGEST_TITLE = 100
# Who checks what bids bring, once the scores are locked; the first two also what is confidential.
READS_CONFIDENTIAL = (Role.COMMISSIONER, Role.AUDITOR)
READS_FILES = (*READS_CONFIDENTIAL, Role.FACILITATOR, Role.YOUNG_PERSON)
# How the names of parts end that are files themselves.
BYTES = "-bytes"
_ABOUT = re.compile(r"file-(\d+)")


class FilesAskedAreWrong(Invalid):
    """There are too many, or two have the same name."""


class NoSuchFile(NotFound):
    """The tender asks for no such file, or the bid has none there, or none that the caller may know of."""


class FileIsNotWhole(Conflict):
    """What is stored is not the file whose fingerprint stands in the bid."""


def about_part(number: int) -> str:
    """Return the name of the part of a bid that says what a file is: name, kind, size, fingerprint."""
    return f"file-{number}"


def bytes_part(number: int) -> str:
    """Return the name of the part of a bid that is the file itself."""
    return f"file-{number}{BYTES}"


def file_number(part: str) -> int:
    """Return which file a part says something about; 0 where it is another part."""
    found = _ABOUT.fullmatch(part)
    return int(found[1]) if found else 0


def check_asked_files(titles: Sequence[str]) -> None:
    """Raise FilesAskedAreWrong for more than 5 files, or two of the same name."""
    if len(titles) > MOST_FILES:
        raise FilesAskedAreWrong("You can ask for {most} files at most.", words={"most": MOST_FILES})
    if len({title.casefold() for title in titles}) < len(titles):
        raise FilesAskedAreWrong("Two files have the same name. Give each its own.")
