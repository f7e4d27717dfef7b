"""A commission's page: where we are, what is next for me, what happened lately, and who decides."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from services.decision_trail.pages.group import pages
from services.decision_trail.queries import standing, trail
from services.decision_trail.rules.next_steps import ROOMS
from services.decision_trail.rules.words import DOES, PARTS, ROLES, words_of
from shared.access import KnownSeat, seats, seats_held, signed_in
from shared.roles import Role
from shared.web.live import news
from shared.web.pages import done, render
from shared.web.routing import Read

_A_MOMENT_SECONDS = 0.25


@pages.page("/commissions/<uuid:commission_id>", who=seats(*Role))
def commission(read: Read, commission_id: str) -> str:
    """Where a commission is, for whoever has a seat in it. Raises NoSuchRecord."""
    held = seats_held(read.session, read.caller.holder_id, commission_id)
    summary = _reads_the_summary(held)
    roles = {seat.role for seat in held}
    return render(
        "commission.html", held=roles, inside=roles != {Role.PROVIDER},
        found=standing.standing(read.session, commission_id, held, read.now),
        recent=standing.what_happened_lately(read.session, commission_id, summary=summary),
        deciding=standing.who_decides(read.session, commission_id),
        number=standing.what_can_be_seen(read.session, commission_id, summary=summary),
        words_of=words_of, meaning=trail.meaning, roles=ROLES, rooms=ROOMS, does=DOES, parts=PARTS,
    )  # fmt: skip


@pages.signal("/commissions/<uuid:commission_id>/news", who=seats(*Role))
def commission_news(read: Read, commission_id: str) -> Response:
    """Whether there is something new on the commission's page: a number, and nothing of what it is."""
    summary = _reads_the_summary(seats_held(read.session, read.caller.holder_id, commission_id))
    return news(read, lambda session: standing.what_can_be_seen(session, commission_id, summary=summary))


def _reads_the_summary(held: Sequence[KnownSeat]) -> bool:
    return all(seat.role == Role.PROVIDER for seat in held)


@pages.page("/commissions/<uuid:commission_id>/ready", who=signed_in())
def commission_ready(read: Read, commission_id: str) -> str | Response:
    """Where somebody lands who has just taken a seat: this service hears of it a moment later than they do."""
    here = f"/commissions/{commission_id}"
    if seats_held(read.session, read.caller.holder_id, commission_id):
        return done(here)
    read.runtime.stopping.wait(_A_MOMENT_SECONDS)
    with read.runtime.read_sessions() as session:
        if seats_held(session, read.caller.holder_id, commission_id):
            return done(here)
    return render("not_ready.html", again=f"{here}/ready")
