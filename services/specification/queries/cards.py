"""What stands on a clause's card beside its words: why it matters, suggestions, and hard words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseVersion, Contribution, HardWord, Suggestion
from services.specification.queries.clauses import may_see_hidden, standing_of, with_those_in_it
from services.specification.queries.contributions import contribution_of, readable_by
from services.specification.rules.authors import Piece, brought_together, pieces_between
from services.specification.rules.changes import changed
from services.specification.rules.contributions import TAKEN, NoSuchContribution
from services.specification.rules.suggestions import holds_word, passages_of
from shared.access import Caller

_MOST = 500


@dataclass(frozen=True)
class SuggestionSeen:
    """A suggestion as one caller sees it.

    old, new: the sentences that it is about, as they were and as they would be. pieces: the same as what is added and
    taken. fits: it can be taken as the words stand now. withheld: words that it rests on are hidden now, so that
    neither is shown.
    """

    given: Contribution
    why: str
    version: int
    old: str
    new: str
    pieces: list[Piece]
    fits: bool
    withheld: bool


def suggestion_of(
    session: Session, commission_id: str, contribution_id: str, caller: Caller, *, held: bool = False
) -> tuple[Contribution, Suggestion]:
    """Return a suggestion that this caller may read; held: for a change. Raises NoSuchContribution."""
    given = contribution_of(session, commission_id, contribution_id, caller, held=held)
    suggestion = session.get(Suggestion, contribution_id)
    if suggestion is None:
        raise NoSuchContribution("There is nothing like this here, or it is not to be read yet.")
    return given, suggestion


def suggestion_seen(session: Session, given: Contribution, made: Suggestion, caller: Caller) -> SuggestionSeen:
    """Return a suggestion as the caller sees it."""
    clause = standing_of(session, session.get_one(Clause, made.clause_id))
    # What was being written when it was made became the version after it.
    hidden = select(ClauseVersion.version).where(
        ClauseVersion.clause_id == made.clause_id, ClauseVersion.version.in_([made.version, made.version + 1]),
        ClauseVersion.hidden_at.is_not(None),
    )  # fmt: skip
    withheld = not may_see_hidden(caller) and session.scalar(hidden.limit(1)) is not None
    old, new = ("", "") if withheld else passages_of(made.opened_text, made.new_text)
    fits = brought_together(made.opened_text, made.new_text, clause.live_text) is not None
    return SuggestionSeen(given, made.why, made.version, old, new, pieces_between(old, new), fits, withheld)


def waits_to_be_put_in(session: Session, given: Contribution) -> bool:
    """Say whether a contribution is a suggestion that fits, is not taken, and changes the words as they stand now."""
    made = session.get(Suggestion, given.contribution_id)
    if made is None or given.answer == TAKEN:
        return False
    live_text = standing_of(session, session.get_one(Clause, made.clause_id)).live_text
    change = brought_together(made.opened_text, made.new_text, live_text)
    return change is not None and changed(live_text, change) != live_text


def suggestions_of(session: Session, clause_id: str, caller: Caller) -> list[SuggestionSeen]:
    """Return the suggestions to a clause, and to those put together with it, that this caller may read.

    The oldest 500 first.
    """
    query = select(Contribution, Suggestion).join(
        Suggestion, Suggestion.contribution_id == Contribution.contribution_id
    )
    query = query.where(Suggestion.clause_id.in_(with_those_in_it(session, clause_id)), readable_by(caller))
    rows = session.execute(query.order_by(Contribution.written_at, Contribution.contribution_id).limit(_MOST)).all()
    return [suggestion_seen(session, given, made, caller) for given, made in rows]


@dataclass(frozen=True)
class WordSeen:
    """A hard word, and what somebody says it means."""

    given: Contribution
    word: str
    meaning: str


def hard_words_in(session: Session, clause: Clause, caller: Caller) -> list[WordSeen]:
    """Return the hard words that a clause holds, or that were explained there, by their letters.

    Of a word that several explained, the newest that the caller may read; a writer also finds their own that waits.
    """
    query = select(Contribution, HardWord).join(HardWord, HardWord.contribution_id == Contribution.contribution_id)
    query = query.where(Contribution.commission_id == clause.commission_id, readable_by(caller))
    text = f"{clause.heading}\n{clause.live_text}"
    here = with_those_in_it(session, clause.clause_id)
    found: dict[str, WordSeen] = {}
    for given, hard in session.execute(query.order_by(Contribution.written_at.desc()).limit(_MOST)):
        if given.subject_id in here or holds_word(text, hard.word):
            found.setdefault(hard.word.casefold(), WordSeen(given, hard.word, hard.meaning))
    return [found[key] for key in sorted(found)]
