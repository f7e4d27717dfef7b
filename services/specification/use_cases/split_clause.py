"""Somebody makes two parts of the text out of one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Clause
from services.specification.queries.checking import waits_for_check
from services.specification.queries.clauses import clauses_of
from services.specification.queries.commissions import open_commission
from services.specification.queries.live import held_clause
from services.specification.queries.order import put_in_order
from services.specification.queries.shaping import carry_marks, copy_ideas, say_where_from
from services.specification.queries.writing import add_clause, change_clause
from services.specification.rules.authors import Passage
from services.specification.rules.shaping import SPLIT, SPLIT_OFF, check_may_shape, passages_kept
from services.specification.rules.texts import TextHasChanged, check_room, check_shown
from shared.access import Caller
from shared.contracts.specification import ClauseSplit
from shared.ids import new_id
from shared.messaging.outbox import record


def split_clause(
    session: Session, *, commission_id: str, clause_id: str, text: str, new_heading: str, new_text: str, number: int,
    caller: Caller, now: datetime, reason: str = "",
) -> Clause:  # fmt: skip
    """Leave one text in a part, put the other into a new part after it, and return the new one.

    number: at what its words were opened; whoever else wrote since is not cut. Each passage keeps its writer, and both
    have grown from the same ideas. Voids signatures. Raises NoSuchClause, PartWasPutTogether, WordsAreReadFirst,
    TextIsHidden, TextHasChanged, TooManyClauses, ReasonIsMissing, SpecificationIsTooLong, RulesAreLocked and
    CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    check_may_shape(read_first=waits_for_check(session, commission, caller))
    clause = held_clause(session, commission_id, clause_id)
    check_shown(hidden=clause.hidden_at is not None)
    if number != clause.live_number:
        raise TextHasChanged(
            "Somebody wrote in this part meanwhile. Your words are still here. Look at both, and save again.",
            current_version=clause.version, current_heading=clause.heading, current_text=clause.live_text,
        )  # fmt: skip
    standing = clauses_of(session, commission_id)
    check_room(clauses=len(standing))
    opened, passages = clause.live_text, [Passage(*each) for each in clause.live_passages]
    change_clause(
        session, commission, clause, heading=clause.heading, text=text, reason=reason, caller=caller, now=now,
        passages=passages_kept(opened, passages, text, caller.seat), changed="is two clauses now",
    )  # fmt: skip
    new = add_clause(
        session, commission, clause_id=new_id(), heading=new_heading, text=new_text, reason=reason, caller=caller,
        now=now, passages=passages_kept(opened, passages, new_text, caller.seat),
    )  # fmt: skip
    new.theme = clause.theme
    after = standing.index(clause) + 1
    put_in_order(session, [*standing[:after], new, *standing[after:]])
    say_where_from(session, clause, SPLIT, new)
    say_where_from(session, new, SPLIT_OFF, clause)
    copy_ideas(session, clause, new)
    carry_marks(session, clause, new)
    event = ClauseSplit(
        commission_id=commission_id, clause_id=clause_id, version=clause.version, new_clause_id=new.clause_id,
        split_at=now,
    )  # fmt: skip
    record(session, event, actor=caller.seat, now=now)
    return new
