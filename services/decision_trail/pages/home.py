"""The first page: for whoever is signed in, their commissions; for others, what this is and how to get in."""

from __future__ import annotations

from services.decision_trail.pages.group import pages
from services.decision_trail.queries import standing, trail
from services.decision_trail.rules.next_steps import ROOMS
from services.decision_trail.rules.words import ROLES
from shared.access import anyone, seats_held
from shared.web.pages import render, whoever
from shared.web.routing import Read

SERVICES = {
    "people": "Who takes part: accounts, invites and seats.",
    "specification": "Young people write what the service has to do.",
    "tendering": "Providers bid. Bids stay sealed until two people open them.",
    "youth_panel": "The panel scores the bids and chooses.",
    "notifications": "Everybody is told what happened and why.",
    "decision_trail": "Anyone can check the trail of decisions.",
}


@pages.page("/", who=anyone())
def home(read: Read) -> str:
    """My commissions, each with where it is and what is next for me; or, for a visitor, what this is."""
    caller = whoever(read)
    if caller is None:
        return render("visitor.html", ended=trail.ended_commissions(read.session))
    held = seats_held(read.session, caller.holder_id)
    return render("home.html", mine=standing.own_commissions(read.session, held, read.now), roles=ROLES, rooms=ROOMS)


@pages.page("/about-this-system", who=anyone())
def about_this_system(_read: Read) -> str:
    """What it is made of, for those who build on it or keep it running."""
    return render("about_this_system.html", services=SERVICES)
