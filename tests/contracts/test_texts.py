"""The catalogues: every text of every page is in them, and nothing is missing where young people read."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from deploy import texts
from shared.web.look import LANGUAGES

_PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
# In these, every text is translated; in the others, those that stand around every page.
COMPLETE = ("pl",)
AROUND_EVERY_PAGE = ("shared/web/templates/layout.html",)


def entries(language: str) -> list[Message]:
    return [message for message in texts.read(language) if message.id]


def name_of(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def versions(message: Message) -> tuple[str, ...]:
    return (str(message.string),) if isinstance(message.string, str) else tuple(message.string or ("",))


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_the_catalogue_holds_exactly_the_texts_of_the_pages(language: str) -> None:
    kept = texts.catalogue_path(language).read_text(encoding="utf-8")
    assert kept == texts.updated(language, texts.collected()), "run `make texts`"


@pytest.mark.parametrize("language", COMPLETE)
def test_no_text_is_left_in_english(language: str) -> None:
    found = entries(language)
    assert [name_of(each) for each in found if each.fuzzy or not all(versions(each))] == []
    assert len(found) > 200


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en", *COMPLETE}))
def test_what_stands_around_every_page_is_translated(language: str) -> None:
    around = [each for each in entries(language) if any(file in AROUND_EVERY_PAGE for file, _ in each.locations)]
    assert [name_of(each) for each in around if not all(versions(each))] == []
    assert len(around) > 10


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_a_translation_has_the_same_places_and_as_many_forms_as_its_language(language: str) -> None:
    catalogue = texts.read(language)
    wrong = []
    for each in entries(language):
        filled = [words for words in versions(each) if words]
        names = (each.id,) if isinstance(each.id, str) else each.id
        # A singular may say "one" in place of its number; every place that stands in a form has to be known.
        known = {place for name in names for place in _PLACES.findall(name)}
        for words in filled:
            places = set(_PLACES.findall(words))
            if not places <= known or (len(names) == 1 and places != known):
                wrong.append(f"{name_of(each)!r}: {words!r}")
        if filled and len(names) > 1 and len(filled) != catalogue.num_plurals:
            wrong.append(f"{name_of(each)!r} has {len(filled)} forms of {catalogue.num_plurals}")
    assert wrong == []


def test_no_error_that_a_page_can_show_is_put_together_from_parts() -> None:
    """A message with a number or a name in it says so with a place and `words`: only then can it be translated."""
    wrong = []
    folders = [texts.ROOT / "shared" / "access", *(path.parent for path in texts.ROOT.glob("services/*/pages*"))]
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                tree = ast.parse(path.read_text(encoding="utf-8"))
                wrong += [f"{_short(path)}:{line}" for line, text in texts.errors_of(tree) if text is None]
    assert [each for each in wrong if not each.startswith(_FOR_PROGRAMS)] == []


# Errors that only programs and their logs meet.
_FOR_PROGRAMS = ("services/decision_trail/rules/chain.py", "services/people/schemas/")


def _short(path: Path) -> str:
    return str(path.relative_to(texts.ROOT))
