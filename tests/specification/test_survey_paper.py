"""Surveys on paper: files that are looked at before they count, and what came out as tables and as a file."""

from __future__ import annotations

import io

import pytest

from services.specification.models import Survey, SurveyAnswer
from services.specification.use_cases.close_survey import close_survey
from shared.contracts.specification import SurveyBroughtIn
from tests.specification.test_pages import browser, html
from tests.specification.test_surveys import address, opened
from tests.specification.workshop import Workshop
from tests.visitor import Visitor


def paper(workshop: Workshop, survey: Survey, content: str | bytes) -> Visitor:
    """Send a file, and look at what is in it."""
    page = browser(workshop, workshop.facilitator).open(address(workshop, survey, "/paper"))
    (form,) = page.read.forms[:1]
    sent = content if isinstance(content, bytes) else content.encode()
    data = {**dict(form.values), "file": (io.BytesIO(sent), "sheets.csv")}
    answer = page.client.post(page.path, data=data, content_type="multipart/form-data")
    return page._show(page.path, answer)  # noqa: SLF001  (files are not of its forms)


HEAD = "place,sheet,count,age,q1,q2,q3,q4,q5\n"


def test_paper_is_looked_at_before_it_counts_and_each_bad_row_is_named(workshop: Workshop) -> None:
    survey = opened(workshop)
    rows = (
        "School A,1,,13-15,Being You,Mornings|3,5,yes,=SUM(A1)\n"
        "School A,2,,99,1,,,,\n"
        "School A,3,,,9,,,,\n"
        "School A,1,,,1,,,,\n"
        "School A,4,120,,being healthy,,,,\n"
        "School A,5,,,,,,,\n"
        ",6,,,1,,,,\n"
    )
    page = paper(workshop, survey, HEAD + rows)
    assert workshop.bench.rows(SurveyAnswer) == [], "nothing counts yet"
    assert "2 rows can be taken. They hold the answers of 121 people." in page.text
    assert "5 rows have something wrong." in page.text
    for words in (
        "Row 3, column age: Here stands “99”.", "Row 4, column q1: Here stands “9”, which is none of the choices.",
        "Row 5, column sheet: The same place and sheet stand in row 2 too.", "Row 7 : There is no answer in this row.",
        "Row 8, column place: This is empty.",
    ):  # fmt: skip
        assert words.replace(" :", ":") in page.text.replace(" :", ":"), words
    page.send()
    assert "The sheets are brought in." in page.text
    kept = sorted(workshop.bench.rows(SurveyAnswer), key=lambda row: row.times)
    assert [row.times for row in kept] == [1, 120]
    assert kept[0].answers == {"q1": 2, "q2": [0, 2], "q3": 4, "q4": 0, "q5": "=SUM(A1)"}
    assert workshop.last(SurveyBroughtIn).at_least == 120
    again = paper(workshop, survey, HEAD + rows)
    assert "2 sheets were brought in before" in again.text
    assert "0 rows can be taken." in again.text
    mended = paper(workshop, survey, HEAD + rows.replace(",9,", ",3,")).send()
    assert "The sheets are brought in." in mended.text
    assert len(workshop.bench.rows(SurveyAnswer)) == 3, "of a file put right, only what is new"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file."),
        (b"place;sheet\n", "These columns are missing: age, q1, q2, q3, q4, q5."),
        (f"{HEAD[:-1]},name\n".encode(), "do not belong here, or stand there twice: name."),
        (HEAD.encode(), "There are no rows in this file"),
        ("place,sheet,age\nCafé,1,\n".encode("cp1252"), "are not kept as UTF-8"),
        (f"{HEAD}A,1\0,,,1,,,,\n".encode(), "are not kept as UTF-8"),
        (f'{HEAD}A,1,,,"1,,,,\n'.encode(), "This is not a CSV file that can be read"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_what_to_do(workshop: Workshop, content: bytes, words: str) -> None:
    page = paper(workshop, opened(workshop), content)
    assert page.status == 422
    assert words in " ".join(page.problems)


def test_a_count_is_at_most_10000_however_it_is_written(workshop: Workshop) -> None:
    page = paper(workshop, opened(workshop), f"{HEAD}A,1,0000100005,,1,,,,\n")
    assert "0 rows can be taken." in page.text


def test_semicolons_and_a_byte_order_mark_are_taken_and_the_empty_file_fits(workshop: Workshop) -> None:
    survey = opened(workshop)
    page = browser(workshop, workshop.facilitator).open(address(workshop, survey, "/paper/empty.csv"))
    assert page.answer is not None
    assert page.answer.get_data(as_text=True).lstrip("\ufeff").strip() == HEAD.strip()
    sent = HEAD.replace(",", ";") + "Łódź;1;;10\N{EN DASH}12;2;;;;\n"
    assert "1 row can be taken." in paper(workshop, survey, sent.encode("utf-8-sig")).text


def test_what_came_out_is_told_in_tables_and_as_a_file_without_formulas(workshop: Workshop) -> None:
    questions = [{"kind": "one", "words": "=1+1", "choices": ["Yes please", "@never", "Perhaps"]}]
    survey = opened(workshop, questions=questions)
    paper(workshop, survey, "place,sheet,count,age,q1\nA,1,40,13-15,1\nA,2,30,16-17,2\nA,3,3,,3\n").send()
    workshop.act(close_survey, workshop.facilitator, survey_id=survey.survey_id)
    page = browser(workshop, workshop.young[0]).open(address(workshop, survey, "/results"))
    assert "73 people answered." in page.text
    assert "Those that are hidden are 33 together." in page.text
    assert ">3<" not in html(page)
    page.open(address(workshop, survey, "/results.csv"))
    assert page.answer is not None
    lines = page.answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert lines[1:] == ["'=1+1,all,Yes please,40", "'=1+1,all,'@never,hidden", "'=1+1,all,Perhaps,hidden"]
