"""How old a reader has to be: syllables as people speak them, and the published formula on top."""

from __future__ import annotations

import pytest

from shared.reading_age import YOUNGEST, reading_age, syllables

SPOKEN = {
    1: "the bid asked names there don't voice judged real friend guess I",
    2: "people council little signed-off chosen reason isn't being quiet lion poem wanted places rhythm",
    3: "idea commission area decided provider evidence graduate furniture video listening museum well-being",
    4: "moderation criterion society experience evaluate commissioner situation criticism everybody",
    5: "specification facilitator evaluator evaluation",
}


@pytest.mark.parametrize(("word", "number"), [(word, n) for n, words in SPOKEN.items() for word in words.split()])
def test_syllables_are_counted_as_people_speak(word: str, number: int) -> None:
    assert syllables(word) == number


@pytest.mark.parametrize(
    ("text", "words", "sentences", "spoken"),
    [
        ("The council said yes to the choice. It has to say why.", 12, 2, 13),
        ("Young people decide.\nProviders bid", 5, 2, 9),
        ("Every organisation that handed in a bid gets an explanation of its evaluation.", 13, 1, 26),
        ("It closes on 4 March 2026 at 17:00. Be there!", 7, 2, 8),
        ("Sam said so.\n4 5 6\n2026", 3, 1, 3),
    ],
)
def test_the_age_is_the_published_grade_and_five_years(text: str, words: int, sentences: int, spoken: int) -> None:
    grade = 0.39 * words / sentences + 11.8 * spoken / words - 15.59
    assert reading_age(text) == pytest.approx(max(YOUNGEST, grade + 5))


def test_the_easiest_text_is_for_the_youngest() -> None:
    assert reading_age("The cat sat on the mat.") == YOUNGEST


def test_plain_words_are_for_children_and_officers_words_are_not() -> None:
    plain = "You read a bid on your own. Then you give it a score from 0 to 5. Nobody can see your score yet."
    hard = (
        "Individual evaluators independently allocate a provisional numerical evaluation to each organisation's "
        "submission prior to the moderation procedure, during which confidentiality is maintained."
    )
    assert reading_age(plain) <= 11
    assert reading_age(hard) > 18


def test_a_line_end_parts_sentences() -> None:
    assert reading_age("What happens now\nWho decides it\nWhat you can do") < reading_age(
        "What happens now who decides it what you can do"
    )


@pytest.mark.parametrize("text", ["", "  \n", "... !", "4 + 5"])
def test_no_words_have_no_age(text: str) -> None:
    with pytest.raises(ValueError, match="no reading age"):
        reading_age(text)
