"""How far a bid has come: one task for each question, and the price. Pure."""

from __future__ import annotations

from enum import StrEnum

from services.tendering.rules.bids import count_words


class State(StrEnum):
    """How far an answer is. It fits from its first word to its last one that is allowed."""

    EMPTY = "empty"
    FITS = "fits"
    LONG = "long"


def state_of(words: int, word_limit: int) -> State:
    """Return how far an answer with so many words is."""
    if not words:
        return State.EMPTY
    return State.LONG if words > word_limit else State.FITS


def answer_state(text: str, word_limit: int) -> tuple[int, State]:
    """Return how many words an answer has, and how far it is."""
    words = count_words(text)
    return words, state_of(words, word_limit)
