"""A member of staff or of a provider opens an account."""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Account, Invite
from services.people.queries.accounts import add_account
from services.people.queries.council import add_identity
from services.people.queries.invites import seat_invited, use_invite
from services.people.queries.secrets import passphrase_hash
from services.people.rules.invites import InviteIsForAnotherRole, InviteIsNotGood
from services.people.rules.names import check_email, folded
from services.people.rules.passphrases import check_passphrase
from shared.ids import new_id
from shared.roles import AccountKind
from shared.settings import Settings

_TAKEN = "Somebody signs in with this e-mail address already. If it is you, sign in."


def open_account(
    session: Session, settings: Settings, *, kind: AccountKind, email: str, name: str, invite_code: str, now: datetime,
    passphrase: str = "", identity: str = "",
) -> Account:  # fmt: skip
    """Open an account; staff need the setup code of this system or an invite, which also gives a seat.

    identity: the hash of an account of the council's, with which they sign in from the start, without a passphrase.
    Raises EmailIsWrong, PassphraseIsTooWeak, NameIsTaken, InviteIsNotGood, InviteIsForAnotherRole and
    CouncilAccountIsTaken.
    """
    check_email(email)
    if not identity:
        check_passphrase(passphrase, kind, email, name)
    # The code comes before the name, so that only invited people can learn which staff have accounts.
    invite = _invite(session, settings, kind, invite_code, now)
    account = Account(
        holder_id=new_id(), kind=kind.value, sign_in_name=folded(email), name=name,
        passphrase_hash=None if identity else passphrase_hash(passphrase), joined_at=now,
    )  # fmt: skip
    add_account(session, account, _TAKEN)
    if identity:
        add_identity(session, settings, account, identity, now)
    if invite is not None:
        seat_invited(session, account, invite, now)
    return account


def _invite(session: Session, settings: Settings, kind: AccountKind, code: str, now: datetime) -> Invite | None:
    if kind is AccountKind.PROVIDER:
        if code:
            raise InviteIsForAnotherRole("Providers need no code. Leave it out, or open a staff account with it.")
        return None
    if not code:
        raise InviteIsNotGood("Staff accounts need a code: from an invite, or the setup code of this system.")
    return None if _is_setup_code(settings, code) else use_invite(session, settings, code, now)


def _is_setup_code(settings: Settings, code: str) -> bool:
    return bool(settings.setup_code) and hmac.compare_digest(settings.setup_code.encode(), code.strip().encode())
