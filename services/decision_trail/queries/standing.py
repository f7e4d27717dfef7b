"""Where a commission stands, and what is next for somebody in it: what the home pages show.

Worked out from the entries each time it is asked, by a few selects that an index answers. Everything goes through the
rules of withholding: what is hidden takes no part in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.decision_trail.models import Entry, KnownCommission
from services.decision_trail.queries import trail
from services.decision_trail.rules.deciding import Deciding, deciding
from services.decision_trail.rules.lately import TELLING, Recent, lately
from services.decision_trail.rules.next_steps import NextStep, Situation, next_steps
from services.decision_trail.rules.reading import NoSuchRecord
from services.decision_trail.rules.stages import ABANDONED, Course, Placed, Progress, current, key_of, placed
from services.decision_trail.rules.withholding import SEATS, TENDER_PUBLISHED, Facts, hidden, is_sealed
from shared.access import KnownSeat
from shared.roles import Role

_STARTED = "specification.commission_started.v1"
_DRAFTED, _AGREED = "specification.clause_drafted.v1", "specification.clause_agreed.v1"
_MERGED = "specification.clauses_merged.v1"
_CHECKING = "specification.text_checking_set.v1"
_TEXT_AGREED, _VOIDED = "specification.specification_agreed.v1", "specification.sign_off_voided.v1"
_SIGNED_YOUNG, _ASSENTED = "specification.specification_signed.v1", "specification.specification_assented.v1"
_FORMED, _AWARDED = "youth_panel.panel_formed.v1", "tendering.award_decided.v1"
_ASKED, _COUNTED = "specification.decision_opened.v1", "specification.decision_closed.v1"
_EVERYBODY = "inside"
_SURVEY, _SURVEY_CLOSED = "specification.survey_opened.v1", "specification.survey_closed.v1"
_AMENDED = "tendering.tender_amended.v1"
_QUESTION, _QUESTION_ANSWERED = "tendering.question_asked.v1", "tendering.question_answered.v1"
_QUESTION_ASIDE = "tendering.question_set_aside.v1"
_BIDS_OPENED, _OPENING = "tendering.bids_opened.v1", "tendering.opening_begun.v1"
_RAISED, _ANSWERED = "tendering.challenge_raised.v1", "tendering.challenge_answered.v1"
_RANKED, _CHOSEN = "youth_panel.ranking_made.v1", "youth_panel.provider_chosen.v1"
_DECLINED, _RECUSED = "youth_panel.choice_declined.v1", "youth_panel.seat_recused.v1"
_READ_BACK = 400
MOST_AT_ONCE = 8


@dataclass(frozen=True)
class Standing:
    """Where a commission stands for one person. `steps` are by role, in the order in which seats were taken.

    tendered: whether its tender was published.
    """

    commission_id: str
    title: str
    ended: bool
    stages: list[Placed]
    steps: list[tuple[str, NextStep]]
    tendered: bool = False

    @property
    def stage(self) -> Placed | None:
        """The stage in which it is; None where stages were not asked for."""
        return next((each for each in self.stages if each.progress is Progress.NOW), None)

    @property
    def several(self) -> bool:
        """Whether the steps are of more than one role."""
        return len({role for role, _ in self.steps}) > 1


@dataclass(frozen=True)
class _Known:
    """What the entries of a commission say, as far as where it stands depends on it; nothing hidden is in it."""

    first: Mapping[str, datetime]
    last: Mapping[str, datetime]
    data: Mapping[str, Mapping[str, Any]]
    roles: Mapping[str, str]
    facts: Facts
    opened_by: frozenset[str]
    clauses: tuple[bool, bool]
    deciding: frozenset[str]
    survey_open: bool
    challenge_open: bool
    question_open: bool


def standing(session: Session, commission_id: str, held: Sequence[KnownSeat], now: datetime) -> Standing:
    """Return where a commission stands for somebody with these seats in it. Raises NoSuchRecord."""
    known = session.get(KnownCommission, commission_id)
    if known is None:
        raise NoSuchRecord("We have not heard of this commission yet. Try again in a moment.")
    told = _read(session, commission_id)
    course = _course(told)
    at = current(course, now)
    steps = []
    for role in dict.fromkeys(seat.role for seat in held):
        own = [seat for seat in held if seat.role == role]
        situation = _situation(session, commission_id, told, at, own)
        steps += [(role, step) for step in next_steps(role, situation, now)]
    return Standing(
        commission_id, known.title, known.ended_at is not None or ABANDONED in told.first, placed(course, now), steps,
        TENDER_PUBLISHED in told.first,
    )  # fmt: skip


def own_commissions(
    session: Session, held: Sequence[KnownSeat], now: datetime, most: int = MOST_AT_ONCE
) -> list[Standing]:
    """Return the commissions in which these seats are, the running ones first, then the newest seat first.

    Of those that have ended, and of more than `most`, stages and steps are left out: there is a page for each.
    """
    by_commission: dict[str, list[KnownSeat]] = {}
    for seat in held:
        by_commission.setdefault(seat.commission_id, []).append(seat)
    query = select(KnownCommission).where(KnownCommission.commission_id.in_(by_commission))
    known = sorted(
        session.scalars(query),
        key=lambda each: (each.ended_at is None, by_commission[each.commission_id][-1].taken_at),
        reverse=True,
    )
    return [
        standing(session, each.commission_id, by_commission[each.commission_id], now)
        if each.ended_at is None and number < most
        else Standing(each.commission_id, each.title, each.ended_at is not None, [], [])
        for number, each in enumerate(known)
    ]


def who_decides(session: Session, commission_id: str) -> Deciding:
    """Return how much young people decide, by the published plan."""
    return deciding(_latest_data(session, commission_id, [_STARTED]).get(_STARTED, {}))


def what_happened_lately(session: Session, commission_id: str, *, summary: bool) -> list[Recent]:
    """Return the latest steps, as the timeline would show them: the same things are withheld."""
    shown, cut = trail.latest(session, commission_id, summary=summary, but=TELLING, size=_READ_BACK)
    return lately(shown, cut=cut)


def what_can_be_seen(session: Session, commission_id: str, *, summary: bool) -> int:
    """Return the number that changes when there is something new on a commission's page."""
    return trail.steps_shown(session, commission_id, summary=summary, but=TELLING)


