"""Pages of the whole text: reading it, what changed since it was signed, signing it, saying no, and taking it along."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.specification.pages.group import AT, INSIDE, at, pages, sits_here
from services.specification.queries.clauses import hidden_words, standing_clauses
from services.specification.queries.commissions import check_reader, commission_by_id, is_open
from services.specification.queries.contributions import unanswered
from services.specification.queries.document import (
    board_of,
    hidden_criteria,
    read_document,
    signed_before,
    standing_answers,
)
from services.specification.queries.writers import writers_of
from services.specification.rules.authors import young_share
from services.specification.rules.comparing import Difference, differences
from services.specification.rules.plain_text import plain_text
from services.specification.rules.signing import SayWhy
from services.specification.use_cases.sign_off import sign_off
from shared.access import active_seats, seats
from shared.canonical import canonical_hash, canonical_json, plain
from shared.counting import tell
from shared.roles import ROLES, Role
from shared.web.careful import CarefulForm
from shared.web.forms import PageForm, lines, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

SIGNERS = (Role.YOUNG_PERSON, Role.BOARD_MEMBER, Role.COMMISSIONER)
OTHERS = (Role.BOARD_MEMBER, Role.COMMISSIONER)


@pages.page(f"{AT}/whole", who=seats(*Role))
def whole(read: Read, commission_id: str) -> str:
    """The whole text with its criteria, who wrote it, and who has signed. Raises NoSuchCommission, NotPublishedYet."""
    check_reader(read.session, commission_id, read.caller)
    commission = commission_by_id(read.session, commission_id)
    found = read_document(read.session, commission_id)
    clauses = standing_clauses(read.session, commission_id)
    writers = writers_of(read.session, commission_id)
    return render(
        "whole.html", commission=commission, at=at(commission_id), found=found, document=plain(found["document"]),
        changes=_changes(read, commission_id, found), roles=ROLES, took_part=_took_part(read, commission_id),
        young_share=young_share([clause.live_passages for clause in clauses], _roles(writers)),
        is_open=is_open(read.session, commission_id), inside=sits_here(read, commission_id, *INSIDE),
        open_contributions=len(unanswered(read.session, commission_id)),
        is_signed=signed_before(read.session, commission_id) is not None,
        sheet_hash=canonical_hash(found["document"]), **_mine(read, commission_id, found),
    )  # fmt: skip


def _roles(writers: Any) -> dict[str, str]:
    return {seat_id: writer.role for seat_id, writer in writers.items()}


def _took_part(read: Read, commission_id: str) -> list[tuple[str, int | None]]:
    """Return how many of each role take part; no number where they are under five."""
    counts: dict[str, int] = {}
    for seat in active_seats(read.session, commission_id):
        counts[str(seat.role)] = counts.get(str(seat.role), 0) + 1
    return [(str(role), tell(counts[str(role)])) for role in INSIDE if str(role) in counts]


def _changes(read: Read, commission_id: str, found: dict[str, Any]) -> list[Difference]:
    """Return what changed since this reader signed, or since anybody did; nothing where nobody has."""
    seat_id = read.caller.seat_id or ""
    before = signed_before(read.session, commission_id, seat_id) or signed_before(read.session, commission_id)
    if before is None:
        return []
    hidden = hidden_words(read.session, commission_id)
    return differences(
        before.text, plain(found["document"]), hidden=hidden,
        hidden_criteria=hidden_criteria(read.session, commission_id),
    )  # fmt: skip


def _mine(read: Read, commission_id: str, found: dict[str, Any]) -> dict[str, Any]:
    """Return whether this reader is asked to sign, and whether they have."""
    caller = read.caller
    board_id = board_of(read.session, caller.seat_id) if caller.role == Role.BOARD_MEMBER else None
    answers = [
        each
        for each in standing_answers(read.session, commission_id)
        if each.seat_id == caller.seat_id or (board_id is not None and each.board_id == board_id)
    ]
    asked = caller.role in (Role.YOUNG_PERSON, Role.COMMISSIONER) or board_id in {
        board["board_id"] for board in found["boards"]
    }
    return {"asked": asked, "signed": any(not each.declined for each in answers), "role": caller.role}


class SignForm(PageForm):
    """Sign the text that was read. sha256: of that text. A board says how it decided."""

    blames = {SayWhy: "reason"}  # noqa: RUF012  (read only)

    sha256 = HiddenField()
    reason = lines(_l("How did the board decide?"), hint=_l("Like: a vote, 5 to 1. Everybody can read this."))
    button = send(_l("Sign"))


@pages.form(f"{AT}/sign", who=seats(*SIGNERS), form=SignForm)
def sign(read: Read, form: SignForm, commission_id: str) -> str:
    """Sign the text as it stands. Raises NoSuchCommission."""
    commission = commission_by_id(read.session, commission_id)
    found = read_document(read.session, commission_id)
    # Over an error the page shows the text as it is now, and this is signed with the next press.
    form.sha256.data = found["sha256"] or ""
    if read.caller.role != Role.BOARD_MEMBER:
        del form.reason
    return render(
        "sign.html", form=form, commission=commission, at=at(commission_id), found=found,
        document=plain(found["document"]), changes=_changes(read, commission_id, found),
        is_open=is_open(read.session, commission_id), **_mine(read, commission_id, found),
    )  # fmt: skip


@sign.act
def send_sign(act: Act, form: SignForm, commission_id: str) -> Response:
    """Sign it."""
    reason = (form.reason.data or "") if act.caller.role == Role.BOARD_MEMBER else ""
    commission = sign_off(
        act.session, commission_id=commission_id, sha256=form.sha256.data or "", reason=reason, caller=act.caller,
        now=act.now,
    )  # fmt: skip
    agreed = _("Everybody who has to has signed. The text is agreed.")
    told = agreed if commission.agreed_sha256 else _("You have signed. Others are asked to sign too.")
    return done(at(commission_id, "/whole"), told)


class DeclineForm(CarefulForm):
    """Say no to the text, and why."""

    published = ("reason",)
    sha256 = HiddenField()
    reason = lines(_l("Why not?"), needed=_l("Write why not."), hint=_l("The young people are told. All can read it."))
    button = send(_l("Say no"))


@pages.form(f"{AT}/decline", who=seats(*OTHERS), form=DeclineForm)
def decline(read: Read, form: DeclineForm, commission_id: str) -> str:
    """Say no to the text as it stands, with a reason. Raises NoSuchCommission."""
    commission = commission_by_id(read.session, commission_id)
    found = read_document(read.session, commission_id)
    form.sha256.data = found["sha256"] or ""
    return render(
        "decline.html", form=form, commission=commission, at=at(commission_id), found=found,
        is_open=is_open(read.session, commission_id), **_mine(read, commission_id, found),
    )  # fmt: skip


@decline.act
def send_decline(act: Act, form: DeclineForm, commission_id: str) -> Response:
    """Record the no."""
    sign_off(
        act.session, commission_id=commission_id, sha256=form.sha256.data or "", declines=True,
        reason=form.reason.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/whole"), _("You said no, and everybody here is told why."))


@pages.signal(f"{AT}/specification.json", who=seats(*Role))
def specification_json(read: Read, commission_id: str) -> Response:
    """The very bytes that are signed: canonical JSON (RFC 8785). Raises NoSuchCommission and NotPublishedYet."""
    check_reader(read.session, commission_id, read.caller)
    found = read_document(read.session, commission_id)
    return _file(canonical_json(found["document"]), "application/json", "specification.json")


@pages.signal(f"{AT}/specification.txt", who=seats(*Role))
def specification_txt(read: Read, commission_id: str) -> Response:
    """The whole text in plain lines. Raises NoSuchCommission and NotPublishedYet."""
    check_reader(read.session, commission_id, read.caller)
    found = read_document(read.session, commission_id)
    text = plain_text(plain(found["document"]), canonical_hash(found["document"]))
    return _file(text.encode(), "text/plain; charset=utf-8", "specification.txt")


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
