"""Pages at the root: a plain landing page, and the record of each commission that has ended."""

from __future__ import annotations

from uuid import UUID

from flask import Flask, Response, render_template

from services.decision_trail import queries
from services.decision_trail.rules.reading import NoSuchRecord
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


def add_pages(app: Flask, runtime: Runtime) -> None:
    """Add the pages to the root application. They are open to anyone."""

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
        return render_template("record.html", record=found)

    def style() -> Response:
        return Response(render_template("style.css"), content_type="text/css")

    add_open(app, "/", "landing", landing)
    add_open(app, "/records/<uuid:commission_id>", "record", record)
    add_open(app, "/style.css", "style", style)