def _read(session: Session, commission_id: str) -> _Known:
    facts = trail.facts(session, commission_id)
    times = session.execute(
        select(Entry.type, func.min(Entry.occurred_at), func.max(Entry.occurred_at))
        .where(Entry.chain == commission_id, Entry.type.not_in(SEATS))
        .group_by(Entry.type)
    ).all()
    open_types = [row for row in times if not hidden(row[0], {}, facts)]
    last = {row[0]: row[2] for row in open_types}
    roles = trail.roles(session, commission_id)
    return _Known(
        first={row[0]: row[1] for row in open_types}, last=last,
        data=_latest_data(
            session, commission_id,
            [_STARTED, _CHECKING, TENDER_PUBLISHED, _AMENDED, _FORMED, _AWARDED, _BIDS_OPENED] if last else [],
        ),
        roles=roles, facts=facts,
        opened_by=frozenset(
            roles.get(actor, "") for actor in _actors(session, commission_id, _OPENING)
        ) if _OPENING in last else frozenset(),
        clauses=_clauses(session, commission_id) if _DRAFTED in last and not _text_agreed(last) else (False, False),
        challenge_open=_RAISED in last
        and bool(_still_open(session, commission_id, _RAISED, _ANSWERED, "challenge_id")),
        question_open=_QUESTION in last and _waits_for_an_answer(session, commission_id),
        deciding=_who_decides_now(session, commission_id) if _ASKED in last and not _text_agreed(last) else frozenset(),
        survey_open=_SURVEY in last
        and bool(_still_open(session, commission_id, _SURVEY, _SURVEY_CLOSED, "survey_id")),
    )  # fmt: skip


