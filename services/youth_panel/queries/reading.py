"""The read side: what may be shown to this caller, now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.youth_panel.models import Interest, KnownBid, KnownPrice, Practice, ScoreSheet
from services.youth_panel.queries.ledger import Ledger, ledger_of
from services.youth_panel.queries.state import bidders_of, opened_tender, panel_of, published_rules, tender_of
from services.youth_panel.queries.team import Team, check_seat_may_read, team_of
from services.youth_panel.rules.completeness import as_document, missing_pieces
from services.youth_panel.rules.moderation import furthest_apart_first, spread
from services.youth_panel.rules.practice import DESCRIPTORS, HINT, PRACTICE_BID, QUESTION
from services.youth_panel.rules.scoring import PANELS, rounded
from shared.access import Caller
from shared.roles import Role

SCORERS = (Role.YOUNG_PERSON, Role.EVALUATOR)


def _as_judge(team: Team, caller: Caller) -> Caller:
    """Take the caller in the seat in which they judge, if they do. Raises NotOnThePanel for other scorers."""
    found = team.as_judge(caller)
    if found.role in SCORERS:
        team.member(found.seat)
    return found


def panel_view(session: Session, commission_id: str) -> dict[str, Any]:
    """Show the seats of the panels, their criteria, and whether the scores are locked."""
    panel = panel_of(session, commission_id)
    criteria = published_rules(tender_of(session, commission_id)).criteria
    team = team_of(session, commission_id)
    practised = set(session.scalars(select(Practice.seat_id).where(Practice.commission_id == commission_id)))
    return {
        "commission_id": commission_id, "formed_at": panel.formed_at, "locked_at": panel.locked_at,
        "sign_off": panel.sign_off, "agreed_sha256": panel.agreed_sha256,
        "panels": [
            {
                "panel": name,
                "seats": [
                    {"seat_id": each.seat_id, "active": each.active, "practised": each.seat_id in practised}
                    for each in team.of(name)
                ],
                "criterion_ids": [each.criterion_id for each in criteria if each.panel == name],
            }
            for name in PANELS
        ],
    }  # fmt: skip


def practice_view(session: Session, commission_id: str, caller: Caller) -> dict[str, Any]:
    """Show the practice bid to a seat of the panel, and to those who train it."""
    caller = _as_judge(team_of(session, commission_id), caller)
    finished = session.get(Practice, caller.seat)
    return {
        "question": QUESTION, "text": PRACTICE_BID, "descriptors": list(DESCRIPTORS), "hint": HINT,
        "finished_at": finished.finished_at if finished else None,
        "score": finished.score if finished else None, "reason": finished.reason if finished else None,
    }  # fmt: skip


def providers_view(session: Session, commission_id: str, caller: Caller) -> list[dict[str, Any]]:
    """Show who bid, by name and unlinked from labels, with what the caller's own seat has declared."""
    opened_tender(session, commission_id)
    caller = _as_judge(team_of(session, commission_id), caller)
    own = select(Interest).where(Interest.commission_id == commission_id, Interest.seat_id == caller.seat)
    declared = {each.organisation_id: each.conflict for each in session.scalars(own)}
    return [
        {
            "organisation_id": each.organisation_id, "name": each.name, "declared": each.organisation_id in declared,
            "conflict": declared.get(each.organisation_id),
        }
        for each in bidders_of(session, commission_id)
    ]  # fmt: skip


def _ledger_for(session: Session, commission_id: str, caller: Caller) -> tuple[Ledger, Caller]:
    """Load the record for somebody who may read opened bids; a panel's seat after practice and declarations."""
    ledger = ledger_of(session, opened_tender(session, commission_id))
    found = _as_judge(ledger.team, caller)
    if found.role in SCORERS:
        check_seat_may_read(session, commission_id, found.seat)
    return ledger, found


def _hidden(ledger: Ledger, caller: Caller, bid_id: str) -> bool:
    return (caller.seat, bid_id) in ledger.recused


def bids_view(session: Session, commission_id: str, caller: Caller) -> list[dict[str, Any]]:
    """Show the opened bids, without those that the caller's seat is recused from."""
    ledger, caller = _ledger_for(session, commission_id, caller)
    bids = [bid for bid in ledger.bids if bid.answers is not None and not _hidden(ledger, caller, bid.bid_id)]
    return [_bid(session, ledger, bid, caller) for bid in bids]


def bid_view(session: Session, commission_id: str, bid_id: str, caller: Caller) -> dict[str, Any]:
    """Show one opened bid. Raises SeatIsRecused for a seat that takes no part in judging it."""
    ledger, caller = _ledger_for(session, commission_id, caller)
    bid = ledger.bid(bid_id)
    ledger.check_not_recused(caller.seat, bid_id)
    return _bid(session, ledger, bid, caller)


