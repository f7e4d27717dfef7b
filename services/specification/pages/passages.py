"""A text in passages, each with its writer, for the pages that show who wrote what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from services.specification.queries.writers import Writer
from shared.access import Caller


class Said(NamedTuple):
    """A passage of a text as a page shows it: its words, and who wrote them."""

    words: str
    writer: Writer | None
    is_mine: bool


def passages_said(
    text: str, passages: Sequence[Sequence[Any]], writers: Mapping[str, Writer], reader: Caller
) -> list[Said]:
    """Return a text in passages, each with its writer. passages: [UTF-16 code units, seat] each."""
    units, at, found = text.encode("utf-16-le"), 0, []
    for count, seat_id in passages:
        words = units[2 * at : 2 * (at + count)].decode("utf-16-le")
        found.append(Said(words, writers.get(seat_id), seat_id == reader.seat_id))
        at += count
    return found
