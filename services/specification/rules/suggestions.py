"""Rules of suggestions and hard words: what part of a text a change is about, and when it can be taken. Pure."""

from __future__ import annotations

import re

from shared.errors import Conflict, Invalid

LONGEST_WHY = 500
LONGEST_WORD = 60
LONGEST_MEANING = 300
_ENDS = ".!?\n"


class NothingIsChanged(Invalid):
    """A suggestion with the words as they stand."""


class SuggestionIsTaken(Conflict):
    """The suggestion was taken already, and its words are in the text."""


class WordsAreNotIn(Conflict):
    """The answer to a suggestion is yes, and its words are not in the text yet."""


class SuggestionDoesNotFit(Conflict):
    """Somebody changed the same words since the suggestion was made; it stays open."""


def check_changes(*, opened: str, text: str) -> None:
    """Raise NothingIsChanged where a suggestion changes nothing."""
    if opened == text:
        raise NothingIsChanged("Nothing is different yet. Change the words, and send them again.")


def check_not_taken(*, taken: bool) -> None:
    """Raise SuggestionIsTaken for one whose words are in the text already."""
    if taken:
        raise SuggestionIsTaken("This suggestion is in the text already.")


def check_words_are_in(*, waits: bool) -> None:
    """Raise WordsAreNotIn where somebody answers a suggestion with yes that still has to be put into the text."""
    if waits:
        raise WordsAreNotIn(
            "The new words are not in the text yet. A facilitator puts them in: on the page of the part, choose "
            "“Say what the group decided”."
        )


def passages_of(old: str, new: str) -> tuple[str, str]:
    """Return the whole sentences in which two texts differ: as they were, and as they would be. Either may be empty."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    # Whole sentences, since half a word says nothing to a reader.
    while start and old[start - 1] not in _ENDS:
        start -= 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    while end and not all(len(text) > end and text[-1 - end] in _ENDS for text in (old, new)):
        end -= 1
    return old[start : len(old) - end].strip(), new[start : len(new) - end].strip()


def holds_word(text: str, word: str) -> bool:
    """Say whether a text holds a word, in small or large letters, and not only inside another word."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None
