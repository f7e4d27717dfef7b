"""Reading the trail, with what is withheld left out."""

from __future__ import annotations

import csv
import importlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.decision_trail.models import Entry, Head, KnownCommission
from services.decision_trail.rules.chain import entry_content
from services.decision_trail.rules.reading import NoSuchRecord, safe_cell
from services.decision_trail.rules.story import TELLS_THE_OUTCOME, Happening, Outcome, outcome
from services.decision_trail.rules.withholding import (
    ASKED,
    CLAUSE_AGREED,
    SEALED,
    SEATS,
    TEXT_HIDDEN,
    TEXT_SHOWN,
    WITHHELD_FEW,
    WITHHELD_POSITION,
    Facts,
    facts_of,
    few,
    hidden,
    is_sealed,
    shown_data,
    shown_reason,
    told_once,
    words_hidden,
)
from shared.access.tables import TABLES as ACCESS
from shared.canonical import time_text
from shared.contracts.declaration import REGISTRY
from shared.roles import Role

for _publisher in ("people", "specification", "tendering", "youth_panel", "notifications", "decision_trail"):
    importlib.import_module(f"shared.contracts.{_publisher}")

PAGE = 200
_ALL = 10_000_000


@dataclass(frozen=True)
class Window:
    """Which entries are wanted: of one type, by one actor, between two times, after a position."""

    event_type: str = ""
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: int = 0
    size: int = PAGE


def meaning(event_type: str) -> str:
    """Return what an event means, in a sentence."""
    declared = REGISTRY.get(event_type)
    return (declared.__doc__ or "").strip().split("\n", 1)[0] if declared else "Something this version does not know."


def facts(session: Session, commission_id: str) -> Facts:
    """Return what has happened in a commission, as far as it decides about withholding."""
    types = set(session.scalars(select(Entry.type).where(Entry.chain == commission_id).distinct()))
    seats = ACCESS.known_seats
    provider = select(seats.c.seat_id).where(seats.c.commission_id == commission_id, seats.c.role == Role.PROVIDER)
    return facts_of(
        types, provider_seated=session.scalar(provider.limit(1)) is not None,
        hidden_words=_hidden_words(session, commission_id) if TEXT_HIDDEN in types else frozenset(),
    )  # fmt: skip


def _hidden_words(session: Session, commission_id: str) -> frozenset[tuple[str, str, str]]:
    query = select(Entry.type, Entry.data).where(
        Entry.chain == commission_id, Entry.type.in_((CLAUSE_AGREED, TEXT_HIDDEN, TEXT_SHOWN))
    )
    return words_hidden((row.type, row.data) for row in session.execute(query.order_by(Entry.position)))


def roles(session: Session, commission_id: str) -> dict[str, str]:
    """Return the role of each seat in a commission, ended ones too, and of those who hold them."""
    seats = ACCESS.known_seats
    rows = session.execute(
        select(seats.c.seat_id, seats.c.holder_id, seats.c.role).where(seats.c.commission_id == commission_id)
    ).all()
    return {**{row.holder_id: row.role for row in rows}, **{row.seat_id: row.role for row in rows}}


def entries(session: Session, commission_id: str, window: Window) -> list[Entry]:
    """Return one page of entries, hidden ones among them, in their order."""
    query = select(Entry).where(Entry.chain == commission_id, Entry.position > window.after)
    if window.event_type:
        query = query.where(Entry.type == window.event_type)
    if window.actor:
        query = query.where(Entry.actor == window.actor)
    if window.since is not None:
        query = query.where(Entry.occurred_at >= window.since)
    if window.until is not None:
        query = query.where(Entry.occurred_at < window.until)
    return list(session.scalars(query.order_by(Entry.position).limit(window.size)))


def timeline(session: Session, commission_id: str, window: Window, *, summary: bool) -> dict[str, Any]:
    """Return a page of the timeline. `summary` leaves out data, reasons and seats: what everybody may read.

    While the tender is sealed, a page has no cursor of positions; it is whole, and so holds no count. Nor has a
    summary one where a gap would count fewer than 5 young people.
    """
    found = facts(session, commission_id)
    known = roles(session, commission_id)
    unsaid = _few(session, commission_id, known) if summary else frozenset()
    once = told_once(unsaid)
    numbered = not found.sealed and not once
    rows = entries(session, commission_id, window if numbered else replace(window, after=0, size=_ALL))
    shown = [e for e in rows if not hidden(e.type, e.data, found)]
    first = _first_of(session, commission_id, once)
    items = [
        _item(e, found, {} if e.type in unsaid else known, summary=summary, numbered=numbered)
        for e in shown
        if e.type not in once or e.position in first
    ]
    more = numbered and len(rows) == window.size
    return {
        "items": items, "next": rows[-1].position if more else None,
        "withheld": WITHHELD_POSITION if found.sealed else WITHHELD_FEW if once else "",
    }  # fmt: skip


