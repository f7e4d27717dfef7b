"""Finding out who asks, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from shared.access.caller import Caller
from shared.access.directory import Directory
from shared.access.tokens import NotSignedIn, Signed, TokenContent, TokenIsInvalid, read
from shared.access.who import CONFIRMED_FOR, Who
from shared.errors import NotAllowed
from shared.roles import ROLES

_KEYS_REMEMBERED = 100
_TOKENS_REMEMBERED = 2_000


class SignInIsNeeded(NotSignedIn):
    """The route is for people who are signed in."""


class SeatIsNeeded(NotAllowed):
    """The caller has no seat in this commission that may do this."""


class AccountIsOfAnotherKind(NotAllowed):
    """The route is for another kind of account."""


class ConfirmationIsNeeded(NotAllowed):
    """The caller may do this, but has to prove once more that it is them: it cannot be undone."""


class Gate:
    """Checks callers for one service. Public keys are remembered: a key's id never names another key."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._keys: dict[str, dict[str, str]] = {}
        self._signed: dict[str, Signed] = {}

    def let_in_token(
        self, session: Session, token: str, who: Who, commission_id: str | None, now: datetime
    ) -> Caller | None:
        """Return who has this token, or None where the route is open to all.

        Raises NotSignedIn where a token is missing, wrong, old or of an ended session, and NotAllowed where the
        caller has no fitting seat or account, or has to confirm first (ConfirmationIsNeeded).
        """
        if who.open:
            return None
        if not token:
            raise SignInIsNeeded("Sign in first. Programs send their token in the Authorization header, as Bearer.")
        content = self._content(session, token, now)
        caller = Caller(content.holder_id, content.session_id, content.kind, confirmed_at=content.confirmed_at)
        if who.roles:
            caller = self._seated(session, caller, who, commission_id or "")
        else:
            self._check_session(session, caller)
            if caller.kind not in who.kinds:
                raise AccountIsOfAnotherKind("This is for another kind of account than yours.")
        # Last, so that nobody is asked for a passphrase only to hear that this is not for them.
        if who.fresh and not is_fresh(caller, now):
            raise ConfirmationIsNeeded("This cannot be undone. Confirm first that it is you, then go on.")
        return caller

    def _content(self, session: Session, token: str, now: datetime) -> TokenContent:
        """Return what a token says. Its signature is checked once: a page that is written on sends it with each letter.

        Raises TokenIsInvalid and TokenExpired.
        """
        signed = self._signed.get(token)
        if signed is None:
            signed = read(token, self._key_of(session))
            if len(self._signed) >= _TOKENS_REMEMBERED:
                self._signed.clear()
            self._signed[token] = signed
        return signed.at(now)

    def _seated(self, session: Session, caller: Caller, who: Who, commission_id: str) -> Caller:
        held = self._directory.seats_of(
            session, holder_id=caller.holder_id, session_id=caller.session_id, commission_id=commission_id
        )
        for seat_id, role in held:
            if role in who.roles:
                return replace(caller, seat_id=seat_id, role=role, commission_id=commission_id)
        self._check_session(session, caller)
        raise SeatIsNeeded(
            "In this commission, this is for: {wanted}. You have no such seat in it.",
            words={"wanted": tuple(ROLES[role] for role in who.roles)},
        )

    def _check_session(self, session: Session, caller: Caller) -> None:
        if self._directory.session_is_revoked(session, caller.session_id):
            raise TokenIsInvalid("You are signed out on this device. Sign in again.")

    def _key_of(self, session: Session) -> Callable[[str], dict[str, str] | None]:
        def key_of(key_id: str) -> dict[str, str] | None:
            if key_id not in self._keys and len(self._keys) < _KEYS_REMEMBERED:
                found = self._directory.signing_key(session, key_id)
                if found is None:
                    return None
                self._keys[key_id] = found
            return self._keys.get(key_id) or self._directory.signing_key(session, key_id)

        return key_of


def is_fresh(caller: Caller, now: datetime) -> bool:
    """Say whether somebody has proved who they are in the last 10 minutes."""
    return caller.confirmed_at is not None and now - caller.confirmed_at < CONFIRMED_FOR
