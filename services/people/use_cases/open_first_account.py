"""Whoever has the link of the first officer opens a staff account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Account
from services.people.queries.accounts import add_account
from services.people.queries.first_officer import link_of
from services.people.queries.secrets import passphrase_hash
from services.people.rules.first_officer import LinkIsNotGood, check_link
from services.people.rules.names import check_email, folded
from services.people.rules.passphrases import check_passphrase
from shared.ids import new_id
from shared.roles import AccountKind
from shared.settings import Settings


def open_first_account(
    session: Session, settings: Settings, *, code: str, email: str, name: str, passphrase: str, now: datetime
) -> Account:
    """Open a staff account, and use the link up.

    Raises LinkIsNotGood, EmailIsWrong, PassphraseIsTooWeak and NameIsTaken.
    """
    # The link comes first, so that nobody without one learns which staff have accounts.
    link = link_of(session, settings, code, hold=True)
    if link is None:
        raise LinkIsNotGood(
            "This link does not work. A newer one may have been made since, or a part of it is missing. Whoever runs "
            "the system makes a new one with: coproduce first-officer"
        )
    check_link(used_at=link.used_at, expires_at=link.expires_at, now=now)
    check_email(email)
    check_passphrase(passphrase, AccountKind.STAFF, email, name)
    account = Account(
        holder_id=new_id(), kind=AccountKind.STAFF.value, sign_in_name=folded(email), name=name,
        passphrase_hash=passphrase_hash(passphrase), joined_at=now,
    )  # fmt: skip
    add_account(session, account, "Somebody signs in with this e-mail address already. If it is you, sign in.")
    link.used_at = now
    return account
