"""Remembered answers: a client may repeat any state change under the same Idempotency-Key.

The answer is stored in the act's own transaction. What rolled back is not remembered, so a refusal is judged
again. Bodies are kept as a keyed hash only, since they may hold a passphrase. The answer to a sealed act is stored
under seal, and no row says who did it: the key to it is made of the secret and of what the client chose.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Response
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Session

from shared.database import UtcDateTime
from shared.errors import Invalid
from shared.sealing import KEY_SIZE, decrypt, encrypt

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 200
_AT_A_TIME = 500
_SEE_OTHER = 303
_SEALED = "sealed"


class IdempotencyKeyReused(Invalid):
    """The key was used before, for something else."""


class AnsweredAlready(Exception):
    """There is an answer under the key: the act was done before, or by another process at the same moment."""


def add_idempotency_table(metadata: MetaData) -> Table:
    """Add the table of remembered answers to a service's metadata."""
    return Table(
        "remembered_answers",
        metadata,
        Column("holder_id", String(36), primary_key=True),
        Column("key", String(LONGEST_KEY), primary_key=True),
        Column("request", String(64), nullable=False),
        Column("status", Integer, nullable=False),
        Column("content_type", String(100), nullable=False),
        Column("body", Text, nullable=False),
        Column("answered_at", UtcDateTime, nullable=False, index=True),
    )


ANSWERS = add_idempotency_table(MetaData())


# One statement, the same on SQLite and PostgreSQL: the first answer stays, unless its time is over.
_REMEMBER = text(
    "INSERT INTO remembered_answers (holder_id, key, request, status, content_type, body, answered_at)"
    " VALUES (:holder_id, :key, :request, :status, :content_type, :body, :answered_at)"
    " ON CONFLICT (holder_id, key) DO UPDATE SET request = excluded.request, status = excluded.status,"
    " content_type = excluded.content_type, body = excluded.body, answered_at = excluded.answered_at"
    " WHERE remembered_answers.answered_at < :outlived"
).bindparams(bindparam("answered_at", type_=UtcDateTime), bindparam("outlived", type_=UtcDateTime))


@dataclass(frozen=True)
class Slot:
    """Where the answer to one request is remembered: by whom it came, under which key, and what it asked.

    lock: what seals the answer, where neither the answer nor who asked may stand in the database.
    beside: where an answer would be remembered if the same person used the key for the other kind of act.
    """

    holder_id: str
    key: str
    request: str
    lock: bytes | None = field(default=None, repr=False)
    beside: tuple[str, str] | None = None

    def stored(self, session: Session, now: datetime) -> Response | None:
        """Return the first answer, or None. Raises IdempotencyKeyReused where the key was used for something else."""
        places = [(self.holder_id, self.key), *([self.beside] if self.beside else [])]
        here = or_(*(and_(ANSWERS.c.holder_id == holder, ANSWERS.c.key == key) for holder, key in places))
        row = session.execute(select(ANSWERS).where(here, ANSWERS.c.answered_at >= now - KEPT_FOR)).first()
        if row is None:
            return None
        if row.key != self.key or not hmac.compare_digest(row.request, self.request):
            raise IdempotencyKeyReused(
                "This Idempotency-Key was used before for another request. Take a new key for each new act."
            )
        body = self._opened(row.body)
        answer = Response(body, row.status, content_type=row.content_type)
        answer.headers["Idempotency-Replayed"] = "true"
        if row.status == _SEE_OTHER:
            answer.headers["Location"] = body
        return answer

    def remember(self, session: Session, answer: Response, now: datetime) -> None:
        """Store the answer beside the act's changes. Raises AnsweredAlready where there is one, of the last day."""
        row = {
            "holder_id": self.holder_id, "key": self.key, "request": self.request, "status": answer.status_code,
            "content_type": answer.content_type, "body": self._closed(answer.get_data(as_text=True)),
            "answered_at": now, "outlived": now - KEPT_FOR,
        }  # fmt: skip
        session.flush()
        if not session.connection().execute(_REMEMBER, row).rowcount:
            raise AnsweredAlready

    def _closed(self, body: str) -> str:
        return body if self.lock is None else b64encode(encrypt(self.lock, self.key.encode(), body.encode())).decode()

    def _opened(self, stored: str) -> str:
        return stored if self.lock is None else decrypt(self.lock, self.key.encode(), b64decode(stored)).decode()


def slot_for(
    *, secret: str, holder_id: str, key: str, method: str, path: str, body: bytes, sealed: bool = False
) -> Slot:
    """Return the slot of a request; the digest covers method, path and body.

    sealed: neither the answer nor who asked may stand in the database.
    """
    digest = hmac.new(secret.encode(), b"\0".join([method.encode(), path.encode(), body]), hashlib.sha256).hexdigest()
    asked = b"\0".join([holder_id.encode(), key.encode()])
    mark = hmac.new(secret.encode(), b"sealed answer\0" + asked, hashlib.sha256).hexdigest()
    if not sealed:
        return Slot(holder_id, key, digest, beside=(_SEALED, mark))
    lock = HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=b"coproduce answer 1\0" + asked)
    return Slot(_SEALED, mark, digest, lock.derive(secret.encode()), beside=(holder_id, key))


def forget_answers(session: Session, holder_id: str) -> None:
    """Forget all answers remembered for a person, as when they are erased.

    Sealed ones say of nobody that they are theirs, open for nobody else, and go after a day by themselves.
    """
    session.execute(delete(ANSWERS).where(ANSWERS.c.holder_id == holder_id))


def forget_old_answers(session: Session, now: datetime) -> None:
    """Forget answers older than a day, up to 500. They may hold a code or a token that was told once."""
    old = select(ANSWERS.c.holder_id, ANSWERS.c.key).where(ANSWERS.c.answered_at < now - KEPT_FOR).limit(_AT_A_TIME)
    # Only rows that nobody holds: two acts that each tidied away the other's row would wait for ever.
    free = old.with_for_update(skip_locked=True)
    session.execute(delete(ANSWERS).where(tuple_(ANSWERS.c.holder_id, ANSWERS.c.key).in_(free)))
