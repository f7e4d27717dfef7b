"""Where all routes of `specification` are declared, and what several of them share."""

from __future__ import annotations

from shared.roles import Role
from shared.web.routing import Routes

routes = Routes("specification", description="The plan, clauses and criteria, written with young people.")
WRITERS = (Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER)
INSIDE = tuple(role for role in Role if role is not Role.PROVIDER)
COMMISSION = "/commissions/<uuid:commission_id>"
