"""Shapes of what comes in and goes out, with words for people where something is wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate

from shared.canonical import time_text

_CONTROLS = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
_CONTROLS_MULTILINE = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
# Characters of which nothing is seen (Unicode's Default_Ignorable_Code_Point, and the empty Braille pattern).
_UNSEEN = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
_CONTROL = re.compile(rf"[{_CONTROLS}\ud800-\udfff]")
_CONTROL_MULTILINE = re.compile(rf"[{_CONTROLS_MULTILINE}\ud800-\udfff]")
_SEEN = re.compile(rf"[^\s{_UNSEEN}\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_MOST_INTEGER = 2**31 - 1


class Request(Schema):
    """What a client sends. Fields that are not known are refused, so that a misspelt one is noticed."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "This field is not known here. Is it spelt right?", "type": "Send an object."}  # noqa: RUF012  (marshmallow's own way)


class Response(Schema):
    """What a client gets."""

    class Meta:
        unknown = EXCLUDE


class Text(fields.String):
    """A text of 1 to `max` characters, some of them to be seen, without spaces around it and control characters."""

    def __init__(self, *, max: int, min: int = 1, multiline: bool = False, **options: Any) -> None:  # noqa: A002  (the field's words)
        controls = _CONTROLS_MULTILINE if multiline else _CONTROLS
        metadata = {
            "minLength": min,
            "pattern": rf"^[^{controls}]*[^\s{controls}{_UNSEEN}][^{controls}]*$" if min else f"^[^{controls}]*$",
            **options.pop("metadata", {}),
        }
        if min and options.get("load_default") == "":
            # What was left out is empty, but nobody may send an empty one: so it is no default in the description.
            options["load_default"] = str
        super().__init__(validate=validate.Length(max=max), metadata=metadata, **options)
        self._least, self._most, self._multiline = min, max, multiline

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("Write this as text.")
        if (_CONTROL_MULTILINE if self._multiline else _CONTROL).search(value):
            raise ValidationError("This text holds characters that cannot be shown. Take them out.")
        text = super()._deserialize(value, *args, **kwargs).strip()
        if len(text) < self._least or (self._least and not _SEEN.search(text)):
            least = "Write something here." if self._least == 1 else f"Write at least {self._least} characters."
            raise ValidationError(least)
        if len(text) > self._most:
            raise ValidationError(f"This is {len(text)} characters long; at most {self._most} fit.")
        return text


class StrictInt(fields.Integer):
    """A whole number written as one: no text, no decimal point, no true or false."""

    def __init__(self, *, min: int = 0, max: int = _MOST_INTEGER, **options: Any) -> None:  # noqa: A002  (the field's words)
        super().__init__(validate=validate.Range(min=min, max=max), **options)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> int:  # noqa: ARG002  (marshmallow's signature)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError("Write this as a whole number.")
        return value


class YesOrNo(fields.Boolean):
    """true or false, and nothing that merely resembles them, such as 1."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Write this as true or false.")
        return value


class ExactDecimalField(fields.Field[Decimal]):
    """A decimal, exact to the digit: sent as text, at most 15 digits before the point and `places` after it."""

    def __init__(
        self,
        *,
        places: int = 2,
        min: Decimal | None = None,  # noqa: A002  (marshmallow's own words for limits)
        max: Decimal | None = None,  # noqa: A002
        **options: Any,
    ) -> None:
        metadata = {
            "type": "string", "pattern": rf"^-?\d{{1,15}}(\.\d{{1,{places}}})?$" if places else r"^-?\d{1,15}$",
            **options.pop("metadata", {}),
        }  # fmt: skip
        super().__init__(metadata=metadata, **options)
        self._places, self._least, self._most = places, min, max

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> str | None:
        return None if value is None else format(value, "f")

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Decimal:
        if not isinstance(value, str) or not value.isascii() or not _DECIMAL.fullmatch(value):
            raise ValidationError('Write this as a decimal number in quotes, for example "12.50".')
        number = Decimal(value) + 0  # there is no minus zero
        if -int(number.as_tuple().exponent) > self._places:
            raise ValidationError(f"At most {self._places} digits may stand after the point.")
        if self._least is not None and number < self._least:
            raise ValidationError(f"This has to be at least {self._least}.")
        if self._most is not None and number > self._most:
            raise ValidationError(f"This has to be at most {self._most}.")
        return number


class UtcTime(fields.Field[datetime]):
    """A time with its zone, ISO 8601; goes out in UTC."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"type": "string", "format": "date-time", **options.pop("metadata", {})}, **options)

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> str | None:
        return None if value is None else time_text(value)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValidationError("Say which zone this time is in, for example 2026-03-02T17:00:00Z.")
            return moment.astimezone(UTC)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValidationError("Write this as a time, for example 2026-03-02T17:00:00Z.") from error


class Id(fields.String):
    """An identifier: a UUID as 36 characters of text."""

    _FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"format": "uuid", **options.pop("metadata", {})}, **options)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> str:
        if not isinstance(value, str) or not self._FORM.fullmatch(value.lower()):
            raise ValidationError("This is not an identifier.")
        return value.lower()
