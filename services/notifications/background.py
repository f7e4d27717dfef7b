"""Sending e-mail: what is due, one at a time, with growing pauses where the mail system does not take it.

A crash between the sending and its mark sends one e-mail again; it then carries the same Message-ID, by which
mail systems know it for the same.
"""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from threading import Event as StopSign
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notifications.models import Contact, Email, InboxMessage
from services.notifications.rules import next_try_at
from shared.messaging.pauses import Pauses
from shared.runtime import Runtime

LOOK_EVERY_SECONDS = 2.0
_PERMANENT = 500
SENDER = "Coproduce <no-reply@coproduce.invalid>"


def send_due_emails(runtime: Runtime, stop: StopSign) -> None:
    """Send e-mail until the stop sign is set. Without an SMTP address, e-mail waits in its table."""
    pauses = Pauses(stop)
    while not stop.is_set():
        try:
            while runtime.settings.smtp and not stop.is_set() and send_one(runtime):
                pass
            pauses.over()
        except Exception as error:  # noqa: BLE001  (database down: wait, then look again)
            pauses.wait("sending e-mail", error)
        stop.wait(LOOK_EVERY_SECONDS)


def send_one(runtime: Runtime) -> bool:
    """Send the e-mail that is due longest, and say whether there was one."""
    now = runtime.clock()
    with runtime.sessions.begin() as session:
        due = select(Email).where(Email.state == "queued", Email.next_try_at <= now).order_by(Email.next_try_at)
        email = session.scalars(due.limit(1).with_for_update(skip_locked=True)).first()
        if email is None:
            return False
        message, contact = _content(session, email)
        email.tries += 1
        if message is None or contact is None:
            email.state, email.settled_at = "given_up", now
            return True
        try:
            _send(runtime.settings.smtp, message, contact)
        except smtplib.SMTPResponseException as error:
            _failed(email, runtime, permanent=error.smtp_code >= _PERMANENT)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            _failed(email, runtime, permanent=min(codes, default=0) >= _PERMANENT)
        except (smtplib.SMTPException, OSError):
            _failed(email, runtime, permanent=False)
        else:
            email.state, email.settled_at, email.next_try_at = "sent", now, None
    return True


def _content(session: Session, email: Email) -> tuple[InboxMessage | None, Contact | None]:
    message = session.get(InboxMessage, email.message_id)
    return message, session.get(Contact, message.holder_id) if message is not None else None


def _failed(email: Email, runtime: Runtime, *, permanent: bool) -> None:
    now = runtime.clock()
    again = None if permanent else next_try_at(email.tries, now)
    email.next_try_at = again
    if again is None:
        email.state, email.settled_at = ("refused" if permanent else "given_up"), now


def _send(smtp: str, message: InboxMessage, contact: Contact) -> None:
    where = urlsplit(smtp)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = SENDER, contact.email, message.title
    mail["Message-ID"] = f"<{message.message_id}@coproduce.invalid>"
    mail.set_content(f"{message.text}\n\nSign in to see more.\n")
    with smtplib.SMTP(where.hostname or "localhost", where.port or 25, timeout=10) as server:
        server.send_message(mail)
