"""The JSON API of `specification`."""

from services.specification.routes import (
    checking,
    clauses,
    commissions,
    contributions,
    drafts,
    ideas,
    surveys,
    workshops,
)
from services.specification.routes.group import routes

__all__ = ["checking", "clauses", "commissions", "contributions", "drafts", "ideas", "routes", "surveys", "workshops"]
