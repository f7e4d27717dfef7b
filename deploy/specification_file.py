"""A specification that was taken along as a file: what its hash is."""

from __future__ import annotations

import json

from shared.canonical import canonical_hash
from shared.errors import Invalid

_FIELDS = {"title", "need", "plan", "clauses", "criteria"}


class NotASpecification(Invalid):
    """The file holds no text as it is signed."""


def hash_of_specification(content: bytes) -> str:
    """Return the SHA-256 over the canonical JSON (RFC 8785) of the specification in a file.

    However the file is laid out: spaces and the order of names make no difference, every character of a text does.
    Raises NotASpecification.
    """
    try:
        found = json.loads(content)
    except ValueError as error:
        message = "This file is not JSON. Take the file specification.json, as it is on the page of the whole text."
        raise NotASpecification(message) from error
    if not isinstance(found, dict) or set(found) != _FIELDS:
        message = "This is no specification: it has to have title, need, plan, clauses and criteria, and nothing else."
        raise NotASpecification(message)
    return canonical_hash(found)
