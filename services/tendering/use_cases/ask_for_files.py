"""The commissioner says which files a tender asks for, before it is published."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.tendering.models import AskedFile, Process
from services.tendering.queries import check_going, known_commission
from services.tendering.rules.bids import TenderIsPublishedAlready
from services.tendering.rules.files import check_asked_files


def ask_for_files(session: Session, *, commission_id: str, files: Sequence[tuple[str, bool]]) -> list[AskedFile]:
    """Put these in place of what was asked for: title, and whether a bid has to have it. No event tells of it.

    Raises NoSuchCommission, FilesAskedAreWrong, TenderIsPublishedAlready and CommissionHasEnded.
    """
    known_commission(session, commission_id)
    process = session.get(Process, commission_id)
    if process is not None:
        check_going(process)
        raise TenderIsPublishedAlready("The tender of this commission is published.")
    check_asked_files([title for title, _ in files])
    session.execute(delete(AskedFile).where(AskedFile.commission_id == commission_id))
    found = [
        AskedFile(commission_id=commission_id, number=number, title=title, needed=needed)
        for number, (title, needed) in enumerate(files, 1)
    ]
    session.add_all(found)
    session.flush()
    return found
