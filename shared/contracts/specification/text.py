"""The plan, the text part by part, who signed it, and that it is agreed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from shared.contracts.declaration import Event, event, part
from shared.contracts.skipping import SkippedFields


@part
class Shares:
    """How much each part weighs in the decision, in percent; the three total 100."""

    young_people: Decimal
    adults: Decimal
    price: Decimal


@part
class TimetableEntry:
    """When a stage is planned to begin."""

    stage: str
    begins_on: date


@part
class Plan:
    """The plan published at set-up: money, law, timetable, and how much young people decide.

    `regime` is procurement_act, light_touch, provider_selection or below_threshold.
    `price_formula` is lowest_over_price, linear_to_budget or fixed_price.
    `sign_off_quorum` and `choice_quorum` count young seats.
    """

    budget: Decimal
    currency: str
    regime: str
    standstill_promise_working_days: int
    shares: Shares
    price_formula: str
    sign_off_quorum: int
    choice_quorum: int
    rung_aimed_at: str
    timetable: tuple[TimetableEntry, ...]


@part
class AgreedClause:
    """One clause of the agreed specification. Authors are seats."""

    clause_id: str
    number: int
    heading: str
    text: str
    drafted_by: str
    drafted_by_role: str


@part
class Criterion:
    """What bids are scored on. `panel` is young_people or adults; a panel's weights total 100.

    `descriptors` holds six texts, for scores 0 to 5. A bid whose agreed score is under
    `minimum_score` is excluded.
    """

    criterion_id: str
    panel: str
    title: str
    question: str
    guidance: str
    word_limit: int
    weight: Decimal
    descriptors: tuple[str, ...]
    minimum_score: Decimal | None = None


@part
class SignOff:
    """One young seat's sign-off of the text with this hash."""

    seat_id: str
    sha256: str
    signed_at: datetime


@part
class Assent:
    """A board's or the commissioner's yes to the text with this hash. `board_id` is empty for the commissioner."""

    seat_id: str
    role: str
    board_id: str
    sha256: str
    signed_at: datetime


@event("specification.commission_started.v1", key="commission_id")
class CommissionStarted(Event):
    """A commission was started: what is needed, with what money, under which rules."""

    commission_id: str
    started_by: str
    title: str
    need: str
    plan: Plan
    started_at: datetime
    checks_young_texts: bool = False


@event("specification.clause_drafted.v1", key="commission_id")
class ClauseDrafted(Event):
    """A clause has a new draft. Its words stay in the service until it is agreed.

    `from_elsewhere`: its words were brought in from the signed text of another commission.
    """

    commission_id: str
    clause_id: str
    version: int
    drafted_at: datetime
    from_elsewhere: bool = False


@event("specification.clause_moved.v1", key="commission_id")
class ClauseMoved(Event):
    """A clause has another place in the text. `number` is its place now, from 1; those between moved by one."""

    commission_id: str
    clause_id: str
    number_before: int
    number: int
    moved_at: datetime


@event("specification.clauses_merged.v1", key="commission_id")
class ClausesMerged(Event):
    """Two clauses were put together. `clause_id` goes on with this version, and `merged_id` is no clause any more."""

    commission_id: str
    clause_id: str
    version: int
    merged_id: str
    merged_at: datetime


@event("specification.clause_split.v1", key="commission_id")
class ClauseSplit(Event):
    """Two clauses were made of one. `clause_id` goes on with this version; what was taken out is `new_clause_id`."""

    commission_id: str
    clause_id: str
    version: int
    new_clause_id: str
    split_at: datetime


@event("specification.text_given_back.v1", key="commission_id")
class TextGivenBack(Event):
    """A facilitator gave a text back before others saw it. Whose it was is not said.

    `place` says what kind of text it is, such as clause; `why` is one of a fixed list.
    """

    commission_id: str
    text_id: str
    place: str
    why: str
    given_back_at: datetime


@event("specification.text_hidden.v1", key="commission_id")
class TextHidden(Event):
    """A text that others had read is hidden, with a reason. The words themselves travel nowhere."""

    commission_id: str
    text_id: str
    place: str
    version: int
    hidden_at: datetime


@event("specification.text_shown.v1", key="commission_id")
class TextShown(Event):
    """A text that was hidden is shown again, with a reason."""

    commission_id: str
    text_id: str
    place: str
    version: int
    shown_at: datetime


@event("specification.text_checking_set.v1", key="commission_id")
class TextCheckingSet(Event):
    """It was said whether a facilitator reads what under-16s write before others do."""

    commission_id: str
    checks_young_texts: bool
    set_at: datetime


@event("specification.clause_agreed.v1", key="commission_id")
class ClauseAgreed(Event):
    """A clause was agreed as it stands in this version."""

    commission_id: str
    clause_id: str
    version: int
    heading: str
    text: str
    agreed_at: datetime


@event("specification.criteria_set.v1", key="commission_id")
class CriteriaSet(Event):
    """The criteria, weights, descriptors and minimum scores were set."""

    commission_id: str
    criteria: tuple[Criterion, ...]
    set_at: datetime


@event("specification.specification_signed.v1", key="commission_id")
class SpecificationSigned(Event):
    """One young seat signed off the text with this hash."""

    commission_id: str
    seat_id: str
    sha256: str
    signed_at: datetime


@event("specification.specification_assented.v1", key="commission_id")
class SpecificationAssented(Event):
    """A board or the commissioner said yes to the text with this hash; a board's reason says how it decided.

    `role` is board_member or commissioner; `board_id` is empty for the commissioner.
    """

    commission_id: str
    seat_id: str
    role: str
    board_id: str
    sha256: str
    assented_at: datetime


@event("specification.specification_declined.v1", key="commission_id")
class SpecificationDeclined(Event):
    """A board or the commissioner said no to the text with this hash, with the reason."""

    commission_id: str
    seat_id: str
    role: str
    board_id: str
    sha256: str
    declined_at: datetime


@event("specification.sign_off_voided.v1", key="commission_id")
class SignOffVoided(Event):
    """The text changed after it was signed, so the signatures are void and are asked for again."""

    commission_id: str
    sha256: str
    changed: str
    voided_at: datetime


@event("specification.specification_agreed.v1", key="commission_id")
class SpecificationAgreed(Event):
    """A quorum of young seats, the boards that the plan asks, and the commissioner signed; here is all of it.

    `sha256` is over the canonical JSON of {title, need, plan, clauses, criteria}.
    """

    commission_id: str
    title: str
    need: str
    plan: Plan
    clauses: tuple[AgreedClause, ...]
    criteria: tuple[Criterion, ...]
    sha256: str
    sign_offs: tuple[SignOff, ...]
    agreed_at: datetime
    assents: tuple[Assent, ...] = ()


@event("specification.event_skipped.v1", key="subject")
class EventSkipped(SkippedFields, Event):
    """An operator let `specification` go on without an event it could not take, and said why."""
