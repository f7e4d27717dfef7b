"""Finding people, and adding them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.people.models import Account
from services.people.rules.names import NameIsTaken, folded
from services.people.rules.sessions import NoSuchAccount


def account_by_name(session: Session, sign_in_name: str) -> Account | None:
    """Return the account that signs in with this name, however it is written."""
    return session.scalar(select(Account).where(Account.sign_in_name == folded(sign_in_name)))


def lock_account(session: Session, holder_id: str) -> Account:
    """Return an account and hold it, so that what belongs to it changes one after the other. Raises NoSuchAccount."""
    account = session.get(Account, holder_id, with_for_update=True, populate_existing=True)
    if account is None or account.erased_at is not None:
        raise NoSuchAccount("This account is not there, or no longer.")
    return account


def add_account(session: Session, account: Account, taken: str) -> None:
    """Add an account. Raises NameIsTaken, in these words, where its name is taken, even at the same moment."""
    if account_by_name(session, account.sign_in_name or "") is not None:
        raise NameIsTaken(taken)
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:
        # Two can find a name free at once; the unique column lets one of them in.
        raise NameIsTaken(taken) from error
