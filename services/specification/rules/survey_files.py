"""Reading surveys that were filled in on paper from a CSV file. Pure.

A row is a sheet: its place and number, so that it is brought in once; how many people gave exactly these answers, for
votes that were counted by hand; the age band, where it is asked; then one column for each question, q1, q2, ...
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.specification.rules.surveys import LONGEST_ANSWER, SEVERAL, TEXT, labels_of
from shared.counting import AGE_BANDS
from shared.errors import Invalid

PLACE, SHEET, COUNT, AGE = "place", "sheet", "count", "age"
LONGEST_NAME = 60
MOST_TIMES = 10_000
MOST_ROWS = 20_000
MOST_PROBLEMS = 100
BETWEEN = "|"
_DELIMITERS = ",;\t"
# What a spreadsheet would take for the beginning of a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class PaperFileIsWrong(Invalid):
    """The file as a whole cannot be read."""


@dataclass(frozen=True)
class Sheet:
    """One row that can be taken."""

    place: str
    sheet: str
    times: int
    age: str
    answers: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Which sheet of paper it is: the same one is brought in once."""
        return f"{self.place.casefold()}\0{self.sheet.casefold()}"


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row: its number as a spreadsheet counts, the column, and words with what goes into them."""

    row: int
    column: str
    words: str
    value: str = ""


@dataclass
class PaperFile:
    """What a file holds: sheets that can be taken, and what is wrong with the others."""

    sheets: list[Sheet] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    bad_rows: int = 0


@dataclass(frozen=True)
class _Wrong(Exception):
    column: str
    words: str
    value: str = ""


def text_of(content: bytes) -> str:
    """Return the text of a file. Raises PaperFileIsWrong where it is not UTF-8."""
    try:
        # A text has no zeros (files of two bytes a letter do), and no database would keep them: as any other bad byte.
        return content.replace(b"\0", b"\xff").decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PaperFileIsWrong(
            "The letters in this file are not kept as UTF-8, so some of them cannot be read. "
            "In your spreadsheet choose: Save as, CSV UTF-8. Then send it again."
        ) from error


def columns_of(questions: Sequence[Mapping[str, Any]], *, asks_age: bool) -> list[str]:
    """Return the names of the columns, in their order."""
    return [PLACE, SHEET, COUNT, *([AGE] if asks_age else []), *(each["id"] for each in questions)]


def read_file(text: str, questions: Sequence[Mapping[str, Any]], *, asks_age: bool) -> PaperFile:
    """Return the sheets of a file and what is wrong with its rows.

    Raises PaperFileIsWrong where its columns are not ours, it has no rows, or more than 20,000.
    """
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found, seen = PaperFile(), dict[str, int]()
    try:
        columns = [name.strip().casefold() for name in next(reader, [])]
        _check_columns(columns, columns_of(questions, asks_age=asks_age))
        for row, cells in enumerate(reader, start=2):
            if any(cell.strip() for cell in cells):
                _check_rows(row)
                _take(found, seen, row, _named(columns, cells), questions)
    except csv.Error as error:
        raise PaperFileIsWrong(
            "This is not a CSV file that can be read: something is wrong near line {line}.",
            words={"line": reader.line_num},
        ) from error
    if not found.sheets and not found.bad_rows:
        raise PaperFileIsWrong("There are no rows in this file under the names of the columns.")
    return found


def _check_rows(row: int) -> None:
    if row > MOST_ROWS + 1:
        raise PaperFileIsWrong(
            "This file has more than {most} rows. Make it into several files.", words={"most": MOST_ROWS}
        )


def _named(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Return the cells of a row by column, and what stands beyond the last column under an empty name."""
    named = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    return {**named, "": "".join(cells[len(columns) :]).strip()}


def _check_columns(given: Sequence[str], wanted: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in given and name != COUNT]
    unknown = [name for name in given if name not in wanted]
    twice = [name for name in wanted if given.count(name) > 1]
    if missing:
        raise PaperFileIsWrong(
            "These columns are missing: {columns}. Take the empty file from this page and fill it in.",
            words={"columns": ", ".join(missing)},
        )
    if unknown or twice:
        raise PaperFileIsWrong(
            "These columns do not belong here, or stand there twice: {columns}.",
            words={"columns": ", ".join(name or "(no name)" for name in [*unknown, *twice])[:200]},
        )


def _take(
    found: PaperFile, seen: dict[str, int], row: int, cells: Mapping[str, str], questions: Sequence[Mapping[str, Any]]
) -> None:
    try:
        sheet = _sheet(cells, questions)
        _check_new(sheet, seen)
    except _Wrong as wrong:
        found.bad_rows += 1
        if len(found.problems) < MOST_PROBLEMS:
            found.problems.append(Problem(row, wrong.column, wrong.words, wrong.value[:40]))
        return
    seen[sheet.name] = row
    found.sheets.append(sheet)


def _check_new(sheet: Sheet, seen: Mapping[str, int]) -> None:
    if sheet.name in seen:
        raise _Wrong(SHEET, "The same place and sheet stand in row %(value)s too.", str(seen[sheet.name]))


def _sheet(cells: Mapping[str, str], questions: Sequence[Mapping[str, Any]]) -> Sheet:
    if cells[""]:
        raise _Wrong("", "This row has more cells than there are columns.")
    names = {name: cells.get(name, "") for name in (PLACE, SHEET)}
    for name, value in names.items():
        if not value:
            raise _Wrong(name, "This is empty. Write which sheet of paper it is, and from where.")
        if len(value) > LONGEST_NAME:
            raise _Wrong(name, "This is too long.")
    answers = {}
    for question in questions:
        value = cells.get(question["id"], "")
        if value:
            answers[question["id"]] = _answer(question, value)
    if not answers:
        raise _Wrong("", "There is no answer in this row.")
    return Sheet(**names, times=_times(cells.get(COUNT, "")), age=_age(cells.get(AGE, "")), answers=answers)


def _times(value: str) -> int:
    if not value:
        return 1
    known = value.isascii() and value.isdecimal() and len(value) <= len(str(MOST_TIMES))
    if not known or not 1 <= int(value) <= MOST_TIMES:
        raise _Wrong(COUNT, "Here stands “%(value)s”, which is not a whole number from 1 to 10000.", value)
    return int(value)


def _age(value: str) -> str:
    band = value.replace("\N{EN DASH}", "-").replace(" ", "")
    if band and band not in AGE_BANDS:
        raise _Wrong(AGE, "Here stands “%(value)s”. Write one of: 10-12, 13-15, 16-17, 18-21, 22-25.", value)
    return band


def _answer(question: Mapping[str, Any], value: str) -> Any:
    if question["kind"] == TEXT:
        if len(value) > LONGEST_ANSWER:
            raise _Wrong(question["id"], "This is longer than 500 letters.")
        return value
    known = {label.casefold(): place for place, label in enumerate(labels_of(question))}
    # Numbers count from 1; where a choice is itself a number, the choice wins.
    known = {str(place + 1): place for place in known.values()} | known
    if question["kind"] != SEVERAL:
        return _place(question, known, value)
    return sorted({_place(question, known, part.strip()) for part in value.split(BETWEEN)})


def _place(question: Mapping[str, Any], known: Mapping[str, int], value: str) -> int:
    place = known.get(value.casefold())
    if place is None:
        raise _Wrong(question["id"], "Here stands “%(value)s”, which is none of the choices.", value)
    return place


def written_out(rows: Sequence[Sequence[Any]]) -> str:
    """Return rows as CSV, with nothing that a spreadsheet would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_harmless(str(cell)) for cell in row])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