def latest(
    session: Session, commission_id: str, *, summary: bool, but: str, size: int
) -> tuple[list[dict[str, Any]], bool]:
    """Return the latest entries, the newest first, with type, time and role alone, and whether there are earlier ones.

    What a page of the timeline would not show is not in it. `but` is a type that is left out; `size` counts entries.
    """
    found = facts(session, commission_id)
    known = roles(session, commission_id)
    unsaid = _few(session, commission_id, known) if summary else frozenset()
    once = told_once(unsaid)
    first = _first_of(session, commission_id, once) if once else set()
    query = select(Entry.type, Entry.actor, Entry.occurred_at, Entry.position).where(
        Entry.chain == commission_id, Entry.type != but
    )
    if found.sealed:
        # Nor may how far back this reaches tell how much of it is hidden.
        query = query.where(Entry.type.not_in(SEALED), Entry.position.not_in(_providers_seats(session, commission_id)))
    rows = session.execute(query.order_by(Entry.position.desc()).limit(size)).all()
    shown = [
        {
            "type": row.type, "occurred_at": row.occurred_at,
            "actor_role": "" if row.type in unsaid else _role_of(row.type, row.actor, known),
        }
        for row in rows
        if row.type not in once or row.position in first
    ]  # fmt: skip
    return shown, len(rows) == size


def steps_shown(session: Session, commission_id: str, *, summary: bool, but: str) -> int:
    """Return how many entries are shown, by the same rules as `latest`: so what is hidden does not change it."""
    found = facts(session, commission_id)
    once = told_once(_few(session, commission_id, roles(session, commission_id))) if summary else frozenset()
    query = select(func.count()).where(Entry.chain == commission_id, Entry.type != but, Entry.type.not_in(once))
    if found.sealed:
        query = query.where(Entry.type.not_in(SEALED), Entry.position.not_in(_providers_seats(session, commission_id)))
    return (session.scalar(query) or 0) + (len(_first_of(session, commission_id, once)) if once else 0)


def _providers_seats(session: Session, commission_id: str) -> list[int]:
    """Return the positions of what is hidden of seats: a provider's, taken or ended."""
    query = select(Entry.type, Entry.data, Entry.position).where(Entry.chain == commission_id, Entry.type.in_(SEATS))
    return [row.position for row in session.execute(query) if is_sealed(row.type, row.data)]


def _role_of(event_type: str, actor: str, known: dict[str, str]) -> str:
    if known and (event_type in SEALED or event_type == ASKED):
        # Its actor is the bid or the question, so that the record tells of nobody that they bid; that it was a provider
        # is plain.
        return Role.PROVIDER.value
    return known.get(actor, "system" if actor == "system" else "")


def _few(session: Session, commission_id: str, known: dict[str, str]) -> frozenset[str]:
    done = session.execute(select(Entry.type, Entry.actor).where(Entry.chain == commission_id).distinct())
    return few(Counter(row.type for row in done if known.get(row.actor) == Role.YOUNG_PERSON))


def _first_of(session: Session, commission_id: str, types: frozenset[str]) -> set[int]:
    """Return the positions of the first entries of these types, whatever a page is filtered by."""
    query = select(func.min(Entry.position)).where(Entry.chain == commission_id, Entry.type.in_(types))
    return set(session.scalars(query.group_by(Entry.type)))


def _item(entry: Entry, found: Facts, known: dict[str, str], *, summary: bool, numbered: bool) -> dict[str, Any]:
    item: dict[str, Any] = {
        "type": entry.type, "what": meaning(entry.type), "occurred_at": entry.occurred_at,
        "actor_role": _role_of(entry.type, entry.actor, known),
    }  # fmt: skip
    if not summary:
        item |= {
            "event_id": entry.event_id, "actor": entry.actor, "reason": shown_reason(entry.type, entry.reason, found),
            "causation_id": entry.causation_id, "data": shown_data(entry.type, entry.data, found),
        }  # fmt: skip
    if numbered:
        item |= {"position": entry.position, "hash": entry.hash, "previous_hash": entry.previous_hash}
    return item


