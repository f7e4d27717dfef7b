"""Reading a request's content strictly, before anything else looks at it."""

from __future__ import annotations

import json
import math
from typing import Any

from flask import Request

from shared.web.problems import MalformedRequest

LARGEST_BODY = 1024 * 1024
DEEPEST = 20
_MOST_DIGITS = 100
_TOO_LARGE = "a number is larger than can be counted with"


def _no_constants(name: str) -> None:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(_TOO_LARGE)
    return int(digits)


def _broken(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(_TOO_LARGE)
    return number


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "a name stands twice in one object"
        raise ValueError(message)
    return found


def _depth(value: Any, level: int = 1) -> int:
    if level > DEEPEST:
        return level
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((_depth(item, level + 1) for item in inner), default=level)


class NestedTooDeeply(ValueError):
    """Objects and lists stand in each other more than 20 levels deep."""


def strictly_read(content: bytes) -> Any:
    """Return what stands in JSON in UTF-8, with each name once and 20 levels at most.

    Raises UnicodeDecodeError, json.JSONDecodeError with the place, NestedTooDeeply, and ValueError for anything else.
    """
    text = content.decode("utf-8")
    try:
        value = json.loads(
            text, parse_constant=_no_constants, parse_int=_whole, parse_float=_broken, object_pairs_hook=_once_each
        )
    except RecursionError as error:
        message = "The content is nested too deeply."
        raise NestedTooDeeply(message) from error
    if _depth(value) > DEEPEST:
        message = f"The content is nested more than {DEEPEST} levels deep."
        raise NestedTooDeeply(message)
    return value


def check_body(request: Request) -> None:
    """Refuse a body that is not JSON in UTF-8 with each name once, 20 levels and 1 MiB at most.

    Raises MalformedRequest with status 400, 413 or 415.
    """
    if not request.is_json:
        raise MalformedRequest(
            "Send the content as JSON, with Content-Type: application/json.", status=415, code="not_json"
        )
    data = request.get_data(cache=True)
    if len(data) > LARGEST_BODY:
        raise MalformedRequest(
            "The request is larger than 1 MiB, which is the most that is taken.", status=413, code="too_large"
        )
    try:
        strictly_read(data)
    except UnicodeDecodeError as error:
        raise MalformedRequest(f"The content is not UTF-8: byte {error.start} cannot be read.") from error
    except json.JSONDecodeError as error:
        raise MalformedRequest(f"The content is not JSON: line {error.lineno}, column {error.colno}.") from error
    except NestedTooDeeply as error:
        raise MalformedRequest(str(error)) from error
    except ValueError as error:
        raise MalformedRequest(f"The content is not JSON that we take: {error}.") from error
