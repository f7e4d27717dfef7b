"""Finding and keeping which account of the council signs in to which account here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.people.models import Account, Identity, SpentState
from services.people.queries.secrets import keyed_hash
from services.people.rules.council import RETURN_WITHIN, CouncilAccountIsTaken, ReturnIsNotGood
from shared.settings import Settings


def identity_hash(settings: Settings, issuer: str, subject: str) -> str:
    """Return under what an account at a provider is kept."""
    return keyed_hash(settings, "identity", f"{issuer}\0{subject}")


def identity_of(session: Session, settings: Settings, holder_id: str) -> Identity | None:
    """Return the account of the council with which this person signs in, or None."""
    query = select(Identity).where(Identity.holder_id == holder_id, Identity.issuer == settings.oidc_issuer)
    return session.scalar(query)


def add_identity(session: Session, settings: Settings, account: Account, identity: str, now: datetime) -> None:
    """Let this account of the council (its hash) sign in to an account here. Raises CouncilAccountIsTaken."""
    session.add(
        Identity(
            identity_hash=identity, issuer=settings.oidc_issuer, holder_id=account.holder_id, linked_at=now
        )
    )  # fmt: skip
    try:
        session.flush()
    except IntegrityError as error:
        raise CouncilAccountIsTaken(
            "One council account goes with one account here, and one of these two has another already."
        ) from error


def forget_identities(session: Session, holder_id: str) -> None:
    """Forget with which accounts of the council somebody signed in."""
    session.execute(delete(Identity).where(Identity.holder_id == holder_id))


def spend_state(session: Session, settings: Settings, state: str, now: datetime) -> None:
    """Take a state, which is good once; forget those that are too old to be good. Raises ReturnIsNotGood."""
    # Only rows that nobody holds, as with sessions that are over.
    old = select(SpentState.state_hash).where(SpentState.spent_at < now - RETURN_WITHIN)
    forgotten = delete(SpentState).where(SpentState.state_hash.in_(old.with_for_update(skip_locked=True)))
    session.execute(forgotten, execution_options={"synchronize_session": False})
    session.add(SpentState(state_hash=keyed_hash(settings, "openid state", state), spent_at=now))
    try:
        session.flush()
    except IntegrityError as error:
        raise ReturnIsNotGood("This sign-in was used already. Please start again.") from error