def _bid(session: Session, ledger: Ledger, bid: KnownBid, caller: Caller) -> dict[str, Any]:
    # Names and prices are known here only once the scores are locked: no copy of them exists before.
    price = session.get(KnownPrice, bid.bid_id)
    mine = (caller.seat, bid.bid_id)
    return {
        "bid_id": bid.bid_id, "label": bid.label, "answers": bid.answers, "revealed": bid.bid_id in ledger.reveals,
        "handed_in": mine in ledger.sheets, "abstained": mine in ledger.abstentions,
        "provider_name": price.provider_name if price else None, "price": price.price if price else None,
    }  # fmt: skip


def scores_view(session: Session, commission_id: str, bid_id: str, caller: Caller) -> dict[str, Any]:
    """Show the caller's own scores of a bid, and everybody's once they are revealed; no figure before that."""
    ledger, caller = _ledger_for(session, commission_id, caller)
    ledger.bid(bid_id)
    ledger.check_not_recused(caller.seat, bid_id)
    revealed = bid_id in ledger.reveals
    mine = ledger.sheets.get((caller.seat, bid_id))
    abstained = ledger.abstentions.get((caller.seat, bid_id))
    return {
        "bid_id": bid_id, "revealed": revealed, "mine": _sheet(mine) if mine else None,
        "my_abstention": abstained.reason if abstained else None,
        "waiting_for": ledger.waiting(bid_id) if caller.role == Role.FACILITATOR else [],
        "scores": [_sheet(sheet) for sheet in ledger.sheets_of(bid_id)] if revealed else [],
        "abstentions": [
            {"seat_id": each.seat_id, "reason": each.reason} for each in ledger.abstentions_of(bid_id)
        ] if revealed else [],
    }  # fmt: skip


def _sheet(sheet: ScoreSheet) -> dict[str, Any]:
    return {
        "seat_id": sheet.seat_id, "scores": sheet.scores, "salt": sheet.salt, "sha256": sheet.sha256,
        "scored_at": sheet.scored_at,
    }  # fmt: skip


def agreed_view(session: Session, commission_id: str, caller: Caller) -> list[dict[str, Any]]:
    """Show the agreed scores of revealed bids, by label and published order of the criteria."""
    ledger, caller = _ledger_for(session, commission_id, caller)
    return [
        agreed_row(row)
        for bid in ledger.bids
        if not _hidden(ledger, caller, bid.bid_id)
        for criterion in ledger.criteria
        if (row := ledger.agreed.get((bid.bid_id, criterion["criterion_id"]))) is not None
    ]


def agreed_row(row: Any) -> dict[str, Any]:
    """Show one agreed score; `stands` is False where it has to be agreed anew."""
    names = ("bid_id", "criterion_id", "panel", "score", "reason", "movements", "dissents", "version", "agreed_at")
    return {name: getattr(row, name) for name in names} | {"stands": row.void_since is None}


def moderation_order_view(session: Session, commission_id: str, caller: Caller) -> list[dict[str, Any]]:
    """Show bids and criteria in the order to talk about them: where own scores differ most comes first."""
    ledger, caller = _ledger_for(session, commission_id, caller)
    order = [each["criterion_id"] for each in ledger.criteria]
    spreads = [
        spread(bid.bid_id, bid.label, criterion, list(ledger.own_scores(bid.bid_id, criterion).values()))
        for bid in ledger.bids
        if bid.bid_id in ledger.reveals and not _hidden(ledger, caller, bid.bid_id)
        for criterion in order
    ]
    return [
        {
            "bid_id": each.bid_id, "label": each.label, "criterion_id": each.criterion_id, "gap": each.gap,
            "variance": rounded(each.variance), "scored": each.scored,
            "agreed": (each.bid_id, each.criterion_id) in ledger.agreed,
        }
        for each in furthest_apart_first(spreads, order)
    ]  # fmt: skip


def completeness_view(session: Session, commission_id: str, caller: Caller) -> Mapping[str, Any]:
    """Show everything that the record still lacks; `ready_to_lock` where only the chair's sign-off does."""
    panel = panel_of(session, commission_id)
    ledger = ledger_of(session, opened_tender(session, commission_id))
    _as_judge(ledger.team, caller)
    missing = missing_pieces(ledger.records(), ledger.criteria_and_panels(), panel.sign_off or "")
    return {
        "complete": not missing,
        "ready_to_lock": panel.locked_at is None and [each.kind for each in missing] == ["sign_off"],
        "missing": [as_document(each) for each in missing],
    }
