"""Passkeys: which ones somebody has, and what a browser is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn import base64url_to_bytes, generate_authentication_options, generate_registration_options
from webauthn.helpers import bytes_to_base64url, options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from services.people.models import Account, Passkey
from services.people.queries.challenges import new_challenge
from services.people.rules.passkeys import CHALLENGE_LASTS, NoSuchPasskey, Purpose, Site
from shared.settings import Settings

_MILLISECONDS = int(CHALLENGE_LASTS.total_seconds() * 1000)


@dataclass(frozen=True)
class Asking:
    """Where a passkey is asked for, and in which browser, told by a mark that it keeps."""

    site: Site
    browser: str

    def bound_to(self, purpose: Purpose, about: str = "") -> tuple[str, ...]:
        """Return what a challenge is bound to, so that it is of no use elsewhere."""
        return (purpose, self.browser, self.site.origin, about)

    def to_add(self, account: Account, held: Sequence[Passkey]) -> tuple[str, ...]:
        """Return what the challenge of a new passkey is bound to.

        The handle is part of it: of two first passkeys begun side by side, the second is asked for anew, under the
        handle of the first.
        """
        return self.bound_to(Purpose.ADD, f"{account.holder_id} {held[0].user_handle if held else ''}")


def passkeys_of(session: Session, holder_id: str) -> list[Passkey]:
    """Return a person's passkeys, oldest first."""
    query = select(Passkey).where(Passkey.holder_id == holder_id)
    return list(session.scalars(query.order_by(Passkey.added_at, Passkey.passkey_id)))


def own_passkey(session: Session, holder_id: str, passkey_id: str) -> Passkey:
    """Return one passkey of a person's. Raises NoSuchPasskey."""
    found = session.get(Passkey, passkey_id)
    if found is None or found.holder_id != holder_id:
        raise NoSuchPasskey("You have no such passkey, or no longer.")
    return found


def passkey_of_credential(session: Session, credential_id: str) -> Passkey | None:
    """Return the passkey with this id of the device's own (base64url, without padding), whoever's it is."""
    return session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def asks_to_add(
    settings: Settings, asking: Asking, account: Account, held: Sequence[Passkey], *, now: datetime
) -> dict[str, Any]:
    """Return what a browser is asked to make a passkey by: one that finds its account, and checks who uses it."""
    challenge = new_challenge(settings, asking.to_add(account, held), now)
    options = generate_registration_options(
        rp_id=asking.site.rp_id, rp_name=settings.council, user_name=account.sign_in_name or account.holder_id,
        user_display_name=account.name or "", user_id=base64url_to_bytes(handle_of(held, challenge)),
        challenge=challenge, timeout=_MILLISECONDS, exclude_credentials=_descriptors(held),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )  # fmt: skip
    return options_to_json_dict(options)


def asks_to_prove(
    settings: Settings, asking: Asking, purpose: Purpose, *, now: datetime, holder_id: str = "",
    held: Sequence[Passkey] = (),
) -> dict[str, Any]:  # fmt: skip
    """Return what a browser is asked to prove with a passkey: one of those held, or, where none are named, any."""
    challenge = new_challenge(settings, asking.bound_to(purpose, holder_id), now)
    options = generate_authentication_options(
        rp_id=asking.site.rp_id, challenge=challenge, timeout=_MILLISECONDS, allow_credentials=_descriptors(held),
        user_verification=UserVerificationRequirement.REQUIRED,
    )  # fmt: skip
    return options_to_json_dict(options)


def handle_of(held: Sequence[Passkey], challenge: bytes) -> str:
    """Return the handle of a person's passkeys. The first one's comes of its challenge, which is random."""
    if held:
        return held[0].user_handle
    return bytes_to_base64url(hashlib.sha256(b"user handle" + challenge).digest())


def _descriptors(held: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(each.credential_id),
            transports=[AuthenticatorTransport(transport) for transport in each.transports],
        )
        for each in held
    ]
