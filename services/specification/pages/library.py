"""Pages to start from words of other groups: where from, a file, choosing; and the file that a group gives away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError

from services.specification.models import SentLibraryFile
from services.specification.pages.group import AT, WRITERS, at, known_to_the_rules, owes_a_reason, pages, whole_number
from services.specification.pages.survey_paper import FileForm
from services.specification.queries.checking import waits_for_check
from services.specification.queries.commissions import check_reader, commission_by_id, is_open
from services.specification.queries.library import library_file_of, library_of, source_of, sources_of
from services.specification.rules.drafts import PANEL_NAMES
from services.specification.rules.texts import ReasonIsMissing
from services.specification.schemas.library import LibraryFile
from services.specification.use_cases.bring_in import bring_in
from services.specification.use_cases.keep_library_file import keep_library_file
from shared.access import seats
from shared.roles import Role
from shared.web.forms import PageForm, lines, send, some_of
from shared.web.pages import done, render
from shared.web.reading import strictly_read
from shared.web.routing import Act, Read

_LIBRARY = f"{AT}/library"
_MOST_PROBLEMS = 10
# Who wrote words, as a file says it, in the words of a page.
_WRITERS = {
    "young people": _l("young people"), "facilitators": _l("facilitators"), "commissioner": _l("the council"),
    "elsewhere": _l("people elsewhere"), "others": _l("others"),
}  # fmt: skip
_MISSING = "Missing data for required field."


@pages.signal(f"{AT}/library.json", who=seats(*Role))
def library_json(read: Read, commission_id: str) -> Response:
    """What was signed, as a file for others to start from. Raises NoSuchSource and NotPublishedYet."""
    check_reader(read.session, commission_id, read.caller)
    commission = commission_by_id(read.session, commission_id)
    found = LibraryFile().dump(library_of(read.session, commission, read.caller, council=read.settings.council))
    content = json.dumps(found, ensure_ascii=False, indent=2).encode()
    headers = {"Content-Disposition": 'attachment; filename="clause-library.json"'}
    return Response(content, content_type="application/json", headers=headers)


class LibraryFileForm(FileForm):
    """A file of the clause library. found: what stands in it, once it was read."""

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check that a file came and has the right shape; say what is wrong, and where."""
        if not super().validate(*args, **kwargs):
            return False
        wrong: list[str] = []
        try:
            self.found: dict[str, Any] = LibraryFile().load(strictly_read(self.content().removeprefix(b"\xef\xbb\xbf")))
        except ValidationError as error:
            wrong = [_("%(where)s: %(what)s", where=where, what=what) for where, what in _problems(error.messages)]
        except json.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno}
            wrong = [_("This is no JSON file. Look at line %(line)s, letter %(column)s.", **place)]
        except UnicodeDecodeError:
            wrong = [_("The letters in this file are not kept as UTF-8, so they cannot be read.")]
        except ValueError:
            wrong = [_("This file holds things that no file of a clause library has. It was not read any further.")]
        if len(wrong) > _MOST_PROBLEMS:
            wrong = [*wrong[:_MOST_PROBLEMS], _("And more. These are the first %(most)s.", most=_MOST_PROBLEMS)]
        self.general_errors += wrong
        return not wrong


