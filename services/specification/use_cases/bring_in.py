"""Somebody starts from words of another commission: they come in as new parts and as criteria to write on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import BroughtIn, Commission, Contribution, SentLibraryFile, WaitingText
from services.specification.queries.checking import keep_waiting, waits_for_check
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import let_stand
from services.specification.queries.criteria import ask_to_read, new_draft, put_words
from services.specification.queries.writing import add_clause
from services.specification.rules.contributions import WHY
from services.specification.rules.library import ELSEWHERE, came_from, chosen_of
from shared.access import Caller
from shared.canonical import plain
from shared.ids import new_id

_WORDS = ("panel", "title", "question", "guidance", "word_limit", "descriptors", "minimum_score")


def bring_in(
    session: Session, *, commission_id: str, source: Mapping[str, Any], clauses: Sequence[int],
    criteria: Sequence[int], caller: Caller, now: datetime, reason: str = "", file: SentLibraryFile | None = None,
) -> list[BroughtIn]:  # fmt: skip
    """Add clauses and criteria of a source, chosen by their numbers in it, and keep for good where they came from.

    source: in the shape of a library file. file: the one that it stands in, which goes by this. The words are those of
    people elsewhere, and whoever brings them in answers for them: where a facilitator reads what they write, these wait
    too. Voids signatures; an adult gives a reason.

    Raises NothingIsChosen, TooManyClauses, TooManyCriteria, SpecificationIsTooLong, ReasonIsMissing, RulesAreLocked and
    CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    chosen = chosen_of(source, clauses, criteria)
    act = _Act(session, commission, source, caller, now, waits=waits_for_check(session, commission, caller))
    made = [act.clause(each, reason) for each in chosen.clauses]
    made += [act.criterion(each) for each in chosen.criteria]
    if file is not None:
        session.delete(file)
    return made


class _Act:
    """One act of bringing in: all of it comes from the same people."""

    def __init__(
        self, session: Session, commission: Commission, source: Mapping[str, Any], caller: Caller, now: datetime, *,
        waits: bool,
    ) -> None:  # fmt: skip
        self.session, self.commission, self.source = session, commission, source
        self.caller, self.now, self.waits = caller, now, waits
        self.source_id = new_id()

    def clause(self, given: Mapping[str, Any], reason: str) -> BroughtIn:
        """Add one as a new part, or put it before a facilitator."""
        words: dict[str, Any] = {"heading": given["heading"], "text": given["text"], "reason": reason}
        words |= {"caller": self.caller, "now": self.now}
        if self.waits:
            mark = self._mark(keep_waiting(self.session, self.commission, clause=None, **words).clause_id, given)
        else:
            mark = self._mark(new_id(), given)
            add_clause(self.session, self.commission, clause_id=mark.subject_id, **words)
        if given["why"]:
            self._why(mark.subject_id, given["why"])
        return mark

    def criterion(self, given: Mapping[str, Any]) -> BroughtIn:
        """Add one to those that are being written, or put it before a facilitator. Its weight comes along."""
        least = given["minimum_score"]
        words = plain({name: given[name] for name in _WORDS})
        # As the pages write it: 2, and not 2.0.
        words["minimum_score"] = None if least is None else format(least.normalize(), "f")
        stands_at = None if self.waits else self.now
        draft = new_draft(self.session, self.commission.commission_id, None, caller=self.caller, now=stands_at)
        put_words(draft, words, [], caller=self.caller, now=self.now)
        draft.weight = format(given["weight"].normalize(), "f")
        if self.waits:
            ask_to_read(self.session, draft, version=0)
        return self._mark(draft.criterion_id, given)

    def _mark(self, subject_id: str, given: Mapping[str, Any]) -> BroughtIn:
        mark = BroughtIn(
            subject_id=subject_id, commission_id=self.commission.commission_id, source_id=self.source_id,
            came_from=plain(came_from(self.source, given)), seat_id=self.caller.seat, brought_in_at=self.now,
        )  # fmt: skip
        self.session.add(mark)
        self.session.flush()
        return mark

    def _why(self, clause_id: str, text: str) -> None:
        given = Contribution(
            contribution_id=new_id(), commission_id=self.commission.commission_id, place=WHY, subject_id=clause_id,
            text=text, seat_id=self.source_id, role=ELSEWHERE, written_at=self.now,
        )  # fmt: skip
        self.session.add(given)
        self.session.flush()
        if not self.waits:
            let_stand(self.session, given, now=self.now, actor=self.caller.seat)
            return
        waiting = WaitingText(
            text_id=given.contribution_id, commission_id=given.commission_id, place=WHY, subject_id=clause_id,
            version=1, heading="", text=text, reason="", seat_id=self.caller.seat, written_at=self.now,
        )  # fmt: skip
        self.session.add(waiting)
