"""Rules about what providers ask, and what is changed in a tender that is open. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from services.tendering.rules.periods import in_words
from shared.errors import Conflict, Invalid, NotFound, TooMany

LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_CHANGE = 1_000, 4_000, 500
MOST_OPEN_QUESTIONS = 20
MOST_CHANGES = 20


class NoSuchQuestion(NotFound):
    """There is no such question in this commission."""


class QuestionsAreOver(Conflict):
    """The time for questions is over; `questions_until` is when it ended."""


class QuestionIsEmpty(Invalid):
    """There are no words in the question or the answer."""


class TooManyQuestions(TooMany):
    """One provider has so many questions that nobody has answered yet."""


class QuestionIsAnswered(Conflict):
    """The question was answered, or set aside. All providers were told, so it stays; a correction is an amendment."""


class QuestionNamesTheAsker(Invalid):
    """The words name the organisation that asks. Everybody reads them."""


class ChangesAreWrong(Invalid):
    """No change is said in words, or there are too many, or one is too long."""


class NothingToConfirm(Conflict):
    """The bid knows of every amendment."""


class TenderHasChanged(Conflict):
    """Somebody amended the tender meanwhile; `current_amendment` is the newest amendment's number."""


def check_time(questions_until: datetime | None, now: datetime) -> None:
    """Raise QuestionsAreOver from `questions_until` on. Tenders from before there were questions have no such time."""
    if questions_until is None:
        raise QuestionsAreOver("No questions are taken in this tender.")
    if now >= questions_until:
        raise QuestionsAreOver(
            "The time for questions ended at {when}, London time. What is asked later cannot be answered to all in "
            "time, so it is not taken.",
            words={"when": in_words(questions_until)}, questions_until=questions_until.isoformat(),
        )  # fmt: skip


def check_question(text: str, *, waiting: int, own_name: str) -> None:
    """Raise QuestionIsEmpty, QuestionNamesTheAsker or TooManyQuestions.

    waiting: how many of this provider's questions have no answer yet. own_name: its organisation's, or empty.
    """
    if not text.strip():
        raise QuestionIsEmpty("Write your question.")
    if own_name and re.search(rf"(?<!\w){re.escape(_folded(own_name))}(?!\w)", _folded(text)):
        raise QuestionNamesTheAsker("Everybody reads your question. Take your organisation's name out of it.")
    if waiting >= MOST_OPEN_QUESTIONS:
        raise TooManyQuestions(
            "You have {most} questions without an answer. Wait for answers first.",
            words={"most": MOST_OPEN_QUESTIONS},
        )


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def changes_in(text: str) -> list[str]:
    """Return the changes of a text with one in each line."""
    return [" ".join(each.split()) for each in text.splitlines() if each.strip()]


def check_changes(changes: Sequence[str]) -> None:
    """Raise ChangesAreWrong unless there are 1 to MOST_CHANGES, each in words, none longer than LONGEST_CHANGE."""
    if not changes or not all(each.strip() for each in changes):
        raise ChangesAreWrong("Say in plain words what changes, one change in each line.")
    if len(changes) > MOST_CHANGES:
        raise ChangesAreWrong("Say at most {most} changes at once.", words={"most": MOST_CHANGES})
    if any(len(each) > LONGEST_CHANGE for each in changes):
        raise ChangesAreWrong("Each change has at most {most} letters.", words={"most": LONGEST_CHANGE})


def handed_in_before(submitted_at: datetime, confirmed: int, amended: Sequence[tuple[int, datetime]]) -> int:
    """Return the first amendment that a bid does not know of: it came later, and was not confirmed. 0: it knows all.

    amended: number and time of each amendment, in their order. confirmed: the number up to which its provider has said
    that the bid stands.
    """
    return next((number for number, at in amended if number > confirmed and at > submitted_at), 0)
