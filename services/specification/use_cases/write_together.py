"""Somebody types into a part at the same time as others."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseChange, Commission
from services.specification.queries.live import (
    append,
    as_sent,
    changes_since,
    last_kept_at,
    last_writer,
    oldest_open,
    place_to_type,
)
from services.specification.queries.writing import keep_live, writer_with
from services.specification.rules.changes import Sent, change_from_json, settled
from services.specification.rules.commissions import check_open
from services.specification.rules.live import (
    MUCH_TAKEN,
    QUIET_SECONDS,
    check_distance,
    check_live,
    check_number,
    check_pace,
)
from services.specification.rules.texts import SpecificationIsTooLong, check_shown, needs_check
from shared.access import Caller
from shared.roles import Role


def write_together(
    session: Session, *, commission_id: str, clause_id: str, number: int, changes: Sequence[dict[str, Any]],
    caller: Caller, now: datetime,
) -> list[ClauseChange]:  # fmt: skip
    """Add changes made after the one with this number, and return all that there are after it, with these among them.

    changes: {key, change} each, every one of the text that the one before it left. What is sent again is known by its
    key. A version is made of it later, and only that is recorded.

    Raises NoSuchCommission, NoSuchClause, PartWasPutTogether, TextIsHidden, PartIsAgreed, WordsAreReadFirst,
    NumberIsUnknown, WordsWereTakenAway, ReadOnFirst, WritingTooFast, ChangeIsBroken, ChangeDoesNotFit, RulesAreLocked
    and CommissionHasEnded.
    """
    place = place_to_type(session, commission_id, clause_id, caller.seat, now)
    check_open(locked=place.locked, ended=place.ended)
    clause, commission = place.clause, place.commission
    check_shown(hidden=clause.hidden_at is not None)
    read_first = needs_check(
        checks_young_texts=commission.checks_young_texts, is_young=caller.role == Role.YOUNG_PERSON,
        is_free=place.is_free,
    )  # fmt: skip
    check_live(agreed=clause.agreed_version == clause.version, read_first=read_first)
    # Whoever has read everything was told of nothing that was hidden since.
    up_to_date = number == clause.live_number
    check_number(number, newest=clause.live_number, oldest=0 if up_to_date else oldest_open(session, clause_id))
    check_distance(sent=len(changes), since=clause.live_number - number, newest=clause.live_number)
    since = [] if up_to_date else changes_since(session, clause_id, number)
    sent = [Sent(each["key"], change_from_json(each["change"])) for each in changes]
    fresh = settled(sent, as_sent(since, caller.seat))
    check_pace(lately=place.lately, sent=len(fresh))
    _keep_before_much_goes(session, commission, clause, fresh, now)
    return [*since, *append(session, clause, fresh, caller=caller, now=now)]


def _keep_before_much_goes(
    session: Session, commission: Commission, clause: Clause, fresh: Sequence[Sent], now: datetime
) -> None:
    """Make a version of words that none holds before many of them are taken away: so one act brings them back.

    Not more than once a minute, so that nobody makes versions without end by deleting and writing in turn.
    """
    taken = sum(edit.end - edit.start for each in fresh for edit in each.change.edits())
    if taken < MUCH_TAKEN or clause.live_number == clause.kept_number or not clause.live_text.strip():
        return
    if last_kept_at(session, clause) > now - timedelta(seconds=QUIET_SECONDS):
        return
    writer = writer_with(session, commission.commission_id, last_writer(session, clause))
    # A text that is too long for its event is not kept, and can all the more be shortened.
    with suppress(SpecificationIsTooLong), session.begin_nested():
        keep_live(session, commission, clause, reason="", caller=writer, now=now)
