"""Where all pages of `specification` are declared, and what several of them share."""

from __future__ import annotations

from typing import Any

from flask import request

from services.specification.models import Clause, ClauseVersion
from services.specification.queries.clauses import version_of
from services.specification.queries.document import standing_sign_offs
from shared.access import seats_held
from shared.roles import Role
from shared.web.forms import PageForm
from shared.web.pages import Pages
from shared.web.routing import Read

pages = Pages("specification")
_LONGEST_NUMBER = 9
INSIDE = tuple(role for role in Role if role is not Role.PROVIDER)
HOSTS = (Role.FACILITATOR, Role.COMMISSIONER)
WRITERS = (Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER)
AT = "/commissions/<uuid:commission_id>"
CLAUSE = f"{AT}/text/<uuid:clause_id>"


def at(commission_id: str, path: str = "") -> str:
    """Return the address of a page about a commission's text."""
    return f"/specification/commissions/{commission_id}{path}"


def sits_here(read: Read, commission_id: str, *roles: Role) -> bool:
    """Say whether the reader has a seat of one of these roles here, whichever they came in with."""
    return any(seat.role in roles for seat in seats_held(read.session, read.caller.holder_id, commission_id))


def owes_a_reason(read: Read, commission_id: str, *, agreed: bool) -> bool:
    """Say whether the reader is an adult who would change what was agreed or signed, and so says why."""
    stands = agreed or bool(standing_sign_offs(read.session, commission_id))
    return stands and read.caller.role != Role.YOUNG_PERSON


def known_to_the_rules(field: Any) -> None:
    """Leave it to the rules whether there is what somebody chose: they look at it anyway, held."""
    field.validate_choice = False


def whole_number(text: str | None) -> int:
    """Return what a page sent as a number; 0 where it is none."""
    known = (text or "").isdecimal() and len(text or "") <= _LONGEST_NUMBER
    return int(text or "0") if known else 0


def asked_version(read: Read, form: PageForm, clause: Clause) -> ClauseVersion:
    """Return the version that the form is about: the one that was read, or the one that stands. Raises NoSuchClause."""
    field = form["version"]
    field.data = field.data or request.args.get("version") or str(clause.version)
    return version_of(read.session, clause, whole_number(field.data))
