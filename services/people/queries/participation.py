"""Who takes part, in counts that name nobody and from which no small number can be had."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Account, Seat
from services.people.models.participation import HeardSeat, ServiceUsers
from services.people.queries.groups import groups_of
from services.people.queries.seats import london_date
from services.people.rules.counting import SaidOf, band_of, share, told_of_groups
from shared.counting import AGE_BANDS, tell, told
from shared.roles import Role

NO_GROUP = ""


@dataclass(frozen=True)
class Part:
    """One age band or group: how many joined, how many use the service, and the share in percent. None is not told."""

    part: str
    name: str
    joined: int | None
    users: int | None
    share: int | None


@dataclass(frozen=True)
class TakingPart:
    """Who joined and had a say, by group and together; and who joined beside who uses the service."""

    groups: list[tuple[str, SaidOf]]
    together: SaidOf
    by_age: list[Part]
    by_group: list[Part]


def hear(session: Session, seat_id: str, at: datetime) -> None:
    """Remember that a young person's seat did something. Other seats are not remembered."""
    seat = session.get(Seat, seat_id)
    if seat is None or seat.role != Role.YOUNG_PERSON:
        return
    heard = session.get(HeardSeat, seat_id)
    if heard is None:
        session.add(HeardSeat(seat_id=seat_id, commission_id=seat.commission_id, last_acted_at=at))
    else:
        heard.last_acted_at = max(heard.last_acted_at, at)


def taking_part(session: Session, commission_id: str, now: datetime) -> TakingPart:
    """Return who takes part in a commission, in counts as they may be told."""
    query = (
        select(Seat.group_id, Account.born_on, HeardSeat.seat_id)
        .join(Account, Account.holder_id == Seat.holder_id)
        .outerjoin(HeardSeat, HeardSeat.seat_id == Seat.seat_id)
        .where(Seat.commission_id == commission_id, Seat.role == Role.YOUNG_PERSON, Seat.ended_at.is_(None))
    )
    young = session.execute(query).all()
    names = {**{group.group_id: group.name for group in groups_of(session, commission_id)}, NO_GROUP: ""}
    joined = Counter(row.group_id or NO_GROUP for row in young)
    heard = Counter(row.group_id or NO_GROUP for row in young if row.seat_id is not None)
    rows, together = told_of_groups([(joined[key], heard[key]) for key in names])
    ages = Counter(band_of(row.born_on, london_date(now)) for row in young if row.born_on is not None)
    users = numbers_of(session, commission_id)
    bands = {band: band for band in AGE_BANDS}
    return TakingPart(
        groups=list(zip(names.values(), rows, strict=True)), together=together,
        by_age=_beside(bands, [ages[band] for band in bands], users),
        by_group=_beside(names, [joined[key] for key in names], users),
    )  # fmt: skip


def _beside(names: dict[str, str], joined: list[int], users: dict[str, int]) -> list[Part]:
    shown = told(joined).parts
    counted = {part: tell(users[part]) if part in users else None for part in names}
    return [
        Part(part, name, count, counted[part], share(count, counted[part]))
        for (part, name), count in zip(names.items(), shown, strict=True)
    ]


def numbers_of(session: Session, commission_id: str) -> dict[str, int]:
    """Return the officer's figures of who uses the service, by age band or group's id."""
    query = select(ServiceUsers.part, ServiceUsers.number).where(ServiceUsers.commission_id == commission_id)
    return {row.part: row.number for row in session.execute(query)}
