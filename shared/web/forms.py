"""Forms of pages: fields with the design system's widgets, and errors put where they belong.

What a person typed stays in the form over every error; only a passphrase has to be typed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import uuid4

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovDateInput,
    GovFileInput,
    GovPasswordInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from marshmallow import ValidationError as ShapeError
from wtforms import fields
from wtforms.validators import InputRequired, ValidationError

from shared.errors import DomainError, filled
from shared.web.schemas import Text

_ONCE = re.compile(r"[0-9a-f]{32}")
_FORM_IS_OLD = lazy_gettext("This page was open for a long time. Nothing was sent yet. Please press the button again.")


class PageForm(FlaskForm):
    """A form on a page. `blames` says which field an error of the rules belongs to; others stand above the form.

    `once` is made anew with each page: the same form sent twice has one effect.
    """

    blames: ClassVar[Mapping[type[DomainError], str]] = {}

    class Meta:
        csrf_time_limit = None

    once = fields.HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whatever else stands there was not made by us.
        self.once.data = self.once.data if _ONCE.fullmatch(self.once.data or "") else uuid4().hex
        self.general_errors: list[str] = []

    @classmethod
    def beforehand(cls) -> None:
        """Do what takes long, such as reading a picture, before anything is held; only where a page says `largest`."""

    def blame(self, error: DomainError) -> None:
        """Put an error of the rules to its field, or above the form."""
        words = in_this_language(error)
        name = next((self.blames[family] for family in type(error).__mro__ if family in self.blames), "")
        if name:
            self[name].errors = [words]
        else:
            self.general_errors.append(words)

    def error_list(self) -> list[dict[str, str]]:
        """Return all errors for the summary at the top: each with its words and where it is."""
        found = [{"text": words} for words in self.general_errors]
        for field in self:
            if not field.errors:
                continue
            if field.name == "csrf_token":
                found.insert(0, {"text": str(_FORM_IS_OLD)})
            else:
                # The first of several inputs (a day, the first choice) is where the keyboard should land.
                first = f"{field.id}-day" if isinstance(field, DayField) else field.id
                found.append({"text": str(field.errors[0]), "href": f"#{first}"})
        return found


def in_this_language(error: DomainError) -> str:
    """Return an error's message in the language of this page."""
    return filled(gettext(error.template), error.words, gettext)


class ButtonForm(PageForm):
    """A form that is only a button: an act that needs no words."""


class _Needed(InputRequired):
    """Needs something typed; the words say what."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        # The browser's own bubble would hide ours, and is not read out everywhere.
        self.field_flags: dict[str, bool] = {}

    def __call__(self, form: Any, field: Any) -> None:
        """Take spaces for nothing, as the rest of the program does. Raises StopValidation."""
        typed = field.raw_data
        if typed and all(isinstance(value, str) and not value.strip() for value in typed):
            field.raw_data = []
        super().__call__(form, field)
        field.raw_data = typed


class _AsText:
    """The same limits as the JSON API's texts: length, nothing that cannot be seen."""

    def __init__(self, most: int, *, multiline: bool) -> None:
        self._shape = Text(max=most, min=0, multiline=multiline)

    def __call__(self, _form: Any, field: fields.StringField) -> None:
        try:
            field.data = self._shape.deserialize((field.data or "").replace("\r\n", "\n"))
        except ShapeError as error:
            raise ValidationError(gettext(str(error.messages[0]))) from error


def line(label: Any, *, needed: Any = None, most: int = 200, hint: Any = "", **attributes: str) -> Any:
    """A line of text. needed: the words where it is left out; None: it may be. attributes: such as autocomplete."""
    checks = [_AsText(most, multiline=False)]
    return fields.StringField(
        label, [_Needed(needed), *checks] if needed else checks, description=hint, widget=GovTextInput(),
        render_kw=_attributes(attributes),
    )  # fmt: skip


def lines(label: Any, *, needed: Any = None, most: int = 2000, hint: Any = "", **attributes: str) -> Any:
    """Several lines of text."""
    checks = [_AsText(most, multiline=True)]
    return fields.TextAreaField(
        label, [_Needed(needed), *checks] if needed else checks, description=hint, widget=GovTextArea(),
        render_kw=_attributes(attributes),
    )  # fmt: skip


def secret(label: Any, *, needed: Any, hint: Any = "", **attributes: str) -> Any:
    """A passphrase: never sent back to the page, taken as it is typed."""
    return fields.PasswordField(
        label, [_Needed(needed)], description=hint, widget=_SecretInput(), render_kw=_attributes(attributes)
    )


