"""Somebody puts two parts of the text together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Clause
from services.specification.queries.checking import waits_for_check
from services.specification.queries.commissions import open_commission
from services.specification.queries.live import held_clause, last_writer, oldest_open, text_at
from services.specification.queries.shaping import carry_marks, copy_ideas, criteria_follow, end_clause, say_where_from
from services.specification.queries.writing import change_clause, check_reason_given, keep_live, writer_with
from services.specification.rules.authors import Passage, brought_together, passages_after
from services.specification.rules.changes import changed
from services.specification.rules.live import check_number
from services.specification.rules.shaping import MERGED, check_may_shape, check_parts, joined, passages_joined
from services.specification.rules.texts import TextHasChanged, check_shown
from shared.access import Caller
from shared.contracts.specification import ClausesMerged
from shared.messaging.outbox import record


def merge_clauses(
    session: Session, *, commission_id: str, clause_id: str, other_id: str, heading: str, text: str, number: int,
    other_number: int, caller: Caller, now: datetime, reason: str = "",
) -> Clause:  # fmt: skip
    """Let the first of two parts go on with both texts, as the caller edited them, and the other one be a part of it.

    number, other_number: at what their words were opened; what others wrote since goes in, too. Each passage keeps its
    writer. Ideas, comments, suggestions and criteria of the other part belong to the first from now on. Voids
    signatures. Raises NoSuchClause, PartsAreTheSame, PartWasPutTogether, WordsAreReadFirst, TextIsHidden,
    NumberIsUnknown, WordsWereTakenAway, TextHasChanged, ChangeIsBroken, ReasonIsMissing, SpecificationIsTooLong,
    RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    check_parts(one=clause_id, other=other_id)
    check_may_shape(read_first=waits_for_check(session, commission, caller))
    first, second = (held_clause(session, commission_id, each) for each in (clause_id, other_id))
    opened = joined(_opened(session, first, number), _opened(session, second, other_number))
    stands = joined(first.live_text, second.live_text)
    change = brought_together(opened, text, stands)
    if change is None:
        raise TextHasChanged(
            "Somebody changed the same words meanwhile. Your words are still here. Look at both, and save again.",
            current_version=first.version, current_heading=first.heading, current_text=stands,
        )  # fmt: skip
    was_agreed = any(each.agreed_version == each.version for each in (first, second))
    check_reason_given(session, commission_id, caller=caller, was_agreed=was_agreed, reason=reason)
    both = [[Passage(*each) for each in clause.live_passages] for clause in (first, second)]
    passages = passages_after(passages_joined(both[0], both[1], caller.seat), change, caller.seat)
    if second.live_number != second.kept_number:
        # So its timeline ends with all that was written in it.
        writer = writer_with(session, commission_id, last_writer(session, second))
        keep_live(session, commission, second, reason="", caller=writer, now=now)
    was = second.number
    end_clause(session, second, first, now)
    change_clause(
        session, commission, first, heading=heading, text=changed(stands, change), reason=reason, caller=caller,
        now=now, passages=[[*each] for each in passages], changed=f"was put together with what was clause {was}",
    )  # fmt: skip
    say_where_from(session, first, MERGED, second)
    copy_ideas(session, second, first)
    carry_marks(session, second, first)
    criteria_follow(session, second, first)
    event = ClausesMerged(
        commission_id=commission_id, clause_id=clause_id, version=first.version, merged_id=other_id, merged_at=now
    )
    record(session, event, actor=caller.seat, now=now)
    return first


def _opened(session: Session, clause: Clause, number: int) -> str:
    check_shown(hidden=clause.hidden_at is not None)
    check_number(number, newest=clause.live_number, oldest=oldest_open(session, clause.clause_id))
    return text_at(session, clause, number)