def _problems(messages: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Say what is wrong in a file, and where."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            yield from _problems(inner, (*place, *([] if name == "_schema" else [_step(name, place)])))
        return
    for each in messages if isinstance(messages, list) else [messages]:
        what = _("This is missing.") if each == _MISSING else _(str(each))
        yield ", ".join(place) or _("The whole file"), what


def _step(name: object, place: tuple[str, ...]) -> str:
    """Name a step to something in a file; lists are counted from 1, as people count."""
    if not isinstance(name, int):
        return str(name)
    return _("number %(number)s", number=name + 1) if place else str(name)


# The same page may well send another file.
@pages.form(_LIBRARY, who=seats(*WRITERS), form=LibraryFileForm, once=False)
def library(read: Read, form: LibraryFileForm, commission_id: str) -> str:
    """Where a group can start from: texts that others have signed, and a file. Raises NoSuchCommission."""
    commission_by_id(read.session, commission_id)
    return render(
        "library.html", form=form, at=at(commission_id), is_open=is_open(read.session, commission_id),
        sources=sources_of(read.session, commission_id, read.caller),
    )  # fmt: skip


@library.act
def send_library(act: Act, form: LibraryFileForm, commission_id: str) -> Response:
    """Keep what is in it, to choose from."""
    kept = keep_library_file(
        act.session, commission_id=commission_id, content=form.found, caller=act.caller, now=act.now
    )
    return done(at(commission_id, f"/library/files/{kept.file_id}"))


class ChooseForm(PageForm):
    """What to use of another group's words. An adult who adds to what was signed says why."""

    blames = {ReasonIsMissing: "reason"}  # noqa: RUF012  (read only)
    clauses = some_of(_l("Parts"), [])
    criteria = some_of(_l("Criteria"), [])
    reason = lines(_l("Why do you change it?"), hint=_l("The group is told."))
    button = send(_l("Use these"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.clauses, self.criteria):
            field.choices = []
            known_to_the_rules(field)

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen, as the use case takes it."""
        numbers = {name: [whole_number(each) for each in self[name].data or []] for name in ("clauses", "criteria")}
        return {**numbers, "reason": (self.reason.data if "reason" in self else "") or ""}


def _choosing(read: Read, form: ChooseForm, commission_id: str, source: Mapping[str, Any], **rest: Any) -> str:
    if not owes_a_reason(read, commission_id, agreed=False):
        del form.reason
    commission = commission_by_id(read.session, commission_id)
    return render(
        "library_choice.html", form=form, at=at(commission_id), source=source, panels=PANEL_NAMES, writers=_WRITERS,
        is_open=is_open(read.session, commission_id),
        read_first=waits_for_check(read.session, commission, read.caller), **rest,
    )  # fmt: skip


def _brought(
    act: Act, form: ChooseForm, commission_id: str, source: Mapping[str, Any], file: SentLibraryFile | None = None
) -> Response:
    chosen = form.chosen()
    bring_in(
        act.session, commission_id=commission_id, source=source, **chosen, file=file, caller=act.caller, now=act.now
    )
    if waits_for_check(act.session, commission_by_id(act.session, commission_id), act.caller):
        return done(at(commission_id, "/my-words"), _("Saved. A facilitator reads these words first."))
    path = "/text" if chosen["clauses"] else "/scoring"
    return done(at(commission_id, path), _("They are here now. Everybody here can read and change them."))


@pages.form(f"{_LIBRARY}/<uuid:source_id>", who=seats(*WRITERS), form=ChooseForm)
def library_source(read: Read, form: ChooseForm, commission_id: str, source_id: str) -> str:
    """Choose from a text that was signed here. Raises NoSuchSource."""
    return _choosing(read, form, commission_id, _source(read, commission_id, source_id), is_file=False)


def _source(read: Read, commission_id: str, source_id: str) -> dict[str, Any]:
    source = source_of(read.session, commission_id, source_id, read.caller)
    return library_of(read.session, source, read.caller, council=read.settings.council)


@library_source.act
def send_library_source(act: Act, form: ChooseForm, commission_id: str, source_id: str) -> Response:
    """Bring in what was chosen."""
    return _brought(act, form, commission_id, _source(act, commission_id, source_id))


@pages.form(f"{_LIBRARY}/files/<uuid:file_id>", who=seats(*WRITERS), form=ChooseForm)
def library_file(read: Read, form: ChooseForm, commission_id: str, file_id: str) -> str:
    """Choose from a file. Raises NoSuchLibraryFile."""
    kept = library_file_of(read.session, commission_id, file_id, read.caller)
    return _choosing(read, form, commission_id, LibraryFile().load(kept.data), is_file=True)


@library_file.act
def send_library_file(act: Act, form: ChooseForm, commission_id: str, file_id: str) -> Response:
    """Bring in what was chosen; the file goes."""
    kept = library_file_of(act.session, commission_id, file_id, act.caller, held=True)
    return _brought(act, form, commission_id, LibraryFile().load(kept.data), kept)
