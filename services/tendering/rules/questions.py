"""Rules about what providers ask, and what is changed in a tender that is open. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import Conflict, Invalid, NotFound, TooMany

LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_CHANGE = 1_000, 4_000, 500
MOST_OPEN_QUESTIONS = 20
MOST_CHANGES = 20


class NoSuchQuestion(NotFound):
    """There is no such question in this commission."""


class QuestionsAreOver(Conflict):
    """The time for questions is over; `questions_until` is when it ended."""


class QuestionIsEmpty(Invalid):
    """There are no words in the question, the answer or the change."""


class TooManyQuestions(TooMany):
    """One provider has so many questions that nobody has answered yet."""


class QuestionIsAnswered(Conflict):
    """The question has its answer. It went to everybody, so it stays; a correction is an amendment."""


class QuestionNamesTheAsker(Invalid):
    """The words name the organisation that asks. Everybody reads them."""


class TenderHasChanged(Conflict):
    """Somebody amended the tender meanwhile; `current_amendment` is the newest amendment's number."""


def check_question(text: str, *, waiting: int, own_name: str) -> None:
    """Raise QuestionIsEmpty, QuestionNamesTheAsker or TooManyQuestions.

    waiting: how many of this provider's questions have no answer yet. own_name: its organisation's, or empty.
    """
    if not text.strip():
        raise QuestionIsEmpty("Write your question.")
    if own_name and own_name.casefold() in text.casefold():
        raise QuestionNamesTheAsker("Everybody reads your question. Take your organisation's name out of it.")
    if waiting >= MOST_OPEN_QUESTIONS:
        raise TooManyQuestions(f"You have {MOST_OPEN_QUESTIONS} questions without an answer. Wait for answers first.")


def check_changes(changes: Sequence[str]) -> None:
    """Raise QuestionIsEmpty unless at least one change is said in words."""
    if not any(each.strip() for each in changes):
        raise QuestionIsEmpty("Say in plain words what changes, one change in each line.")
