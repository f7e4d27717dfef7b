"""Hard words: every one that a page uses is explained, in words for a reader of 11 years, and pages stay safe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from shared.reading_age import reading_age
from shared.web.glossary import NoSuchTerm, Term, explained, hard, terms

ROOT = Path(__file__).parents[3]


@pytest.fixture
def page() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize("term", terms().values(), ids=terms())
def test_what_a_word_means_can_be_read_at_eleven(term: Term) -> None:
    assert reading_age(term.means) <= 11
    assert term.means.endswith(".")
    if term.in_short:
        assert reading_age(term.in_short) <= 11
        assert len(term.in_short.split()) <= 12
        assert not term.in_short.endswith(".")


def test_no_two_terms_share_a_word() -> None:
    words = [form.lower() for term in terms().values() for form in {term.young, term.field, *term.forms}]
    assert len(words) == len(set(words))
    assert all(re.fullmatch("[a-z-]+", key) for key in terms())


def test_every_hard_word_in_a_template_is_in_the_glossary() -> None:
    used = set()
    for template in [*ROOT.glob("services/*/templates/*.html"), *ROOT.glob("shared/web/templates/*.html")]:
        used |= set(re.findall(r"""\bhard\(["']([^"']*)["']""", template.read_text(encoding="utf-8")))
    assert used
    assert used <= set(terms())


def test_a_hard_word_is_explained_where_a_page_has_it_first(page: None) -> None:
    assert hard("quorum") == (
        '<a class="govuk-link co-hard" href="/glossary#quorum">enough people</a> '
        '<span class="co-meaning">(The number of people who have to take part, so that it counts)</span>'
    )
    assert hard("quorum", "Quorum") == '<a class="govuk-link co-hard" href="/glossary#quorum">Quorum</a>'


def test_an_unknown_hard_word_is_a_mistake_that_shows(page: None) -> None:
    with pytest.raises(NoSuchTerm):
        hard("frobnication")


def test_hard_words_in_a_text_are_found_whole_and_in_any_form(page: None) -> None:
    found = explained("Bids come in. Each bid is shut. A bidding war is none.")
    assert found.count("<a ") == 1
    assert found.startswith('<a class="govuk-link co-hard" href="/glossary#bid">Bids</a> <span class="co-meaning">(')
    assert found.endswith(" come in. Each bid is shut. A bidding war is none.")


def test_a_text_without_hard_words_comes_back_as_it_is(page: None) -> None:
    assert explained("Nobody waits outside.") == "Nobody waits outside."
    assert explained("Oferty są zamknięte.") == "Oferty są zamknięte."


def test_a_hostile_text_stays_text(page: None) -> None:
    found = explained("<b>bids</b> & <script>alert(1)</script>")
    assert "<b>" not in found
    assert "<script" not in found
    assert "&lt;b&gt;<a " in found
    assert "<img" not in hard("bid", "<img src=x>")


def test_the_next_page_explains_anew() -> None:
    app = Flask(__name__)
    Babel(app)
    for _ in range(2):
        with app.test_request_context("/"):
            assert "co-meaning" in explained("A bid.")
