"""A receipt that a provider took along as a file: whether its hash is that of what stands in it."""

from __future__ import annotations

import json

from shared.canonical import canonical_hash
from shared.errors import Invalid


class NotAReceipt(Invalid):
    """The file holds no receipt."""


class ReceiptDoesNotFit(Invalid):
    """The hash in the file is not that of its content."""


def hash_of_receipt(content: bytes) -> str:
    """Return the SHA-256 over the canonical JSON (RFC 8785) of what the receipt in a file is about.

    Receipts of handing in and of taking back are alike. Raises NotAReceipt, and ReceiptDoesNotFit where the file itself
    says another hash.
    """
    try:
        found = json.loads(content)
    except ValueError as error:
        message = "This file is not JSON. Take the file as it is on the page of the receipt."
        raise NotAReceipt(message) from error
    if not isinstance(found, dict) or not isinstance(found.get("content"), dict) or "sha256" not in found:
        message = "This is no receipt: it has to have content and sha256. Take the file from the page of the receipt."
        raise NotAReceipt(message)
    computed = canonical_hash(found["content"])
    if computed != found["sha256"]:
        message = (
            "The content of this receipt has another hash than the receipt says. Something in the file was changed."
        )
        raise ReceiptDoesNotFit(message)
    return computed
