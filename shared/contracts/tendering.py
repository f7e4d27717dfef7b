"""What `tendering` tells the others. Before opening: ids and hashes only. Content comes after it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from shared.contracts.declaration import Event, event, part
from shared.contracts.skipping import SkippedFields
from shared.contracts.specification import Criterion, Shares


@part
class Answer:
    """A bid's answer to the question of one criterion."""

    criterion_id: str
    text: str


@part
class AskedFile:
    """A file that a tender asks for; `needed` says whether a bid has to have it."""

    title: str
    needed: bool


@part
class Bidder:
    """An organisation that bid. The list is sorted by name and tells nothing about labels."""

    organisation_id: str
    name: str


@part
class LabelledBid:
    """A bid under its label: Provider A, Provider B, and so on, in a random order.

    `before_amendment` is the first amendment that came after it was handed in and that its provider did not confirm it
    for; 0 where there is none.
    """

    bid_id: str
    label: str
    before_amendment: int = 0


@part
class OpenedPrice:
    """What a bid costs and whose it is; known only after the agreed scores are locked.

    `receipt_salt` is the last thing that is needed to recompute the bid's receipt: given before, with the answers, the
    price could have been guessed at.
    """

    bid_id: str
    organisation_id: str
    provider_name: str
    price: Decimal
    receipt_salt: str = ""


@part
class CriterionSummary:
    """One criterion in an assessment summary: what it weighs, how it was scored and why."""

    criterion_id: str
    title: str
    weight: Decimal
    scores_available: str
    score: Decimal
    explanation: str


@event("tendering.organisation_registered.v1", key="organisation_id")
class OrganisationRegistered(Event):
    """An organisation that may bid was registered. Its name stays in the service."""

    organisation_id: str
    registered_at: datetime


@event("tendering.tender_published.v1", key="commission_id")
class TenderPublished(Event):
    """The tender is open, from the agreed specification; criteria, weights and formulas are locked.

    `rules_sha256` is the hash of what is locked: SHA-256 over its canonical JSON. `urgent_because` says why there is
    less time than usual; it is empty where there is not.
    """

    commission_id: str
    tender_id: str
    specification_sha256: str
    criteria: tuple[Criterion, ...]
    shares: Shares
    price_formula: str
    tie_seed: str
    opens_at: datetime
    closes_at: datetime
    questions_until: datetime | None = None
    rules_sha256: str = ""
    urgent_because: str = ""
    files: tuple[AskedFile, ...] = ()


@event("tendering.question_asked.v1", key="commission_id")
class QuestionAsked(Event):
    """A provider asked something about the tender. The question itself is the actor: nothing tells who asked."""

    commission_id: str
    question_id: str
    asked_at: datetime


@event("tendering.question_answered.v1", key="commission_id")
class QuestionAnswered(Event):
    """A question was answered to all providers at once, and both are published."""

    commission_id: str
    question_id: str
    question: str
    answer: str
    answered_at: datetime


@event("tendering.question_set_aside.v1", key="commission_id")
class QuestionSetAside(Event):
    """A question is not published, for a reason that is; such as that it names somebody."""

    commission_id: str
    question_id: str
    set_aside_at: datetime


@event("tendering.tender_amended.v1", key="commission_id")
class TenderAmended(Event):
    """The open tender changed, and the time for bids was counted anew. What is scored and how cannot change."""

    commission_id: str
    number: int
    changes: tuple[str, ...]
    closes_at: datetime
    questions_until: datetime
    amended_at: datetime


@event("tendering.bid_confirmed.v1", key="commission_id")
class BidConfirmed(Event):
    """A provider said that its sealed bid stands as it is after an amendment. The bid itself is the actor."""

    commission_id: str
    bid_id: str
    amendment: int
    confirmed_at: datetime


