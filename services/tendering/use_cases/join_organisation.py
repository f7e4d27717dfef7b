"""Somebody joins the organisation of a colleague, with the code that they got."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.tendering.models import ColleagueCode, Member, Organisation
from services.tendering.queries.colleagues import code_hash
from services.tendering.rules.bids import MemberOfOneAlready
from services.tendering.rules.colleagues import CODE_LASTS, ColleagueCodeIsNotGood, tidy_code
from shared.access import Caller

_MEMBER = "You belong to an organisation already."


def join_organisation(session: Session, *, code: str, caller: Caller, now: datetime) -> Organisation:
    """Make the caller a member of the organisation that the code is from; the code is used up. No event tells of it.

    From then on they read and write its bids where they take part. Raises MemberOfOneAlready, ColleagueCodeIsNotGood
    and KeyFault.
    """
    if session.get(Member, caller.holder_id) is not None:
        raise MemberOfOneAlready(_MEMBER)
    used = (
        delete(ColleagueCode)
        .where(ColleagueCode.code_hash == code_hash(session, tidy_code(code)), ColleagueCode.made_at > now - CODE_LASTS)
        .returning(ColleagueCode.organisation_id)
    )
    # Of two who use it at once, one takes the row away; for the other there is none.
    organisation_id = session.scalar(used)
    if organisation_id is None:
        raise ColleagueCodeIsNotGood("This code does not work. It may have been used, or be older than 7 days.")
    session.add(Member(holder_id=caller.holder_id, organisation_id=organisation_id))
    try:
        session.flush()
    except IntegrityError:
        raise MemberOfOneAlready(_MEMBER) from None
    return session.get_one(Organisation, organisation_id)