def chosen_file(label: Any, *, accepts: str, hint: Any = "") -> Any:
    """A file. It comes in the request's own part for files, so the form says itself what is wrong with it.

    accepts: media types, which a phone also reads as what to turn a photo into.
    """
    return fields.FileField(label, description=hint, widget=GovFileInput(), render_kw={"accept": accepts})


def to_choose(pairs: Iterable[tuple[str, Any]]) -> list[fields.SelectChoice]:
    """Turn (value, words) into choices of a field; for choices known only at the request, set `field.choices` to it."""
    return [fields.SelectChoice(value, words) for value, words in pairs]


def one_of(label: Any, choices: list[tuple[str, Any]], *, needed: Any, hint: Any = "", default: str = "") -> Any:
    """One of a few, as radio buttons."""
    return fields.RadioField(
        label, [_Needed(needed)] if needed else [], choices=to_choose(choices), description=hint,
        default=default or None, widget=GovRadioInput(),
    )  # fmt: skip


def one_of_many(label: Any, choices: list[tuple[str, Any]], *, hint: Any = "") -> Any:
    """One of many, as a list to open."""
    return fields.SelectField(label, choices=to_choose(choices), description=hint, widget=GovSelect())


def some_of(label: Any, choices: list[tuple[str, Any]], *, hint: Any = "") -> Any:
    """Any number of a few, as check boxes."""
    return fields.SelectMultipleField(label, choices=to_choose(choices), description=hint, widget=GovCheckboxesInput())


def yes_or_no_box(label: Any, *, hint: Any = "") -> Any:
    """One check box."""
    return fields.BooleanField(label, description=hint, widget=GovCheckboxInput())


def number(label: Any, *, needed: Any, hint: Any = "", default: int | None = None) -> Any:
    """A whole number."""
    return WholeNumberField(
        label, [_Needed(needed)], description=hint, default=default, widget=GovTextInput(),
        render_kw={"params": {"inputmode": "numeric", "classes": "govuk-input--width-5"}},
    )  # fmt: skip


def day(label: Any, *, needed: Any, hint: Any = "") -> Any:
    """A date as three numbers: day, month, year."""
    return DayField(label, [_Needed(needed)], format="%d %m %Y", description=hint, widget=_DayInput())


def send(label: Any, *, ends: bool = False) -> Any:
    """The button that sends. A second click within a second is taken for the same one.

    ends: what it does cannot be undone, and the button looks like it.
    """
    params: dict[str, Any] = {"preventDoubleClick": True}
    if ends:
        params["classes"] = "govuk-button--warning"
    return fields.SubmitField(label, widget=GovSubmitInput(), render_kw={"params": params})


def _attributes(given: Mapping[str, str]) -> dict[str, Any]:
    named = {name.replace("_", "-"): value for name, value in given.items()}
    classes = named.pop("classes", None)
    params: dict[str, Any] = {name: named.pop(name) for name in ("autocomplete", "inputmode") if name in named}
    if "spellcheck" in named:
        params["spellcheck"] = named.pop("spellcheck") == "true"
    if classes:
        params["classes"] = classes
    return {**named, "params": params}


class DayField(fields.DateField):
    """A date typed as day, month and year."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the three numbers. Raises ValueError, in words for a person."""
        if not any(value.strip() for value in valuelist):
            self.raw_data = None
            return
        self.raw_data = [*valuelist, "", "", ""][:3]
        try:
            super().process_formdata([" ".join(value.strip() for value in valuelist)])
        except ValueError as error:
            raise ValueError(
                gettext("This is not a date. Write day, month and year in numbers, such as 27 3 2011.")
            ) from error


class _DayInput(GovDateInput):
    """The three boxes, with names in the page's language."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        params["id"] = field.id
        for item, label in zip(params["items"], (gettext("Day"), gettext("Month"), gettext("Year")), strict=True):
            item["label"] = label
        for item, part in zip(params["items"], ("bday-day", "bday-month", "bday-year"), strict=True):
            if field.name == "born_on":
                item["autocomplete"] = part
        return params


class _SecretInput(GovPasswordInput):
    """A passphrase that can be shown, with words in the page's language."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        return {
            **params, "showPasswordText": gettext("Show"), "hidePasswordText": gettext("Hide"),
            "showPasswordAriaLabelText": gettext("Show the passphrase"),
            "hidePasswordAriaLabelText": gettext("Hide the passphrase"),
            "passwordShownAnnouncementText": gettext("The passphrase can be seen"),
            "passwordHiddenAnnouncementText": gettext("The passphrase cannot be seen"),
        }  # fmt: skip


class WholeNumberField(fields.IntegerField):
    """A whole number, with words of ours where it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number. Raises ValueError, in words for a person."""
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError as error:
            raise ValueError(gettext("Write this as a whole number, such as 12.")) from error
