"""A small service with the real web layer around it: notes are written, read, sealed, and go wrong in every way."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

from flask import Flask
from marshmallow import fields
from sqlalchemy import String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from shared.access import accounts, anyone, fresh, seats, signed_in
from shared.contracts.tendering import BidWithdrawn
from shared.database import new_metadata
from shared.errors import Conflict
from shared.ids import new_id
from shared.messaging.handlers import Handlers
from shared.messaging.outbox import record
from shared.roles import AccountKind, Role
from shared.runtime import Runtime
from shared.service import Service
from shared.tables import add_shared_tables
from shared.web.app_factory import build_app
from shared.web.routing import Act, Read, Routes
from shared.web.schemas import ExactDecimalField, Id, Request, Response, StrictInt, Text, UtcTime

COMMISSION = "/commissions/<uuid:commission_id>"


class Base(DeclarativeBase):
    metadata = new_metadata()


class Note(Base):
    __tablename__ = "notes"
    note_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36))
    words: Mapped[str] = mapped_column(String(500))
    place: Mapped[str | None] = mapped_column(String(20), unique=True)


add_shared_tables(Base.metadata)


class NoteIsRefused(Conflict):
    """The note says: refuse me."""


class PartField(Request):
    """A part of a note."""

    words = Text(max=20, required=True)


class NoteRequest(Request):
    """A note."""

    words = Text(max=200, multiline=True, required=True)
    title = Text(max=20, load_default="")
    count = StrictInt(min=1, max=10, load_default=1)
    price = ExactDecimalField(places=2, min=Decimal(0), load_default=None)
    at = UtcTime(load_default=None)
    about = Id(load_default=None)
    place = Text(max=20, load_default=None)
    parts = fields.List(fields.Nested(PartField), load_default=list)


class NoteResponse(Response):
    """A note that was written."""

    note_id = Id()
    words = fields.String()


class Toy:
    """The service. Acts can be made to wait for each other, refuse or fail."""

    def __init__(self) -> None:
        self.barrier: Barrier | None = None
        self.refusing = False
        self.routes = Routes("tendering", description="Notes.")
        self.service = Service("tendering", Base.metadata, Handlers(), Path())
        self._declare()

    def app(self, runtime: Runtime) -> Flask:
        return build_app("tendering", [self.routes], runtime)

    def _write(self, act: Act, body: dict[str, Any], commission_id: str) -> Any:
        note = Note(note_id=new_id(), commission_id=commission_id, words=body["words"], place=body["place"])
        act.session.add(note)
        event = BidWithdrawn(commission_id=commission_id, bid_id=note.note_id, withdrawn_at=act.now)
        record(act.session, event, actor="system", now=act.now)
        if self.barrier is not None:
            self.barrier.wait(10)
        if self.refusing:
            raise NoteIsRefused("The note is refused for now.")
        return note

    def _declare(self) -> None:
        routes, write = self.routes, self._write

        @routes.act("POST", "/notes", who=anyone(), takes=NoteRequest, gives=NoteResponse, status=201)
        def post_open_note(act: Act, body: dict[str, Any]) -> Any:
            """Anybody writes a note."""
            return write(act, body, new_id())

        @routes.act(
            "POST", f"{COMMISSION}/notes", who=seats(Role.YOUNG_PERSON, Role.FACILITATOR), takes=NoteRequest,
            gives=NoteResponse, status=201,
        )  # fmt: skip
        def post_note(act: Act, body: dict[str, Any], commission_id: str) -> Any:
            """Write a note in a commission."""
            return write(act, body, commission_id)

        @routes.act(
            "POST", f"{COMMISSION}/secrets", who=signed_in(), takes=NoteRequest, gives=NoteResponse, status=201,
            sealed=True,
        )  # fmt: skip
        def post_secret(act: Act, body: dict[str, Any], commission_id: str) -> Any:
            """Write a note that nobody may count."""
            return write(act, body, commission_id)

        @routes.act("POST", "/undoing", who=fresh(signed_in()), gives=NoteResponse)
        def post_undoing(_act: Act) -> Any:
            """Do what cannot be undone."""
            return {"note_id": new_id(), "words": "gone"}

        @routes.act("POST", f"{COMMISSION}/undoing", who=fresh(seats(Role.YOUNG_PERSON)), gives=NoteResponse)
        def post_undoing_here(_act: Act, commission_id: str) -> Any:
            """Do what cannot be undone, in a commission."""
            return {"note_id": new_id(), "words": commission_id}

        @routes.read("/staff", who=accounts(AccountKind.STAFF), gives=NoteResponse, many=True)
        def get_staff_notes(read: Read) -> Any:
            """Every note."""
            return all_notes(read.session)

        @routes.read("/broken", who=anyone(), gives=NoteResponse)
        def get_broken(_read: Read) -> Any:
            """A mistake in the program."""
            message = "a secret that stood in the program"
            raise RuntimeError(message)


def all_notes(session: Session) -> list[Note]:
    return list(session.scalars(select(Note)))
