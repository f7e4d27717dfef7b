"""The specification as plain text, to keep and to print: the same text gives the same bytes everywhere. Pure.

What is signed is the canonical JSON of the same text (RFC 8785); its SHA-256 stands in the first lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_PANELS = {"young_people": "young people", "adults": "adults"}


def plain_text(document: Mapping[str, Any], sha256: str) -> str:
    """Return the whole text in lines that end with a line feed. document: as `queries/document.py` gives it.

    sha256: of its canonical JSON, 64 hexadecimal digits.
    """
    return "\n".join([*_head(document, sha256), *_parts(document), *_criteria(document)]) + "\n"


def _head(document: Mapping[str, Any], sha256: str) -> Iterator[str]:
    plan = document["plan"]
    yield document["title"]
    yield "=" * len(document["title"])
    yield ""
    yield f"SHA-256 of the text that is signed: {sha256}"
    yield ""
    yield "What is needed"
    yield "--------------"
    yield document["need"]
    yield ""
    yield "The plan"
    yield "--------"
    yield f"Money: {plan['budget']} {plan['currency']}"
    shares = plan["shares"]
    yield (
        f"Who decides: young people {shares['young_people']} %, adults {shares['adults']} %, price {shares['price']} %"
    )
    yield f"Law: {plan['regime'].replace('_', ' ')}"
    yield f"How the price counts: {plan['price_formula'].replace('_', ' ')}"
    for entry in plan["timetable"]:
        yield f"{entry['begins_on']}: {entry['stage'].replace('_', ' ')}"


def _parts(document: Mapping[str, Any]) -> Iterator[str]:
    for part in document["clauses"]:
        title = f"Part {part['number']}: {part['heading']}"
        yield from ("", title, "-" * len(title), part["text"])


def _criteria(document: Mapping[str, Any]) -> Iterator[str]:
    for panel, words in _PANELS.items():
        found = [each for each in document["criteria"] if each["panel"] == panel]
        if not found:
            continue
        title = f"What {words} score"
        yield from ("", title, "-" * len(title))
        for criterion in found:
            yield from ("", f"{criterion['title']} (weight {criterion['weight']} of 100)")
            yield f"Question, at most {criterion['word_limit']} words: {criterion['question']}"
            if criterion["guidance"]:
                yield f"Guidance: {criterion['guidance']}"
            if criterion["minimum_score"] is not None:
                yield f"A bid needs at least {criterion['minimum_score']} here."
            for score, descriptor in enumerate(criterion["descriptors"]):
                yield f"{score}: {descriptor}"
