"""Writes docs/events.md and docs/asyncapi.json from the declarations; `--check` says whether they are stale.

AsyncAPI 3.0.0: https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import sys
import types
import typing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from deploy.services import NAMES, service
from shared.contracts.declaration import REGISTRY, Event

DOCS = Path(__file__).parent.parent / "docs"
_PLAIN: dict[Any, dict[str, str]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"type": "string", "format": "decimal", "pattern": r"^-?\d+(\.\d+)?$"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def events_of(name: str) -> list[type[Event]]:
    """Return the events a service publishes, in the order in which they are declared."""
    importlib.import_module(f"shared.contracts.{name}")
    return [cls for kind, cls in REGISTRY.items() if kind.startswith(f"{name}.")]


def readers_of(event_type: str) -> list[str]:
    """Name the services that read an event by its type; the trail, which reads everything, is left out."""
    return [name for name in NAMES if event_type in service(name).handlers.types()]


def meaning(cls: type) -> str:
    """Return the first line of a declaration's docstring."""
    return (cls.__doc__ or "").strip().split("\n", 1)[0]


def schema(annotation: Any) -> dict[str, Any]:
    """Return the JSON Schema of an annotation in an event class."""
    arguments = typing.get_args(annotation)
    origin = typing.get_origin(annotation)
    if origin in (types.UnionType, typing.Union):
        inner = schema(next(a for a in arguments if a is not type(None)))
        return {"oneOf": [inner, {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": schema(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema(arguments[1])}
    if dataclasses.is_dataclass(annotation):
        return {"$ref": f"#/components/schemas/{typing.cast('type', annotation).__name__}"}
    return dict(_PLAIN[annotation])


def object_schema(cls: type) -> dict[str, Any]:
    """Return the JSON Schema of a declared class. Fields that are not known are allowed: readers ignore them."""
    hints = typing.get_type_hints(cls)
    members = dataclasses.fields(cls)
    return {
        "type": "object",
        "description": meaning(cls),
        "properties": {item.name: schema(hints[item.name]) for item in members},
        "required": [item.name for item in members if item.default is dataclasses.MISSING],
    }


def _parts(annotation: Any, found: dict[str, type]) -> None:
    for inner in typing.get_args(annotation):
        _parts(inner, found)
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type) and annotation.__name__ not in found:
        found[annotation.__name__] = annotation
        for hint in typing.get_type_hints(annotation).values():
            _parts(hint, found)


def asyncapi() -> dict[str, Any]:
    """Return the AsyncAPI document: one channel, a message per event, an operation per publisher and reader."""
    parts: dict[str, type] = {}
    messages: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    channel = {"$ref": "#/channels/commissioning"}

    def refer(kinds: list[str]) -> list[dict[str, str]]:
        return [{"$ref": f"#/channels/commissioning/messages/{kind}"} for kind in kinds]

    for name in NAMES:
        published = events_of(name)
        for cls in published:
            for hint in typing.get_type_hints(cls).values():
                _parts(hint, parts)
            messages[cls.TYPE] = {
                "name": cls.TYPE,
                "title": cls.__name__,
                "summary": meaning(cls),
                "contentType": "application/json",
                "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
                "payload": object_schema(cls),
                "bindings": {"kafka": {"key": {"type": "string", "description": f"the event's {cls.KEY}"}}},
            }
        operations[f"{name}.publish"] = {
            "action": "send", "channel": channel, "summary": f"What {name} tells the others.",
            "messages": refer([cls.TYPE for cls in published]),
        }  # fmt: skip
    for name in NAMES:
        handlers = service(name).handlers
        kinds = [kind for kind in messages if handlers.everything is not None or kind in handlers.types()]
        operations[f"{name}.read"] = {
            "action": "receive", "channel": channel, "summary": f"What {name} listens to.", "messages": refer(kinds),
        }  # fmt: skip
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Coproduce: the log",
            "version": "1.0.0",
            "description": "CloudEvents 1.0 in Kafka's binary mode, on one topic, keyed by commission.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {
            "commissioning": {
                "address": "commissioning",
                "description": "Everything about one commission is in one order.",
                "messages": {kind: {"$ref": f"#/components/messages/{kind}"} for kind in messages},
            }
        },
        "operations": operations,
        "components": {
            "messages": messages,
            "schemas": {
                "CloudEventHeaders": _HEADERS,
                **{name: object_schema(cls) for name, cls in sorted(parts.items())},
            },
        },
    }


_HEADERS = {
    "type": "object",
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "description": "unique for each event"},
        "ce_type": {"type": "string"},
        "ce_source": {"type": "string", "description": "/coproduce/<service>"},
        "ce_subject": {"type": "string", "description": "the key: a commission's id, or the event's own subject"},
        "ce_time": {"type": "string", "format": "date-time", "description": "when the act happened"},
        "ce_actor": {
            "type": "string",
            "description": "a seat, a holder where there is no seat, a sealed bid, or system",
        },
        "ce_reason": {"type": "string", "description": "the words that go with the act"},
        "ce_causationid": {"type": "string", "description": "the event that this one is an effect of"},
        "traceparent": {"type": "string", "description": "W3C trace context"},
    },
    "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time"],
}


def events_page() -> str:
    """Return docs/events.md: every event, what it means, who reads it, and its fields."""
    lines = [
        "# Events", "",
        "Generated by `make docs` from `shared/contracts/` and the services' `HANDLERS`. Do not edit.", "",
        "All events travel on one topic, `commissioning`, as CloudEvents 1.0 in Kafka's binary mode, keyed as shown.",
        "`decision_trail` reads every event; it is not listed as a reader.", "",
    ]  # fmt: skip
    for name in NAMES:
        lines += [f"## {name}", ""]
        for cls in events_of(name):
            readers = ", ".join(readers_of(cls.TYPE)) or "the trail only"
            fields = ", ".join(f"`{item.name}`" for item in dataclasses.fields(cls))
            lines += [
                f"### `{cls.TYPE}`", "", meaning(cls), "",
                f"- Class: `{cls.__name__}`; key: `{cls.KEY}`", f"- Read by: {readers}", f"- Fields: {fields}", "",
            ]  # fmt: skip
    return "\n".join(lines)


def documents() -> dict[Path, str]:
    """Return the generated documents by where they belong."""
    return {
        DOCS / "events.md": events_page(),
        DOCS / "asyncapi.json": json.dumps(asyncapi(), indent=2) + "\n",
    }


def stale() -> list[str]:
    """Name the documents that are not what the declarations say."""
    return [
        path.name
        for path, content in documents().items()
        if not path.exists() or path.read_text(encoding="utf-8") != content
    ]


def main() -> int:
    """Write the documents, or with --check say which are stale; return the exit status."""
    if "--check" in sys.argv:
        behind = stale()
        if behind:
            sys.stderr.write(f"Stale: {', '.join(behind)}. Run make docs.\n")
        return 1 if behind else 0
    DOCS.mkdir(exist_ok=True)
    for path, content in documents().items():
        path.write_text(content, encoding="utf-8")
        sys.stdout.write(f"wrote {path.relative_to(DOCS.parent)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
