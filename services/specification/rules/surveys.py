"""Rules of surveys: what a question may be, what an answer to it may be, and when one is open. Pure.

A question is {id, kind, words, choices}. An answer is the place of a choice (from 0), a list of such places, or a text.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from shared.errors import Conflict, Invalid, NotAllowed, NotFound

ONE, SEVERAL, SCALE, YES_NO, TEXT = "one", "several", "scale", "yes_no", "text"
KINDS = {
    ONE: "Choose one",
    SEVERAL: "Choose as many as you like",
    SCALE: "From 1 to 5",
    YES_NO: "Yes, no or not sure",
    TEXT: "A few words of your own",
}
# The choices of kinds that bring their own; said with `_`.
FIXED = {SCALE: ("1", "2", "3", "4", "5"), YES_NO: ("Yes", "No", "Not sure")}
SHARED, SLIPS = "shared", "slips"
WAYS = {
    SHARED: "One code for everybody",
    SLIPS: "A slip for each person, with a code that works once",
}
MOST_QUESTIONS = 40
FEWEST_CHOICES, MOST_CHOICES = 2, 20
LONGEST_WORDS = 300
LONGEST_CHOICE = 100
LONGEST_ANSWER = 500
MOST_SLIPS = 200
MOST_SLIPS_OF_A_SURVEY = 10_000
# Counts that are told before a survey is over are rounded down to this step.
STEP = 10
# As codes to join with: without 0, O, 1, I, L and U. 30 letters, 8 places: 39 bits, of which a survey uses a few.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 2, 4


class NoSuchSurvey(NotFound):
    """There is no such survey here, or not one that the caller may read yet."""


class SurveyCodeIsNotGood(NotFound):
    """The code is not known, or was used, or its survey is closed."""


class NoSuchQuestion(NotFound):
    """There is no such question in this survey."""


class NoSuchPaperFile(NotFound):
    """There is no such file that waits to be brought in."""


class QuestionIsWrong(Invalid):
    """A question has no words, or choices that do not fit its kind."""


class TooManyQuestions(Conflict):
    """There are as many questions as fit."""


class SurveyHasNoQuestions(Conflict):
    """Nothing is asked yet."""


class SurveyIsOpenAlready(Conflict):
    """The survey was opened, so its questions stay as they are."""


class SurveyIsNotOpen(Conflict):
    """The survey is not open: not yet, or no longer."""


class SurveyGoesOn(Conflict):
    """Results are told when a survey is closed."""


class HasAnswered(Conflict):
    """The seat, slip or browser has answered already."""


class NothingAnswered(Invalid):
    """An answer to at least one question is needed."""


class FacilitatorReadsFirst(NotAllowed):
    """A young person's words are in it that a facilitator reads before others do."""


class SlipsAreFromAnotherWay(Conflict):
    """Slips go with a survey that was opened with slips."""


class TooManySlips(Invalid):
    """More slips than fit on a print, or in a survey."""


def labels_of(question: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what can be chosen, in its order; nothing where words are asked for. Those of FIXED are said with `_`."""
    return FIXED.get(question["kind"], tuple(question["choices"]))


def check_question(*, kind: str, words: str, choices: Sequence[str]) -> None:
    """Raise QuestionIsWrong where it does not hold together: 2 to 20 different choices where some are needed."""
    if not words.strip() or kind not in KINDS:
        raise QuestionIsWrong("Write what you ask.")
    if kind not in (ONE, SEVERAL):
        return
    if not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES or any(
        not 0 < len(each) <= LONGEST_CHOICE for each in choices
    ):
        raise QuestionIsWrong(
            "Write 2 to {most} choices, one on each line, with at most {longest} letters each.",
            words={"most": MOST_CHOICES, "longest": LONGEST_CHOICE},
        )
    if len({each.casefold() for each in choices}) != len(choices):
        raise QuestionIsWrong("Two choices are the same. Change one of them.")


def check_room_for_question(*, questions: int) -> None:
    """Raise TooManyQuestions where there are 40 already."""
    if questions >= MOST_QUESTIONS:
        raise TooManyQuestions(
            "There are {questions} questions, and no more fit. Take one out first.", words={"questions": questions}
        )


def next_question_id(questions: Sequence[Mapping[str, Any]]) -> str:
    """Return an id that no question of this survey has: q1, q2, ..."""
    return f"q{max((int(each['id'][1:]) for each in questions), default=0) + 1}"


def check_draft(*, opened: bool) -> None:
    """Raise SurveyIsOpenAlready: what people have answered to stays as it was."""
    if opened:
        raise SurveyIsOpenAlready("This survey was opened, so its questions stay as they are.")


def check_opening(*, opened: bool, questions: int, reads_first: bool, by_facilitator: bool) -> None:
    """Raise SurveyIsOpenAlready, SurveyHasNoQuestions or FacilitatorReadsFirst."""
    check_draft(opened=opened)
    if not questions:
        raise SurveyHasNoQuestions("Write at least one question first.")
    if reads_first and not by_facilitator:
        raise FacilitatorReadsFirst("A facilitator reads these questions first, and opens the survey.")


def check_survey_open(*, opened: bool, closed: bool) -> None:
    """Raise SurveyIsNotOpen."""
    if not opened or closed:
        raise SurveyIsNotOpen("This survey is not open.")


def check_closed(*, closed: bool) -> None:
    """Raise SurveyGoesOn: two looks at results that change tell what came between them."""
    if not closed:
        raise SurveyGoesOn("What came out can be read when the survey is closed.")


def check_answers(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]) -> None:
    """Raise NothingAnswered where there is no answer. ValueError for one that no page of ours can send."""
    if not answers:
        raise NothingAnswered("Answer at least one question.")
    asked = {each["id"]: each for each in questions}
    for name, given in answers.items():
        if not fits(asked[name], given):
            message = f"no answer to {name}"
            raise ValueError(message)


def fits(question: Mapping[str, Any], given: Any) -> bool:
    """Say whether this is an answer to the question."""
    if question["kind"] == TEXT:
        return isinstance(given, str) and 0 < len(given) <= LONGEST_ANSWER
    places = given if question["kind"] == SEVERAL else [given]
    known = range(len(labels_of(question)))
    return bool(places) and all(type(each) is int and each in known for each in places)


def check_slips(*, with_slips: bool, count: int, made: int) -> None:
    """Raise SlipsAreFromAnotherWay, or TooManySlips for other than 1 to 200 at once and 10,000 in all."""
    if not with_slips:
        raise SlipsAreFromAnotherWay("This survey has one code for everybody, so there are no slips.")
    if not 1 <= count <= MOST_SLIPS or made + count > MOST_SLIPS_OF_A_SURVEY:
        raise TooManySlips("Write a number from 1 to {most}.", words={"most": MOST_SLIPS})


def rounded_down(count: int) -> int:
    """Return a count as it may be told while more come: at least so many, in tens."""
    return count // STEP * STEP


def new_survey_code() -> str:
    """Return a new code, such as K7QM-2XWA."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def tidy_survey_code(code: str) -> str:
    """Return a code as it was given out, however it was typed: small letters, spaces, no dash."""
    letters = re.sub(r"[^0-9A-Za-z]", "", code).upper()
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))
