"""Sending e-mail: what is due, one at a time, with growing pauses where the mail system does not take it.

No transaction is open while the mail system is talked to: a try is counted and the e-mail set apart, then it is sent,
then the outcome is written down. Whoever crashes between the sending and its mark cannot know whether it was sent. So
this errs towards telling twice, never towards not telling: after the time set apart the e-mail is sent once more. It
then carries the same Message-ID, by which mail systems know it for the same. Since the try was counted first, a
crash that comes back each time ends with the last try and holds up no other e-mail for longer than one.
"""

from __future__ import annotations

import contextlib
import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from enum import Enum
from threading import Event as StopSign
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.notifications.models import Contact, Email, InboxMessage
from services.notifications.rules import MOST_TRIES, in_flight_until, is_address, next_try_at
from shared.messaging.pauses import Pauses
from shared.runtime import Runtime

_log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 2.0
_ANSWER_WITHIN_SECONDS = 10.0
_PERMANENT = 500
_SENDER = Address("Coproduce", "no-reply", "coproduce.invalid")


class Outcome(Enum):
    """What became of a try."""

    SENT = "sent"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True)
class Letter:
    """An e-mail that was set apart to be sent."""

    message_id: str
    address: str
    title: str
    text: str
    written_at: datetime


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
    """Try the e-mail that is due longest, and say whether there was one."""
    now = runtime.clock()
    with runtime.sessions.begin() as session:
        due = select(Email).where(Email.state == "queued", Email.next_try_at <= now).order_by(Email.next_try_at)
        email = session.scalars(due.limit(1).with_for_update(skip_locked=True)).first()
        if email is None:
            return False
        letter = _set_apart(session, email, now)
    if letter is not None:
        outcome = deliver(runtime.settings.smtp, letter)
        with runtime.sessions.begin() as session:
            _settle(session, letter.message_id, outcome, runtime.clock())
    return True


def _set_apart(session: Session, email: Email, now: datetime) -> Letter | None:
    message = session.get(InboxMessage, email.message_id)
    contact = session.get(Contact, message.holder_id) if message is not None else None
    if message is None or contact is None or email.tries >= MOST_TRIES:
        email.state, email.settled_at, email.next_try_at = "given_up", now, None
        return None
    email.tries += 1
    email.next_try_at = in_flight_until(email.tries, now)
    return Letter(message.message_id, contact.email, message.title, message.text, message.sent_at)


def _settle(session: Session, message_id: str, outcome: Outcome, now: datetime) -> None:
    email = session.get(Email, message_id, with_for_update=True)
    if email is None or email.state != "queued":
        return  # the person was erased meanwhile
    again = next_try_at(email.tries, now) if outcome is Outcome.LATER else None
    email.next_try_at = again
    if again is None:
        email.state = "given_up" if outcome is Outcome.LATER else outcome.value
        email.settled_at = now


def deliver(smtp: str, letter: Letter) -> Outcome:
    """Hand a letter to the mail system at smtp://host:port, and say what became of it.

    A mail system that refuses this recipient or this content for good (5xx, RFC 5321 4.2.1) is believed. One that is
    not there, refuses us, or says 4xx, is asked again later.
    """
    try:
        mail = compose(letter)
    except Exception as error:  # noqa: BLE001  (the mail library raises many kinds; such a letter can never be sent)
        _log.warning("an e-mail cannot be written (%s)", type(error).__name__)
        return Outcome.REFUSED
    try:
        _hand_over(smtp, mail)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        return Outcome.REFUSED if min(codes, default=0) >= _PERMANENT else Outcome.LATER
    except smtplib.SMTPDataError as error:
        return Outcome.REFUSED if error.smtp_code >= _PERMANENT else Outcome.LATER
    except (smtplib.SMTPException, OSError, ValueError):
        return Outcome.LATER
    return Outcome.SENT


def _hand_over(smtp: str, mail: EmailMessage) -> None:
    where = urlsplit(smtp)
    server = smtplib.SMTP(where.hostname or "localhost", where.port or 25, timeout=_ANSWER_WITHIN_SECONDS)
    try:
        server.send_message(mail)
    finally:
        # It was taken or not taken by now; how the mail system says goodbye changes nothing.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def compose(letter: Letter) -> EmailMessage:
    """Write the e-mail. Raises ValueError where the address is not one plain address."""
    if not is_address(letter.address):
        raise ValueError("not one plain address")
    mail = EmailMessage()
    mail["From"], mail["To"] = _SENDER, Address(addr_spec=letter.address)
    mail["Subject"] = letter.title
    mail["Date"] = letter.written_at
    mail["Message-ID"] = f"<{letter.message_id}@coproduce.invalid>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    mail.set_content(f"{letter.text}\n\nSign in to see more.\n", cte="quoted-printable")
    return mail
