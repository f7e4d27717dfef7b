"""Somebody types into a part at the same time as others."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseChange, Commission
from services.specification.queries.checking import waits_for_check
from services.specification.queries.commissions import check_is_open, commission_by_id
from services.specification.queries.live import (
    append,
    as_sent,
    changes_since,
    held_clause,
    known_keys,
    last_kept_at,
    last_writer,
    oldest_open,
    sent_lately,
)
from services.specification.queries.writing import keep_live, writer_with
from services.specification.rules.changes import ChangeDoesNotFit, Sent, change_from_json, settled
from services.specification.rules.live import (
    MUCH_TAKEN,
    QUIET_SECONDS,
    check_distance,
    check_live,
    check_number,
    check_pace,
)
from services.specification.rules.texts import SpecificationIsTooLong, check_shown
from shared.access import Caller


def write_together(
    session: Session, *, commission_id: str, clause_id: str, number: int, changes: Sequence[dict[str, Any]],
    caller: Caller, now: datetime,
) -> list[ClauseChange]:  # fmt: skip
    """Add changes made after the one with this number, and return all that there are after it, with these among them.

    changes: {key, change} each, every one of the text that the one before it left. What is sent again is known by its
    key. A version is made of it later, and only that is recorded.

    Raises NoSuchClause, TextIsHidden, PartIsAgreed, WordsAreReadFirst, NumberIsUnknown, WordsWereTakenAway,
    ReadOnFirst, WritingTooFast, ChangeIsBroken, ChangeDoesNotFit, RulesAreLocked and CommissionHasEnded.
    """
    commission = commission_by_id(session, commission_id)
    check_is_open(session, commission_id)
    clause = held_clause(session, commission_id, clause_id)
    check_shown(hidden=clause.hidden_at is not None)
    check_live(agreed=clause.agreed_version == clause.version, read_first=waits_for_check(session, commission, caller))
    check_number(number, newest=clause.live_number, oldest=oldest_open(session, clause_id))
    check_distance(sent=len(changes), since=clause.live_number - number, newest=clause.live_number)
    since = changes_since(session, clause_id, number)
    sent = [Sent(each["key"], change_from_json(each["change"])) for each in changes]
    fresh = settled(sent, as_sent(since, caller.seat))
    _check_fresh(session, clause, fresh, caller)
    check_pace(lately=sent_lately(session, clause_id, caller.seat, now), sent=len(fresh))
    _keep_before_much_goes(session, commission, clause, fresh, now)
    return [*since, *append(session, clause, fresh, caller=caller, now=now)]


def _check_fresh(session: Session, clause: Clause, fresh: Sequence[Sent], caller: Caller) -> None:
    keys = [each.key for each in fresh]
    if len(set(keys)) != len(keys) or known_keys(session, clause.clause_id, caller.seat, keys):
        raise ChangeDoesNotFit("A change with this key is there already, at another place.")


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