def _latest_data(session: Session, commission_id: str, types: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Return what the latest entry of each of these types says. Only for types of which there are few."""
    query = select(Entry.type, Entry.data).where(Entry.chain == commission_id, Entry.type.in_(types))
    return {row.type: row.data for row in session.execute(query.order_by(Entry.position))}


def _actors(session: Session, commission_id: str, event_type: str) -> Iterable[str]:
    return session.scalars(select(Entry.actor).where(Entry.chain == commission_id, Entry.type == event_type))


def _clauses(session: Session, commission_id: str) -> tuple[bool, bool]:
    """Say whether a part of the text is open, and whether every part is agreed."""
    query = select(Entry.type, Entry.data).where(
        Entry.chain == commission_id, Entry.type.in_((_DRAFTED, _AGREED, _MERGED))
    )
    newest: dict[str, dict[str, int]] = {_DRAFTED: {}, _AGREED: {}}
    for row in session.execute(query.order_by(Entry.position)):
        if row.type == _MERGED:
            # It is a part of another one now.
            newest[_DRAFTED].pop(str(row.data.get("merged_id")), None)
            continue
        version = row.data.get("version")
        if isinstance(version, int):
            newest[row.type][str(row.data.get("clause_id"))] = version
    drafted, agreed = newest[_DRAFTED], newest[_AGREED]
    waiting = any(agreed.get(clause, 0) < version for clause, version in drafted.items())
    return waiting, bool(drafted) and not waiting


def _still_open(
    session: Session, commission_id: str, begun: str, ended: str, name: str
) -> dict[str, Mapping[str, Any]]:
    """Return what was begun and has not ended, by the id that both events call `name`: what its beginning says."""
    query = select(Entry.type, Entry.data).where(Entry.chain == commission_id, Entry.type.in_((begun, ended)))
    found: dict[str, dict[str, Mapping[str, Any]]] = {begun: {}, ended: {}}
    for row in session.execute(query):
        found[row.type][str(row.data.get(name))] = row.data
    return {key: data for key, data in found[begun].items() if key not in found[ended]}


def _waits_for_an_answer(session: Session, commission_id: str) -> bool:
    """Say whether a provider's question is neither answered nor set aside."""
    waiting = _still_open(session, commission_id, _QUESTION, _QUESTION_ANSWERED, "question_id").keys()
    return bool(waiting & _still_open(session, commission_id, _QUESTION, _QUESTION_ASIDE, "question_id").keys())


def _who_decides_now(session: Session, commission_id: str) -> frozenset[str]:
    """Return whom open decisions ask: young_people, inside, or both."""
    asked = _still_open(session, commission_id, _ASKED, _COUNTED, "decision_id")
    return frozenset(str(data.get("voters")) for data in asked.values())


def _course(told: _Known) -> Course:
    plan = told.data.get(_STARTED, {}).get("plan")
    timetable = plan.get("timetable") if isinstance(plan, dict) else None
    planned: dict[str, date] = {}
    for each in timetable if isinstance(timetable, list) else []:
        day = _date(each.get("begins_on")) if isinstance(each, dict) else None
        key = key_of(str(each.get("stage"))) if isinstance(each, dict) else ""
        if key and day is not None:
            planned.setdefault(key, day)
    return Course(told.first, _closes_at(told), planned)


def _closes_at(told: _Known) -> datetime | None:
    """The end of the time for bids: as it was published, or as the newest amendment says."""
    newest = told.data.get(_AMENDED) or told.data.get(TENDER_PUBLISHED, {})
    return _time(newest.get("closes_at"))


def _situation(session: Session, commission_id: str, told: _Known, at: str, seats: Sequence[KnownSeat]) -> Situation:
    own, young = [seat.seat_id for seat in seats], seats[0].role == Role.YOUNG_PERSON
    done = _own_acts(session, commission_id, own)
    last, bids = told.last, told.data.get(_BIDS_OPENED, {}).get("bids")
    number = len(bids) if isinstance(bids, list) else 0
    clauses_open, all_agreed = told.clauses
    round_began = max((last[name] for name in (_RANKED, _DECLINED) if name in last), default=None)
    chosen_at = last.get(_CHOSEN)
    return Situation(
        stage=at,
        closes_at=_closes_at(told),
        standstill_ends_at=_time(told.data.get(_AWARDED, {}).get("standstill_ends_at")),
        clauses_open=clauses_open,
        clauses_agreed=all_agreed,
        decision_open=bool(told.deciding) if young else _EVERYBODY in told.deciding,
        survey_open=young and told.survey_open,
        text_ready=all_agreed and "specification.criteria_set.v1" in last,
        text_agreed=_text_agreed(last),
        checks_texts={**told.data.get(_STARTED, {}), **told.data.get(_CHECKING, {})}.get("checks_young_texts") is True,
        signed=_since([*done.get(_SIGNED_YOUNG, ()), *done.get(_ASSENTED, ())], last.get(_VOIDED)),
        panel_formed=_FORMED in last,
        on_panel=bool(_panel(told) & set(own)),
        practised="youth_panel.practice_finished.v1" in done,
        declared=len(done.get("youth_panel.interest_declared.v1", [])) >= number > 0,
        scored=_has_scored(done, _recusals(session, commission_id, own), number),
        opened_by=told.opened_by,
        ranked=_RANKED in last,
        voted=_since(done.get("youth_panel.choice_voted.v1"), round_began),
        chosen=chosen_at is not None and (_DECLINED not in last or last[_DECLINED] < chosen_at),
        declined=_DECLINED in last,
        award_decided=_AWARDED in last,
        told_providers="tendering.assessment_summary_sent.v1" in last,
        challenge_open=told.challenge_open,
        question_open=told.question_open,
        abandoned=ABANDONED in last,
    )


def _own_acts(session: Session, commission_id: str, own: Sequence[str]) -> dict[str, list[datetime]]:
    """Return when these seats did what, without what is sealed: that a bid is in is said in no other place either."""
    query = select(Entry.type, Entry.occurred_at).where(Entry.chain == commission_id, Entry.actor.in_(own))
    found: dict[str, list[datetime]] = {}
    for row in session.execute(query.order_by(Entry.position)):
        if not is_sealed(row.type, {}):
            found.setdefault(row.type, []).append(row.occurred_at)
    return found


def _recusals(session: Session, commission_id: str, own: Sequence[str]) -> list[datetime]:
    """Return when these seats were recused, by themselves or by the chair."""
    query = select(Entry.data, Entry.occurred_at).where(Entry.chain == commission_id, Entry.type == _RECUSED)
    return [row.occurred_at for row in session.execute(query) if row.data.get("seat_id") in own]


def _has_scored(done: Mapping[str, list[datetime]], recused: Sequence[datetime], number: int) -> bool:
    """Say whether a seat has handed in or abstained for every bid that it judges.

    Only recusals before its first score are taken off. One that came later may be of a bid that it had scored, and to
    tell which would tell whose bid that is; so the seat is told to look once more.
    """
    given = [*done.get("youth_panel.bid_scored.v1", []), *done.get("youth_panel.scoring_abstained.v1", [])]
    before = [each for each in recused if not given or each < min(given)]
    return number > 0 and len(given) + len(before) >= number


def _panel(told: _Known) -> set[str]:
    panels = told.data.get(_FORMED, {}).get("panels")
    found: set[str] = set()
    for each in panels if isinstance(panels, list) else []:
        seats = each.get("seat_ids") if isinstance(each, dict) else None
        found |= {str(seat) for seat in seats} if isinstance(seats, list) else set()
    return found


def _text_agreed(last: Mapping[str, datetime]) -> bool:
    """Say whether the text is agreed, and was not changed since."""
    return _TEXT_AGREED in last and (_VOIDED not in last or last[_TEXT_AGREED] > last[_VOIDED])


def _since(times: Sequence[datetime] | None, after: datetime | None) -> bool:
    return bool(times) and (after is None or max(times or ()) > after)


def _time(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
