"""How an event is declared: a frozen class that carries its wire name, key, fields and meaning.

The marshmallow schema of an event is derived from its annotations, so there is one place to change.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from shared.canonical import plain
from shared.errors import DomainError


class UnreadableEvent(DomainError):
    """A message says it is an event of a type we know, but its content is not what that type promises."""


@dataclasses.dataclass(frozen=True)
class Event:
    """The parent of all events. TYPE is the wire name; KEY names the field that orders them."""

    TYPE: ClassVar[str]
    KEY: ClassVar[str]

    @property
    def key(self) -> str:
        """What the event is about: the commission's id, or its own subject's id."""
        return str(getattr(self, self.KEY))

    def to_wire(self) -> dict[str, Any]:
        """Return the event's fields as plain JSON values."""
        return typing.cast("dict[str, Any]", plain(self))

    @classmethod
    def from_wire(cls, body: Any) -> Self:
        """Read the event from plain JSON values; unknown fields are ignored.

        Raises UnreadableEvent where a field is missing or of another shape.
        """
        try:
            loaded = schema_of(cls).load(body)
        except ValidationError as error:
            # Only field names: the values may be sealed, and this text reaches logs and operators.
            wrong = ", ".join(sorted(str(name) for name in error.messages_dict))
            message = f"{cls.TYPE} cannot be read: {wrong}"
            raise UnreadableEvent(message) from error
        return typing.cast("Self", loaded)

    @classmethod
    def publisher(cls) -> str:
        """Name the service that publishes this event: the first part of the wire name."""
        return cls.TYPE.split(".", 1)[0]


REGISTRY: dict[str, type[Event]] = {}
E_ = TypeVar("E_", bound=type[Event])


@dataclass_transform(kw_only_default=True, frozen_default=True)
def event(type_name: str, *, key: str) -> Callable[[E_], E_]:
    """Declare an event class: its wire name `<service>.<subject_participle>.v<n>` and its key field."""

    def declare(cls: E_) -> E_:
        cls.TYPE = type_name
        cls.KEY = key
        declared = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        if type_name in REGISTRY:
            message = f"{type_name} is declared twice"
            raise TypeError(message)
        REGISTRY[type_name] = declared
        return typing.cast("E_", declared)

    return declare


@dataclass_transform(kw_only_default=True, frozen_default=True)
def part(cls: type) -> type:
    """Declare a part of an event: a frozen value that travels inside one."""
    return dataclasses.dataclass(frozen=True, kw_only=True)(cls)


class _Parts(Schema):
    """A schema that ignores what it does not know and builds the class it was derived from."""

    TARGET: ClassVar[type]

    class Meta:
        unknown = EXCLUDE

    def load(self, *args: Any, **kwargs: Any) -> Any:
        return self.TARGET(**super().load(*args, **kwargs))


class _Nested(fields.Nested):
    """Nested parts come back as their class, not as a dict."""

    def _load(self, value: Any, partial: Any = None) -> Any:  # noqa: ARG002  (the parent's signature)
        return self.schema.load(value)


class _Tuple(fields.List[Any]):
    """Lists come back as tuples, since events are frozen."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(*args, **kwargs))


_PLAIN: dict[Any, Callable[..., fields.Field[Any]]] = {
    str: fields.String,
    bool: lambda **kw: fields.Boolean(truthy={True}, falsy={False}, **kw),
    int: lambda **kw: fields.Integer(strict=True, **kw),
    Decimal: lambda **kw: fields.Decimal(allow_nan=False, **kw),
    datetime: lambda **kw: fields.AwareDateTime(format="iso", **kw),
    date: fields.Date,
}


def _field(annotation: Any, **options: Any) -> fields.Field[Any]:
    origin = typing.get_origin(annotation)
    arguments = typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        inner = next(a for a in arguments if a is not type(None))
        return _field(inner, allow_none=True, **options)
    if origin is tuple:
        return _Tuple(_field(arguments[0]), **options)
    if origin is dict:
        return fields.Dict(keys=_field(arguments[0]), values=_field(arguments[1]), **options)
    if dataclasses.is_dataclass(annotation):
        return _Nested(schema_of(typing.cast("type", annotation)), **options)
    return _PLAIN[annotation](**options)


_SCHEMAS: dict[type, Schema] = {}


def schema_of(cls: type) -> Schema:
    """Return the marshmallow schema derived from a declared class; made once."""
    if cls not in _SCHEMAS:
        hints = typing.get_type_hints(cls)
        members: dict[str, Any] = {}
        for item in dataclasses.fields(cls):
            optional = item.default is not dataclasses.MISSING
            options = {"load_default": item.default} if optional else {"required": True}
            members[item.name] = _field(hints[item.name], **options)
        _SCHEMAS[cls] = type(f"{cls.__name__}Schema", (_Parts,), {**members, "TARGET": cls})()
    return _SCHEMAS[cls]
