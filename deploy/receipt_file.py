"""A receipt that a provider took along as a file: whether its hash is that of its content."""

from __future__ import annotations

import json

from shared.canonical import canonical_hash
from shared.errors import Invalid

_FIELDS = {"sha256", "content"}


class NotAReceipt(Invalid):
    """The file holds no receipt with its content."""


def check_receipt(content: bytes) -> tuple[str, str]:
    """Return the hash that a receipt says, and the one of its content: SHA-256 over canonical JSON (RFC 8785).

    However the file is laid out: spaces and the order of names make no difference, every character of the bid does.
    Raises NotAReceipt.
    """
    try:
        found = json.loads(content)
    except ValueError as error:
        message = "This file is not JSON. Take the receipt as it was given when the bid was handed in."
        raise NotAReceipt(message) from error
    if not isinstance(found, dict) or not set(found) >= _FIELDS or not isinstance(found["content"], dict):
        message = "This is no receipt: it has to have sha256, and content with what was handed in."
        raise NotAReceipt(message)
    return str(found["sha256"]).strip().lower(), canonical_hash(found["content"])