@event("tendering.bid_submitted.v1", key="commission_id")
class BidSubmitted(Event):
    """A sealed bid was handed in. The hash is its receipt's: SHA-256 over the canonical bid.

    The bid itself is the actor, so that nothing tells who bids; so it is where a bid is withdrawn or refused.
    """

    commission_id: str
    bid_id: str
    receipt_sha256: str
    submitted_at: datetime


@event("tendering.bid_withdrawn.v1", key="commission_id")
class BidWithdrawn(Event):
    """A sealed bid was taken back before the deadline."""

    commission_id: str
    bid_id: str
    withdrawn_at: datetime


@event("tendering.late_bid_refused.v1", key="commission_id")
class LateBidRefused(Event):
    """A bid came after the deadline and was refused."""

    commission_id: str
    bid_id: str
    refused_at: datetime


@event("tendering.opening_begun.v1", key="commission_id")
class OpeningBegun(Event):
    """One of the two people who open the bids has done their act."""

    commission_id: str
    seat_id: str
    role: str
    begun_at: datetime


@event("tendering.bids_opened.v1", key="commission_id")
class BidsOpened(Event):
    """A commissioner and a young person opened the bids together; receipts match and labels are drawn."""

    commission_id: str
    opened_by: tuple[str, ...]
    bids: tuple[LabelledBid, ...]
    bidders: tuple[Bidder, ...]
    opened_at: datetime


@event("tendering.bid_opened.v1", key="commission_id")
class BidOpened(Event):
    """What one opened bid says, under its label. The price stays out of sight.

    `handed_in_by` is the seat that handed it in, so that its assessment can be told to it.
    """

    commission_id: str
    bid_id: str
    label: str
    organisation_id: str
    receipt_sha256: str
    answers: tuple[Answer, ...]
    handed_in_by: str = ""


@event("tendering.prices_opened.v1", key="commission_id")
class PricesOpened(Event):
    """The agreed scores are locked, so prices and names are shown."""

    commission_id: str
    prices: tuple[OpenedPrice, ...]
    budget: Decimal
    opened_at: datetime


@event("tendering.assessment_summary_sent.v1", key="commission_id")
class AssessmentSummarySent(Event):
    """A bidder was told, criterion by criterion, how its bid was scored and why."""

    commission_id: str
    bid_id: str
    label: str
    provider_name: str
    successful: bool
    total: Decimal | None
    criteria: tuple[CriterionSummary, ...]
    sent_at: datetime


@event("tendering.award_decided.v1", key="commission_id")
class AwardDecided(Event):
    """The intention to award is published and the standstill, if any, is fixed.

    `standstill_ends_at` is the first instant at which the contract may be signed.
    """

    commission_id: str
    bid_id: str
    provider_name: str
    price: Decimal
    regime: str
    standstill_begins_on: date
    standstill_ends_at: datetime
    decided_at: datetime


@event("tendering.challenge_raised.v1", key="commission_id")
class ChallengeRaised(Event):
    """A bidder challenges the award; no contract can be signed until it is answered."""

    commission_id: str
    challenge_id: str
    bid_id: str
    raised_at: datetime


@event("tendering.challenge_answered.v1", key="commission_id")
class ChallengeAnswered(Event):
    """A challenge was answered, with reasons."""

    commission_id: str
    challenge_id: str
    upheld: bool
    answered_at: datetime


@event("tendering.contract_signed.v1", key="commission_id")
class ContractSigned(Event):
    """The contract with the chosen provider is signed."""

    commission_id: str
    bid_id: str
    provider_name: str
    price: Decimal
    signed_at: datetime


@event("tendering.commission_abandoned.v1", key="commission_id")
class CommissionAbandoned(Event):
    """The process ends without a contract, for published reasons."""

    commission_id: str
    stage: str
    abandoned_at: datetime


@event("tendering.event_skipped.v1", key="subject")
class EventSkipped(SkippedFields, Event):
    """An operator let `tendering` go on without an event it could not take, and said why."""
