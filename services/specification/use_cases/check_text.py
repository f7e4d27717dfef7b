"""A facilitator has read a young person's text: it goes to the others, or back to its writer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Contribution, WaitingText
from services.specification.queries.checking import waiting_text
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import let_stand
from services.specification.queries.criteria import let_criterion_stand
from services.specification.queries.live import held_clause
from services.specification.queries.writing import add_clause, change_clause, text_brought_together, writer_with
from services.specification.rules.drafts import CRITERION
from services.specification.rules.texts import CLAUSE, NoSuchText, WordsAreNew, check_version
from shared.access import Caller
from shared.contracts.specification import TextGivenBack
from shared.messaging.outbox import record


def check_text(
    session: Session, *, commission_id: str, text_id: str, written_at: datetime | None, why: str, caller: Caller,
    now: datetime,
) -> WaitingText:  # fmt: skip
    """Let a text through, as its writer's act, or give it back; why: empty, or one of the list.

    written_at: of the words that the caller has read; nobody lets through, or refuses, what they have not seen. Raises
    NoSuchText, WordsAreNew where the writer has changed them since, and TextHasChanged where the clause has new words
    meanwhile: then it can only be given back.
    """
    commission = open_commission(session, commission_id)
    waiting = waiting_text(session, commission_id, text_id, held=True)
    if waiting.written_at != written_at:
        raise WordsAreNew("The writer changed these words in the meantime. Here are the new ones. Please read them.")
    waiting.settled_at = now
    if why:
        waiting.outcome, waiting.why = "given_back", why
        event = TextGivenBack(
            commission_id=commission_id, text_id=text_id, place=waiting.place, why=why, given_back_at=now
        )
        record(session, event, actor=caller.seat, now=now)
        return waiting
    waiting.outcome = "let_through"
    if waiting.place == CRITERION:
        let_criterion_stand(session, text_id, version=waiting.version, now=now)
        return waiting
    if waiting.place != CLAUSE:
        given = session.get(Contribution, text_id)
        if given is None:
            raise NoSuchText("There is no such text that waits here. Perhaps somebody else has looked at it.")
        let_stand(session, given, now=now, actor=waiting.seat_id)
        return waiting
    words: dict[str, Any] = {"heading": waiting.heading, "text": waiting.text, "reason": waiting.reason}
    writer = writer_with(session, commission_id, waiting.seat_id)
    if waiting.subject_id is None:
        add_clause(session, commission, clause_id=waiting.text_id, **words, caller=writer, now=now)
    else:
        clause = held_clause(session, commission_id, waiting.subject_id)
        check_version(waiting.version, clause.version, heading=clause.heading, text=clause.text)
        words["text"] = text_brought_together(clause, clause.text, waiting.text)
        change_clause(session, commission, clause, **words, caller=writer, now=now)
    return waiting
