"""A commissioner or facilitator sets the themes that ideas are sorted by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.specification.models import Theme
from services.specification.queries.commissions import open_commission
from services.specification.queries.ideas import themes_of
from services.specification.rules.ideas import tidy_themes
from shared.access import Caller
from shared.ids import new_id


def set_themes(session: Session, *, commission_id: str, names: str, caller: Caller, now: datetime) -> dict[str, str]:
    """Set the themes, typed one a line, and return them by id. A theme that keeps its name keeps its ideas.

    Ideas of a theme that is gone stand under none. Raises ThemesAreWrong, RulesAreLocked and CommissionHasEnded.
    """
    _ = caller, now
    open_commission(session, commission_id)
    wanted = tidy_themes(names)
    known = themes_of(session, commission_id)
    kept = {name.casefold(): theme_id for theme_id, name in known.items()}
    session.execute(delete(Theme).where(Theme.commission_id == commission_id))
    for number, name in enumerate(wanted, start=1):
        theme_id = kept.get(name.casefold()) or new_id()
        session.add(Theme(theme_id=theme_id, commission_id=commission_id, number=number, name=name))
    session.flush()
    return themes_of(session, commission_id)
