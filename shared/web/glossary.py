"""Hard words, explained in place: the field's word and young people's side by side, from one file.

A page marks the first use of a hard word with a link to the glossary and, in brackets after it, what it means. That is
plain text: it needs no script, no pointer and no good eyes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import g
from flask_babel import gettext
from markupsafe import Markup, escape

FILE = Path(__file__).parent / "glossary.toml"


class NoSuchTerm(LookupError):
    """A page uses a hard word that the glossary does not explain: a mistake in the program."""


@dataclass(frozen=True)
class Term:
    """A hard word. field: what the trade says. young: what young people say. in_short: a few words, or none."""

    key: str
    field: str
    young: str
    means: str
    in_short: str
    forms: tuple[str, ...]


@cache
def terms() -> Mapping[str, Term]:
    """Return all terms by their keys, in the order of young people's words."""
    found = [
        Term(key, each["field"], each["young"], each["means"], each.get("in_short", ""), tuple(each.get("forms", ())))
        for key, each in tomllib.loads(FILE.read_text(encoding="utf-8")).items()
    ]
    return {term.key: term for term in sorted(found, key=lambda term: term.young.lower())}


def hard(key: str, shown: str = "") -> Markup:
    """Return a hard word for a page, `shown` or young people's word for it; explained where the page has it first.

    Raises NoSuchTerm.
    """
    term = terms().get(key)
    if term is None:
        raise NoSuchTerm(key)
    return _marked(term, shown or gettext(term.young))


def explained(text: str) -> Markup:
    """Return a text in which the hard words that have a short explanation are explained at their first use.

    The text is escaped. A text in another language than English has other words, and comes back as it is.
    """
    parts, end = [], 0
    for found in _pattern().finditer(text):
        term = _by_form()[found[0].lower()]
        if term.key in _explained_before():
            continue
        parts += [escape(text[end : found.start()]), _marked(term, found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def terms_in(text: str) -> list[Term]:
    """Return the terms that stand in a text, in the order of young people's words."""
    found = []
    for term in terms().values():
        forms = "|".join(re.escape(form) for form in (term.young, term.field, *term.forms))
        if re.search(rf"\b(?:{forms})\b", text, re.IGNORECASE):
            found.append(term)
    return found


def _marked(term: Term, shown: str) -> Markup:
    link = Markup('<a class="govuk-link co-hard" href="/glossary#{}">{}</a>').format(term.key, shown)
    if term.key in _explained_before():
        return link
    _explained_before().add(term.key)
    meaning = gettext(term.in_short or term.means)
    return link + Markup(' <span class="co-meaning">({})</span>').format(meaning.rstrip("."))


def _explained_before() -> set[str]:
    """The terms that this page has explained."""
    if "explained" not in g:
        g.explained = set()
    found: set[str] = g.explained
    return found


@cache
def _by_form() -> Mapping[str, Term]:
    return {form.lower(): term for term in terms().values() if term.in_short for form in (term.young, *term.forms)}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_by_form(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