def head(session: Session, commission_id: str, *, summary: bool = False) -> dict[str, Any]:
    """Return the length and the last hash of a commission's chain; withheld while the tender is sealed.

    `summary` leaves out a length from which fewer than 5 young people could be counted.
    """
    if facts(session, commission_id).sealed:
        return {"length": None, "hash": None, "withheld": WITHHELD_POSITION}
    found = session.get(Head, commission_id)
    last = found.hash if found else None
    if summary and told_once(_few(session, commission_id, roles(session, commission_id))):
        return {"length": None, "hash": last, "withheld": WITHHELD_FEW}
    return {"length": found.length if found else 0, "hash": last, "withheld": ""}


def content_of(entry: Any) -> dict[str, Any]:
    """Return what the hash of an entry covers, from its row."""
    event = {
        "id": entry.event_id, "type": entry.type, "source": entry.source, "subject": entry.chain,
        "time": time_text(entry.occurred_at), "actor": entry.actor, "reason": entry.reason,
        "causationid": entry.causation_id, "data": entry.data,
    }  # fmt: skip
    return entry_content(chain=entry.chain, position=entry.position, previous_hash=entry.previous_hash, event=event)


def export_rows(session: Session, commission_id: str) -> Iterator[dict[str, Any]]:
    """Yield every entry that may be shown, in order.

    Once nothing is withheld any more these recompute the whole chain; words that were hidden stay out, and of their
    entries the hash is that of the words as they were. Between opening and lock every entry is there
    and linked to the one before it, but an entry of which something is withheld does not give its own hash.
    """
    found = facts(session, commission_id)
    query = select(Entry).where(Entry.chain == commission_id).order_by(Entry.position)
    for entry in session.scalars(query):
        if hidden(entry.type, entry.data, found):
            continue
        content = content_of(entry)
        content["event"]["data"] = shown_data(entry.type, entry.data, found)
        content["event"]["reason"] = shown_reason(entry.type, entry.reason, found)
        if found.sealed:
            yield {"chain": entry.chain, "event": content["event"]}
        else:
            yield {**content, "hash": entry.hash}


def as_json_lines(rows: Iterator[dict[str, Any]]) -> str:
    """Write rows as JSON Lines, each in canonical form."""
    return "".join(rfc8785.dumps(row).decode() + "\n" for row in rows)


_COLUMNS = (
    "position", "time", "type", "actor", "reason", "id", "causationid", "data", "previous_hash", "hash", "chain",
    "source", "subject",
)  # fmt: skip


def as_csv(rows: Iterator[dict[str, Any]]) -> str:
    """Write rows as CSV (RFC 4180), with all that the chain is computed from.

    Cells that a spreadsheet would take for a formula get an apostrophe before them.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in rows:
        flat = {**row, **row["event"], "data": rfc8785.dumps(row["event"]["data"]).decode()}
        writer.writerow([safe_cell(str(flat.get(column, ""))) for column in _COLUMNS])
    return out.getvalue()


def ended_commissions(session: Session) -> Sequence[KnownCommission]:
    """Return the commissions that have ended, the latest first."""
    query = select(KnownCommission).where(KnownCommission.ended_at.is_not(None))
    return list(session.scalars(query.order_by(KnownCommission.ended_at.desc()).limit(PAGE)))


def public_record(session: Session, commission_id: str) -> dict[str, Any]:
    """Return what everybody may read of a commission that has ended. Raises NoSuchRecord."""
    known = session.get(KnownCommission, commission_id)
    if known is None or known.ended_at is None:
        raise NoSuchRecord("There is no public record of this commission. It is there when the commission has ended.")
    page = timeline(session, commission_id, Window(size=_ALL), summary=True)
    return {
        "commission_id": commission_id, "title": known.title, "started_at": known.started_at,
        "ended_at": known.ended_at, "items": page["items"], **head(session, commission_id, summary=True),
    }  # fmt: skip


def public_outcome(session: Session, commission_id: str) -> Outcome:
    """Return what came out of a commission that has ended, as far as the process publishes it."""
    found = facts(session, commission_id)
    query = select(Entry).where(Entry.chain == commission_id, Entry.type.in_(TELLS_THE_OUTCOME))
    return outcome([
        Happening(e.type, e.occurred_at, shown_reason(e.type, e.reason, found), shown_data(e.type, e.data, found))
        for e in session.scalars(query.order_by(Entry.position))
    ])  # fmt: skip
