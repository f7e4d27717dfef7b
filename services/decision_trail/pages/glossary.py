"""Hard words, and what they mean."""

from __future__ import annotations

from services.decision_trail.pages.group import pages
from shared.access import anyone
from shared.web.glossary import terms
from shared.web.pages import render
from shared.web.routing import Read


@pages.page("/glossary", who=anyone())
def glossary(_read: Read) -> str:
    """Every hard word, in young people's words and in the field's."""
    return render("glossary.html", terms=list(terms().values()))
