"""The link with which the first officer opens an account, as the command prints it."""

from __future__ import annotations

import structlog

from services.people.queries.first_officer import staff_accounts
from services.people.use_cases.make_first_officer_link import make_first_officer_link
from shared.runtime import Runtime

_log = structlog.get_logger("deploy.first_officer")


def has_staff(people: Runtime) -> bool:
    """Say whether anybody has a staff account already."""
    with people.read_sessions() as session:
        return staff_accounts(session) > 0


def new_link(people: Runtime, address: str) -> str:
    """Make a link to the page under this address, and end those made before. It is told in the log by its id alone."""
    with people.sessions.begin() as session:
        link, code = make_first_officer_link(session, people.settings, now=people.clock())
        _log.warning("a link for the first officer was made", link_id=link.link_id, count=staff_accounts(session))
    return f"{address.rstrip('/')}/people/first-officer?code={code}"
