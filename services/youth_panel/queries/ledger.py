"""The record of the scoring and moderation of one commission, loaded once and asked many things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.youth_panel.models import (
    Abstention,
    AgreedScoreRow,
    KnownBid,
    KnownTender,
    Recusal,
    Reveal,
    ScoreSheet,
)
from services.youth_panel.queries.team import Team, team_of
from services.youth_panel.rules.blindness import BidIsUnknown, ScoresAreIn, SeatIsRecused
from services.youth_panel.rules.completeness import AgreedRecord, BidRecord, OwnScore
from services.youth_panel.rules.moderation import CriterionIsUnknown
from services.youth_panel.rules.ranking import label_order
from shared.contracts.youth_panel import AgreedScore, Dissent, Movement


@dataclass(frozen=True)
class Ledger:
    """Bids by label; sheets and abstentions by (seat, bid); agreed scores by (bid, criterion).

    `recused`: (seat, bid). A tie is the person's: it holds for every seat that they have had or will have.
    """

    team: Team
    criteria: Sequence[Mapping[str, Any]]
    bids: Sequence[KnownBid]
    recused: frozenset[tuple[str, str]]
    sheets: Mapping[tuple[str, str], ScoreSheet]
    abstentions: Mapping[tuple[str, str], Abstention]
    reveals: Mapping[str, Reveal]
    agreed: Mapping[tuple[str, str], AgreedScoreRow]

    def bid(self, bid_id: str) -> KnownBid:
        """Return the bid, whose content has arrived. Raises BidIsUnknown."""
        for each in self.bids:
            if each.bid_id == bid_id and each.answers is not None:
                return each
        raise BidIsUnknown("There is no opened bid with this id in this commission.")

    def criterion(self, criterion_id: str) -> Mapping[str, Any]:
        """Return the published criterion. Raises CriterionIsUnknown."""
        for each in self.criteria:
            if each["criterion_id"] == criterion_id:
                return each
        raise CriterionIsUnknown("There is no criterion with this id in the published tender.")

    def criteria_of(self, panel: str) -> list[str]:
        """Return the ids of a panel's criteria, in published order."""
        return [each["criterion_id"] for each in self.criteria if each["panel"] == panel]

    def panels(self) -> list[str]:
        """Return the panels that have criteria to score."""
        return sorted({each["panel"] for each in self.criteria})

    def check_not_recused(self, seat_id: str, bid_id: str) -> None:
        """Raise SeatIsRecused where the seat takes no part in judging this bid."""
        if (seat_id, bid_id) in self.recused:
            raise SeatIsRecused("You take no part in judging this bid, so it is not shown to you.")

    def check_not_scored(self, seat_id: str, bid_id: str) -> None:
        """Raise ScoresAreIn where this seat, or another of the same person that has ended, has scored the bid."""
        if any((seat, bid_id) in self.sheets for seat in self.team.seats_of_same_person(seat_id)):
            raise ScoresAreIn("You have handed in your scores of this bid. They stand.")

    def expected(self, bid_id: str, panel: str) -> list[str]:
        """Return the seats that must score the bid or abstain.

        They are active, not recused from it, and were on the panel before its scores were revealed: a seat that
        came later could no longer score it unseen.
        """
        reveal = self.reveals.get(bid_id)
        return [
            each.seat_id
            for each in self.team.of(panel)
            if each.active
            and (each.seat_id, bid_id) not in self.recused
            and (reveal is None or each.joined_at <= reveal.revealed_at)
        ]

    def waiting(self, bid_id: str) -> list[str]:
        """Return the seats that have neither handed in nor abstained yet."""
        return [
            seat
            for panel in self.panels()
            for seat in self.expected(bid_id, panel)
            if (seat, bid_id) not in self.sheets and (seat, bid_id) not in self.abstentions
        ]

    def sheets_of(self, bid_id: str) -> list[ScoreSheet]:
        """Return the sheets of a bid that count, in order of seats: those of seats that are not recused."""
        found = [each for key, each in self.sheets.items() if key[1] == bid_id and key not in self.recused]
        return sorted(found, key=lambda sheet: sheet.seat_id)

    def abstentions_of(self, bid_id: str) -> list[Abstention]:
        """Return the abstentions from a bid that count, in order of seats."""
        found = [each for key, each in self.abstentions.items() if key[1] == bid_id and key not in self.recused]
        return sorted(found, key=lambda each: each.seat_id)

    def own_scores(self, bid_id: str, criterion_id: str) -> dict[str, int]:
        """Return the own scores that count, by seat."""
        return {
            sheet.seat_id: each["score"]
            for sheet in self.sheets_of(bid_id)
            for each in sheet.scores
            if each["criterion_id"] == criterion_id
        }

    def records(self) -> list[BidRecord]:
        """Return what is on record about each bid, for the completeness check."""
        return [self._record(bid) for bid in self.bids]

    def _record(self, bid: KnownBid) -> BidRecord:
        own = {
            (sheet.seat_id, each["criterion_id"]): OwnScore(each["score"], each["reason"], each["points_to"])
            for sheet in self.sheets_of(bid.bid_id)
            for each in sheet.scores
        }
        agreed = {
            criterion: _agreed_record(row) for (bid_id, criterion), row in self.agreed.items() if bid_id == bid.bid_id
        }
        return BidRecord(
            bid_id=bid.bid_id, label=bid.label, received=bid.answers is not None, revealed=bid.bid_id in self.reveals,
            expected={panel: self.expected(bid.bid_id, panel) for panel in self.panels()}, own=own,
            abstained={each.seat_id: each.reason for each in self.abstentions_of(bid.bid_id)}, agreed=agreed,
        )  # fmt: skip

    def criteria_and_panels(self) -> list[tuple[str, str]]:
        """Return (criterion id, panel) in published order."""
        return [(each["criterion_id"], each["panel"]) for each in self.criteria]

    def agreed_scores(self) -> tuple[AgreedScore, ...]:
        """Return the agreed scores as published, by label and published order of the criteria."""
        rows = [
            self.agreed[bid.bid_id, each["criterion_id"]]
            for bid in self.bids
            for each in self.criteria
            if (bid.bid_id, each["criterion_id"]) in self.agreed
        ]
        return tuple(as_published(row) for row in rows)


