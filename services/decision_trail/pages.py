"""Pages at the root: a plain landing page, and the record of each commission that has ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Flask, Response, render_template

from services.decision_trail.queries import trail as queries
from services.decision_trail.rules.reading import NoSuchRecord
from services.decision_trail.rules.story import chapters
from services.decision_trail.rules.words import ROLES, words_of
from shared.runtime import Runtime
from shared.web.app_factory import add_open

SERVICES = {
    "people": "Who takes part: accounts, invites and seats.",
    "specification": "Young people write what the service has to do.",
    "tendering": "Providers bid. Bids stay sealed until two people open them.",
    "youth_panel": "The panel scores the bids and chooses.",
    "notifications": "Everybody is told what happened and why.",
    "decision_trail": "Anyone can check the trail of decisions.",
}


LONDON = ZoneInfo("Europe/London")


def day(moment: datetime) -> str:
    """Write the day of a moment, as clocks in the UK have it."""
    return moment.astimezone(LONDON).strftime("%-d %B %Y")


def day_and_time(moment: datetime) -> str:
    """Write a moment, as clocks in the UK have it."""
    return moment.astimezone(LONDON).strftime("%-d %B %Y, %H:%M")


def add_pages(app: Flask, runtime: Runtime) -> None:
    """Add the pages to the root application. They are open to anyone."""
    app.jinja_env.filters.update(day=day, day_and_time=day_and_time)

    def landing() -> str:
        with runtime.read_sessions() as session:
            ended = queries.ended_commissions(session)
        return render_template("landing.html", services=SERVICES, ended=ended)

    def record(commission_id: UUID) -> str | tuple[str, int]:
        with runtime.read_sessions() as session:
            try:
                found = queries.public_record(session, str(commission_id))
            except NoSuchRecord as error:
                return render_template("missing.html", words=str(error)), 404
            outcome = queries.public_outcome(session, str(commission_id))
            checked = queries.verification(session, str(commission_id))
        told = {"record": found, "outcome": outcome, "checked": checked, "chapters": chapters(found["items"])}
        return render_template("record.html", words_of=words_of, meaning=queries.meaning, roles=ROLES, **told)

    def style() -> Response:
        return Response(render_template("style.css"), content_type="text/css")

    add_open(app, "/", "landing", landing)
    add_open(app, "/records/<uuid:commission_id>", "record", record)
    add_open(app, "/style.css", "style", style)
