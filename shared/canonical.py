"""One canonical text for any document, so that its hash can be recomputed by anyone."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import rfc8785


def plain(value: Any) -> Any:
    """Turn a value into what JSON can hold.

    Decimals become their exact text, times become UTC with microseconds and a Z, dates ISO 8601,
    dataclasses objects and tuples lists. Raises TypeError for anything else and ValueError for a
    time without a zone.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    message = f"{type(value).__name__} has no canonical form"
    raise TypeError(message)


def time_text(moment: datetime) -> str:
    """Write a time as UTC with microseconds: 2026-01-02T03:04:05.123456Z. Raises ValueError without a zone."""
    if moment.tzinfo is None:
        message = "a time needs a zone"
        raise ValueError(message)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical_json(value: Any) -> bytes:
    """Return the canonical JSON of a value, by RFC 8785 (JSON Canonicalization Scheme), as UTF-8."""
    return rfc8785.dumps(plain(value))


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of the bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def canonical_hash(value: Any) -> str:
    """Return the SHA-256 over the canonical JSON of a value."""
    return sha256_hex(canonical_json(value))