def _agreed_record(row: AgreedScoreRow) -> AgreedRecord:
    movements = {
        each["seat_id"]: (Decimal(each["moved_from"]), Decimal(each["moved_to"]), each["why"]) for each in row.movements
    }
    dissents = {each["seat_id"]: each["reason"] for each in row.dissents}
    return AgreedRecord(row.score, row.reason, movements, dissents, stands=row.void_since is None)


def as_published(row: AgreedScoreRow) -> AgreedScore:
    """Write an agreed score as it stands in events."""
    return AgreedScore(
        bid_id=row.bid_id, criterion_id=row.criterion_id, panel=row.panel, score=row.score, reason=row.reason,
        movements=tuple(
            Movement(
                seat_id=each["seat_id"], moved_from=Decimal(each["moved_from"]), moved_to=Decimal(each["moved_to"]),
                why=each["why"],
            )
            for each in row.movements
        ),
        dissents=tuple(Dissent(**each) for each in row.dissents),
    )  # fmt: skip


def ledger_of(session: Session, tender: KnownTender) -> Ledger:
    """Load the record of a commission."""
    commission_id = tender.commission_id

    def all_of(model: Any) -> list[Any]:
        return list(session.scalars(select(model).where(model.commission_id == commission_id)))

    bids: list[KnownBid] = sorted(all_of(KnownBid), key=lambda each: label_order(each.label))
    by_organisation = {bid.organisation_id: bid.bid_id for bid in bids if bid.organisation_id is not None}
    team = team_of(session, commission_id)
    recused = frozenset(
        (seat, by_organisation[each.organisation_id])
        for each in all_of(Recusal)
        if each.organisation_id in by_organisation
        for seat in team.seats_of_same_person(each.seat_id)
    )
    return Ledger(
        team=team, criteria=tender.criteria, bids=bids, recused=recused,
        sheets={(each.seat_id, each.bid_id): each for each in all_of(ScoreSheet)},
        abstentions={(each.seat_id, each.bid_id): each for each in all_of(Abstention)},
        reveals={each.bid_id: each for each in all_of(Reveal)},
        agreed={(each.bid_id, each.criterion_id): each for each in all_of(AgreedScoreRow)},
    )  # fmt: skip
