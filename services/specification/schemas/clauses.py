"""Shapes of clauses and their versions."""

from __future__ import annotations

from marshmallow import fields

from shared.web.schemas import Id, Request, Response, StrictInt, Text, UtcTime


class DraftClauseRequest(Request):
    """Draft a clause. An adult who adds one to a text that is signed says why."""

    heading = Text(max=200, required=True)
    text = Text(max=10_000, multiline=True, required=True)
    reason = Text(min=0, max=2000, multiline=True, load_default="")


class EditClauseRequest(DraftClauseRequest):
    """Change a clause; `version` is the one that was read. An adult who changes what is agreed says why."""

    version = StrictInt(min=1, required=True)


class MoveClauseRequest(Request):
    """Move a clause: `number` is its new place, `was` the one at which it was seen. Over signatures, adults say why."""

    number = StrictInt(min=1, required=True)
    was = StrictInt(min=1, required=True)
    reason = Text(min=0, max=2000, multiline=True, load_default="")


class MergeClausesRequest(Request):
    """Put a clause together with another one. `number` and `other_number` are those of their words that were read."""

    other_id = Id(required=True)
    heading = Text(max=200, required=True)
    text = Text(max=10_000, multiline=True, required=True)
    number = StrictInt(min=0, required=True)
    other_number = StrictInt(min=0, required=True)
    reason = Text(min=0, max=2000, multiline=True, load_default="")


class SplitClauseRequest(Request):
    """Make two clauses of one: `text` stays, and `new_text` becomes a new clause. `number` is of the words read."""

    text = Text(max=10_000, multiline=True, required=True)
    new_heading = Text(max=200, required=True)
    new_text = Text(max=10_000, multiline=True, required=True)
    number = StrictInt(min=0, required=True)
    reason = Text(min=0, max=2000, multiline=True, load_default="")


class GiveThemeRequest(Request):
    """The theme of a clause: the id of one of the commission's themes, or `none`."""

    theme = Text(max=36, required=True)


class AgreeClauseRequest(Request):
    """Agree a clause; the reason says how the group decided."""

    version = StrictInt(min=1, required=True)
    reason = Text(max=2000, multiline=True, required=True)


class ClauseTextResponse(Response):
    """A clause as it stands in the text that is signed; `drafted_by` is the seat that wrote these words."""

    clause_id = Id(required=True)
    number = fields.Integer(required=True)
    heading = fields.String(required=True)
    text = fields.String(required=True)
    drafted_by = Id(required=True)
    drafted_by_role = fields.String(required=True)


class ClauseResponse(ClauseTextResponse):
    """A clause as it stands, and whether it is agreed.

    theme: the id of a theme of the commission, or `none`. being_checked: a facilitator reads these words before others
    do; a new clause has no number yet. hidden: it is no part of the text, and only those who can show it again read
    its words.
    """

    being_checked = fields.Boolean(dump_default=False)
    hidden = fields.Boolean(dump_default=False)

    version = fields.Integer(required=True)
    theme = fields.String(required=True)
    agreed_version = fields.Integer(required=True, allow_none=True)
    agreed_at = UtcTime(required=True, allow_none=True)


class ClauseVersionResponse(Response):
    """One version of a clause, with the seat that wrote it and why.

    came_from: merged, where it was put together with the clause other_id; split, where some of it went into other_id;
    split_off, where it came out of other_id; else empty.
    """

    version = fields.Integer(required=True)
    heading = fields.String(required=True)
    text = fields.String(required=True)
    seat_id = Id(required=True)
    role = fields.String(required=True)
    reason = fields.String(required=True)
    written_at = UtcTime(required=True)
    came_from = fields.String(required=True)
    other_id = Id(required=True, allow_none=True)
    hidden = fields.Boolean(required=True)
