"""The JSON API of `specification`."""

from services.specification.routes import (
    cards,
    checking,
    clauses,
    commissions,
    contributions,
    deciding,
    drafts,
    ideas,
    library,
    parts,
    surveys,
    workshops,
)
from services.specification.routes.group import routes

__all__ = [
    "cards",
    "checking",
    "clauses",
    "commissions",
    "contributions",
    "deciding",
    "drafts",
    "ideas",
    "library",
    "parts",
    "routes",
    "surveys",
    "workshops",
]
