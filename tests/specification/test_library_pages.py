"""Pages and routes of the clause library: the file to take along, files that come in, and choosing."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from services.specification.app import create_app
from services.specification.background import forget_who_left
from services.specification.models import BroughtIn, SentLibraryFile, WaitingText
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.set_checking import set_checking
from shared.access import Caller
from shared.roles import Role
from tests.specification.test_library import file_of, other, signed
from tests.specification.test_pages import at, browser, html
from tests.specification.workshop import Workshop
from tests.visitor import Visitor

INJECTED = "<script>alert(1)</script>"


def sends(workshop: Workshop, content: bytes | Any, caller: Caller | None = None) -> Visitor:
    """Send a file on the page to start from earlier words."""
    page = browser(workshop, caller or workshop.facilitator).open(at(workshop, "/library"))
    (form,) = page.read.forms[:1]
    sent = content if isinstance(content, bytes) else json.dumps(content).encode()
    data = {**dict(form.values), "file": FileStorage(io.BytesIO(sent), "words.json")}
    stream, length, boundary = stream_encode_multipart(data, use_tempfile=False)
    body, kind = stream.read(length), f'multipart/form-data; boundary="{boundary}"'
    answer = page.client.post(page.path, data=body, content_type=kind)
    return page._show(page.path, answer)  # noqa: SLF001  (files are not of its forms)


def test_a_file_goes_out_on_one_page_and_comes_in_on_another(workshop: Workshop) -> None:
    signed(workshop)
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/whole"))
    assert "For another group to start from (JSON)" in page.text
    sent = page.client.get(at(workshop, "/library.json"))
    assert sent.headers["Content-Disposition"] == 'attachment; filename="clause-library.json"'
    assert json.loads(sent.data) == {**file_of(workshop), "council": "Coproduce"}
    here = other(workshop)
    choosing = sends(here, sent.data)
    assert choosing.heading == "Choose what you want to use"
    for words in ("It is open until ten.", "Young people wrote 85 of 100 letters.", "Nobody here has checked it."):
        assert words in choosing.text
    done = choosing.send(clauses=["1"], criteria=["1", "3"])
    assert "They are here now." in done.text
    assert "From: Somewhere to go, Coproduce . Young people wrote 85 of 100 letters there." in done.text
    assert "Brought in by: facilitator" in done.text
    card = done.open(at(here, f"/text/{here.clauses()[0].clause_id}/card"))
    assert "From: Somewhere to go, Coproduce" in card.text
    assert "People elsewhere: Somewhere to go, Coproduce" in card.text
    assert "The last bus goes at nine." in card.text
    scoring = done.open(at(here, "/scoring"))
    assert scoring.text.count("From: Somewhere to go, Coproduce") == 2
    assert here.bench.rows(SentLibraryFile) == [], "it was used"


def test_a_text_of_this_system_is_chosen_from_without_a_file(workshop: Workshop) -> None:
    signed(workshop).publish()
    here = other(workshop)
    page = browser(here, here.young[0]).open(at(here, "/library"))
    assert "Somewhere to go signed on 2 March 2026" in page.text
    page.open(at(here, f"/library/{workshop.commission_id}"))
    assert "Nobody here has checked it." not in page.text
    page.send(clauses=[], criteria=["2"])
    assert "They are here now." in page.text
    assert page.heading == "How bids are scored"
    assert page.open(at(here, f"/library/{here.commission_id}")).status == 404


def test_what_was_chosen_survives_an_error(workshop: Workshop) -> None:
    file, here = file_of(signed(workshop)), signed(other(workshop))
    page = sends(here, file).send(clauses=["1"], criteria=["2"], reason="")
    assert page.problems == ["The group agreed this. Say why you change it. The group is told."]
    assert (page.value("clauses"), page.value("criteria")) == (["1"], ["2"])
    assert "They are here now." in page.send(reason="Others have thought of it.").text
    nothing = sends(here, file).send(reason="Why not.")
    assert nothing.problems == ["Choose at least one thing that you want to use."]


def test_words_of_a_file_are_shown_as_words(workshop: Workshop) -> None:
    file, here = file_of(signed(workshop)), other(workshop)
    file |= {"council": INJECTED, "commission": INJECTED}
    file["clauses"][0] |= {"heading": INJECTED, "text": INJECTED, "why": INJECTED}
    file["criteria"][0] |= {"title": INJECTED, "question": INJECTED, "descriptors": [INJECTED] * 6}
    page = sends(here, file)
    assert INJECTED not in html(page)
    page.send(clauses=["1"], criteria=["1"])
    for path in ("/text", "/scoring", f"/text/{here.clauses()[0].clause_id}/card"):
        assert INJECTED not in html(page.open(at(here, path)))
        assert "&lt;script&gt;" in html(page)


def test_a_facilitator_who_checks_words_sees_where_they_come_from(workshop: Workshop) -> None:
    file, here = file_of(signed(workshop)), other(workshop)
    here.act(set_checking, here.commissioner, checks=True)
    page = sends(here, file, here.young[0])
    assert "A facilitator reads these words first." in page.text
    page.send(clauses=["1"])
    assert page.heading == "My words"
    checks = browser(here, here.facilitator).open(at(here, "/words"))
    assert "From: Somewhere to go, Sandford Council" in checks.text
    part = next(each for each in here.bench.rows(WaitingText) if each.place == "clause")
    assert "From: Somewhere to go, Sandford Council" in checks.open(at(here, f"/words/{part.text_id}")).text
    assert "Sandford" not in browser(here, here.young[1]).open(at(here, "/text")).text


def deep(levels: int) -> bytes:
    return b'{"format": ' + b"[" * levels + b"]" * levels + b"}"


HOSTILE = {
    "no JSON": (b"%PDF-1.7", 422, "This is no JSON file. Look at line 1, letter 1."),
    "broken in line 3": (b'{\n"format":\n x}', 422, "This is no JSON file. Look at line 3, letter 2."),
    "empty": (b"", 422, "Choose a file. It is empty, or none was chosen."),
    "not UTF-8": (b'{"format": "\xff"}', 422, "The letters in this file are not kept as UTF-8"),
    "a list": (b"[]", 422, "The whole file"),
    "a number": (b"1", 422, "The whole file"),
    "nothing in it": (b"{}", 422, "format: This is missing."),
    "30 levels": (deep(30), 422, "This file holds things that no file of a clause library has."),
    "100,000 levels": (deep(100_000), 422, "This file holds things that no file of a clause library has."),
    "a number without end": (b'{"format": ' + b"9" * 5000 + b"}", 422, "This file holds things that no file"),
    "NaN": (b'{"format": NaN}', 422, "This file holds things that no file"),
    "a name twice": (b'{"format": 1, "format": 2}', 422, "This file holds things that no file"),
    "over 1 MiB": (b'{"format": "' + b"a" * 1024 * 1024 + b'"}', 413, "larger than 1 MiB"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_none_is_refused_with_words_and_nothing_is_kept(workshop: Workshop, name: str) -> None:
    content, status, words = HOSTILE[name]
    workshop.bench.headers(workshop.facilitator)
    before = workshop.state()
    page = sends(workshop, content)
    assert page.status == status
    assert words in page.text
    assert workshop.state() == before


def changed(file: Any, *path: Any, to: Any) -> Any:
    """The file with something else at one place; `...` takes it out."""
    made = json.loads(json.dumps(file))
    at_place = made
    for step in path[:-1]:
        at_place = at_place[step]
    if to is ...:
        del at_place[path[-1]]
    else:
        at_place[path[-1]] = to
    return made


WRONG: list[tuple[tuple[Any, ...], Any, str]] = [
    (("format",), "coproduce-clauses/2", "format: This has to be coproduce-clauses/1: other files are not known."),
    (("format",), 1, "format:"),
    (("clauses",), {}, "clauses:"),
    (("clauses", 0), "words", "clauses, number 1: Send an object."),
    (("clauses", 0, "text"), 7, "clauses, number 1, text: Write this as text."),
    (("clauses", 0, "text"), "", "clauses, number 1, text: Write something here."),
    (("clauses", 0, "text"), "a\x00b", "clauses, number 1, text: This text holds characters that cannot be shown."),
    (("clauses", 0, "heading"), "two\nlines", "clauses, number 1, heading: This text holds characters"),
    (("clauses", 0, "text"), "\ud800", "clauses, number 1, text: This text holds characters that cannot be shown."),
    (("clauses", 0, "text"), "a" * 10_001, "clauses, number 1, text: This is 10001 characters long"),
    (("clauses", 0, "young_share"), 101, "clauses, number 1, young_share:"),
    (("clauses", 0, "young_share"), True, "clauses, number 1, young_share: Write this as a whole number."),
    (("clauses", 0, "young_share"), ..., "clauses, number 1, young_share: This is missing."),
    (("clauses", 0, "written_by"), ["Ala Makota"], "clauses, number 1, written_by, number 1:"),
    (("clauses", 0, "author"), "Ala", "clauses, number 1, author: This field is not known here. Is it spelt right?"),
    (("clauses", 0, "came_from"), [{}] * 9, "clauses, number 1, came_from"),
    (("criteria", 1, "descriptors"), ["a"] * 7, "criteria, number 2, descriptors:"),
    (("criteria", 1, "weight"), 30, "criteria, number 2, weight: Write this as a decimal number in quotes"),
    (("criteria", 1, "weight"), "1e9", "criteria, number 2, weight:"),
    (
        ("criteria", 0, "minimum_score"),
        "2.3",
        "criteria, number 1, minimum_score: This has to be in whole or half points.",
    ),
    (("criteria", 1, "panel"), "judges", "criteria, number 2, panel:"),
    (("signed_on",), "yesterday", "signed_on: Not a valid date."),
]


@pytest.mark.parametrize(("path", "to", "words"), WRONG)
def test_a_wrong_file_says_what_is_wrong_and_where(workshop: Workshop, path: Any, to: Any, words: str) -> None:
    file, here = file_of(signed(workshop)), other(workshop)
    here.bench.headers(here.facilitator)
    before = here.state()
    page = sends(here, changed(file, *path, to=to))
    assert page.status == 422
    assert any(each.startswith(words) for each in page.problems), page.problems
    assert here.state() == before
    answer = here.bench.client(create_app).post(
        at(here, "/words-from-elsewhere"), headers=here.bench.headers(here.facilitator),
        json={"file": changed(file, *path, to=to), "clauses": [1]},
    )  # fmt: skip
    assert answer.status_code == 422
    assert here.state() == before


def test_10000_clauses_are_refused_in_one_sentence(workshop: Workshop) -> None:
    file, here = file_of(signed(workshop)), other(workshop)
    small = {**file["clauses"][0], "heading": "a", "text": "b", "why": "", "written_by": []}
    for count in (201, 8_000):
        page = sends(here, {**file, "clauses": [small] * count})
        assert (page.status, page.problems) == (422, ["clauses: Longer than maximum length 200."])
    page = sends(here, {**file, "clauses": [{}] * 10_000})
    assert page.status == 422
    assert len(page.problems) == 11
    assert page.problems[-1] == "And more. These are the first 10."
    assert here.bench.rows(SentLibraryFile) == []


def test_a_file_is_its_senders_alone_and_goes_after_a_day(workshop: Workshop) -> None:
    file, here = file_of(signed(workshop)), other(workshop)
    page = sends(here, file, here.young[0])
    assert browser(here, here.young[1]).open(page.path).status == 404
    assert browser(here, here.facilitator).open(page.path).status == 404
    first = page.path
    page = sends(here, file, here.young[0])
    assert page.open(first).status == 404, "a later one takes its place"
    sends(here, file, here.facilitator)
    assert len(here.bench.rows(SentLibraryFile)) == 2
    here.bench.advance(timedelta(hours=25))
    forget_who_left(here.bench.runtime)
    assert here.bench.rows(SentLibraryFile) == []


@pytest.mark.parametrize("role", list(Role))
def test_who_may_take_words_along_and_who_may_bring_them_in(workshop: Workshop, role: Role) -> None:
    signed(workshop)
    reader = browser(workshop, workshop.seat(role))
    writes = role in (Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER)
    for published in (False, True):
        if published:
            workshop.publish()
        reads = published or role is not Role.PROVIDER
        for path in ("/library.json", "/library-file"):
            assert reader.client.get(at(workshop, path)).status_code == (200 if reads else 404)
        for path in ("/library", "/library-sources"):
            assert reader.client.get(at(workshop, path)).status_code == (200 if writes else 403)
    answer = reader.client.post(at(workshop, "/words-from-elsewhere"), json={"file": file_of(workshop), "clauses": [1]})
    assert answer.status_code == (409 if writes else 403)
    assert "Nothing can be added any more." in reader.open(at(workshop, "/library")).text or not writes


def test_programs_use_the_same_words(workshop: Workshop) -> None:
    signed(workshop).publish()
    here = other(workshop)
    client, headers = here.bench.client(create_app), here.bench.headers(here.commissioner)
    (source,) = client.get(at(here, "/library-sources"), headers=headers).get_json()
    assert source == {"commission_id": workshop.commission_id, "title": "Somewhere to go", "signed_on": "2026-03-02"}
    file = client.get(at(here, f"/library-sources/{source['commission_id']}"), headers=headers).get_json()
    wanted = {"file": file, "clauses": [1], "criteria": [1]}
    made = client.post(at(here, "/words-from-elsewhere"), headers=headers, json=wanted)
    assert made.status_code == 201
    assert made.get_json()[0]["subject_id"] == here.clauses()[0].clause_id
    assert client.get(at(here, "/words-from-elsewhere"), headers=headers).get_json() == made.get_json()
    hiding = {"clause_id": here.clauses()[0].clause_id, "version": 1, "hides": True, "reason": "It names somebody."}
    here.act(hide_text, here.facilitator, **hiding)
    young = client.get(at(here, "/words-from-elsewhere"), headers=here.bench.headers(here.young[0])).get_json()
    assert young == made.get_json()[1:], "of what is hidden nothing is told"
    assert len(here.bench.rows(BroughtIn)) == 2
