"""What a browser answers when it is asked for a passkey, and whether it is right.

The checks of the standard are the webauthn library's; that a challenge is ours and new is checked here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session
from webauthn import base64url_to_bytes, verify_authentication_response, verify_registration_response
from webauthn.helpers import (
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import AuthenticationCredential

from services.people.models import Account, Passkey
from services.people.queries.accounts import lock_account
from services.people.queries.challenges import spend_challenge
from services.people.queries.guesses import check_origin, count_from, known_device
from services.people.queries.passkeys import Asking, handle_of, passkey_of_credential
from services.people.rules.passkeys import (
    LONGEST_ANSWER,
    LONGEST_CREDENTIAL_ID,
    PasskeyIsMissing,
    PasskeyIsNotGood,
    Purpose,
    Site,
)
from shared.access.origin import Origin
from shared.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True)
class Made:
    """A passkey that a device has just made."""

    credential_id: str
    public_key: str
    sign_count: int
    transports: list[str]
    user_handle: str


def made(
    session: Session, settings: Settings, asking: Asking, account: Account, *, held: Sequence[Passkey], answer: str,
    now: datetime,
) -> Made:  # fmt: skip
    """Check what a browser answered to `asks_to_add`. Raises PasskeyIsMissing and PasskeyIsNotGood."""
    credential = _read(answer, parse_registration_credential_json)
    challenge = _challenge_in(credential.response.client_data_json)
    spend_challenge(session, settings, challenge, asking.to_add(account, held), now=now)
    try:
        found = verify_registration_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=asking.site.rp_id,
            expected_origin=asking.site.origin, require_user_verification=True,
        )  # fmt: skip
    except Exception as error:  # whatever a stranger's bytes make the library stumble over
        raise _not_good() from error
    if len(found.credential_id) > LONGEST_CREDENTIAL_ID:
        raise _not_good()
    return Made(
        bytes_to_base64url(found.credential_id), bytes_to_base64url(found.credential_public_key), found.sign_count,
        [each.value for each in credential.response.transports or ()], handle_of(held, challenge),
    )  # fmt: skip


def prove(
    session: Session, settings: Settings, asking: Asking, purpose: Purpose, *, answer: str, origin: Origin,
    now: datetime, holder_id: str = "",
) -> Account | PasskeyIsNotGood:  # fmt: skip
    """Return whose passkey answered `asks_to_prove`, held; and note that it was used.

    holder_id: whose it has to be; empty: anybody's. A wrong answer is counted with its address, and so returned, not
    raised. A known device of the passkey's owner is never kept waiting. Raises PasskeyIsMissing, TooManyGuesses, and
    PasskeyIsNotGood where the answer cannot be read at all.
    """
    credential = _read(answer, parse_authentication_credential_json)
    passkey = passkey_of_credential(session, bytes_to_base64url(credential.raw_id))
    owner = session.get(Account, passkey.holder_id) if passkey is not None else None
    if owner is None or not known_device(settings, owner.sign_in_name or owner.holder_id, origin):
        check_origin(session, settings, origin, now)
    try:
        challenge = _challenge_in(credential.response.client_data_json)
        spend_challenge(session, settings, challenge, asking.bound_to(purpose, holder_id), now=now)
        account, passkey = _held(session, passkey, holder_id)
        passkey.sign_count = _checked(credential, passkey, asking.site, challenge)
    except PasskeyIsNotGood as wrong:
        count_from(session, settings, origin.address, now)
        return wrong
    passkey.last_used_at = now
    return account


def _held(session: Session, passkey: Passkey | None, holder_id: str) -> tuple[Account, Passkey]:
    """Return the account and the passkey, as they stand now: it may have been used, or removed, a moment ago."""
    if passkey is None or holder_id not in ("", passkey.holder_id):
        raise _not_known()
    account = lock_account(session, passkey.holder_id)
    found = session.get(Passkey, passkey.passkey_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise _not_known()
    return account, found


def _checked(credential: AuthenticationCredential, passkey: Passkey, site: Site, challenge: bytes) -> int:
    """Return how often the device says it has signed. A count that did not grow is a copy's, or a replay."""
    handle = credential.response.user_handle
    if handle is not None and bytes_to_base64url(handle) != passkey.user_handle:
        raise _not_good()
    try:
        found = verify_authentication_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=site.rp_id,
            expected_origin=site.origin, credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count, require_user_verification=True,
        )  # fmt: skip
    except Exception as error:  # whatever a stranger's bytes make the library stumble over
        raise _not_good() from error
    return found.new_sign_count


def _read(answer: str, parse: Callable[[str], T]) -> T:
    if not answer:
        raise PasskeyIsMissing("No passkey came with this. Press the button once more, and follow your device.")
    if len(answer) > LONGEST_ANSWER:
        raise _not_good()
    try:
        return parse(answer)
    except Exception as error:  # whatever a stranger's bytes make the library stumble over
        raise _not_good() from error


def _challenge_in(client_data: bytes) -> bytes:
    try:
        return parse_client_data_json(client_data).challenge
    except Exception as error:  # whatever a stranger's bytes make the library stumble over
        raise _not_good() from error


def _not_good() -> PasskeyIsNotGood:
    return PasskeyIsNotGood("This passkey did not work here. Try again, or go on in another way.")


def _not_known() -> PasskeyIsNotGood:
    return PasskeyIsNotGood("We do not know this passkey, or no longer. Try another one, or go on in another way.")
