"""Codes from a phone and recovery codes: kept, checked and forgotten."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services.people.models import Account, RecoveryCode, SecondFactor
from services.people.queries.guesses import SECOND_CODE, count_guess, hold_guesses, right_guess
from services.people.queries.locks import lock_for, unlock_for
from services.people.queries.secrets import keyed_hash
from services.people.rules.invites import new_code, tidy_code
from services.people.rules.second_factor import (
    DIGITS,
    RECOVERY_CODES,
    STEP_SECONDS,
    SecondCodeIsWrong,
    SecondFactorCannotBeRead,
    SecondFactorIsOff,
    digits_of,
    open_steps,
)
from shared.access.origin import Origin
from shared.ids import new_id
from shared.settings import Settings

_PURPOSE = "second factors"


def new_locked_secret(settings: Settings, holder_id: str) -> str:
    """Return what a new phone's codes are made from (160 bits, RFC 4226, section 4), locked for this person."""
    return lock_for(settings, _PURPOSE, holder_id, pyotp.random_base32(32))


def begun_factor(session: Session, holder_id: str) -> SecondFactor:
    """Return the second factor that somebody sets up. Raises SecondFactorIsOff where there is none."""
    factor = session.get(SecondFactor, holder_id, populate_existing=True)
    if factor is None:
        raise SecondFactorIsOff("Your account asks for no code. You can set it up.")
    return factor


def factor_of(session: Session, holder_id: str) -> SecondFactor | None:
    """Return a person's second factor, or None while it does not count."""
    factor = session.get(SecondFactor, holder_id, populate_existing=True)
    return None if factor is None or factor.confirmed_at is None else factor


def secret_of(settings: Settings, factor: SecondFactor) -> str:
    """Return what the phone's codes are made from. Raises SecondFactorCannotBeRead."""
    secret = unlock_for(settings, _PURPOSE, factor.holder_id, factor.locked_secret)
    if secret is None:
        raise SecondFactorCannotBeRead(
            "Your phone's codes cannot be checked: the system has another secret now (COPRODUCE_SECRET). Whoever runs "
            "it has to find the old one, or end your codes with: coproduce second-factor --end"
        )
    return secret


def address_for_phone(settings: Settings, account: Account, secret: str) -> str:
    """Return the otpauth address that an app on a phone reads from a picture."""
    return _codes(secret).provisioning_uri(name=account.sign_in_name or "", issuer_name=settings.council)


def step_of_code(settings: Settings, factor: SecondFactor, code: str, now: datetime) -> int | None:
    """Return the step to which a code from the phone belongs, or None where it is not taken now."""
    digits, codes = digits_of(code), _codes(secret_of(settings, factor))
    found = None
    for step in open_steps(now, factor.last_step):
        if hmac.compare_digest(codes.generate_otp(step), digits):
            found = step
    return found


def new_recovery_codes(session: Session, settings: Settings, holder_id: str, now: datetime) -> list[str]:
    """Make ten recovery codes, and return them; they are not kept. Those that were made before end."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.holder_id == holder_id))
    codes = [new_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(code_id=new_id(), holder_id=holder_id, code_hash=_hash(settings, holder_id, code), made_at=now)
        for code in codes
    )
    return codes


def recovery_codes_left(session: Session, holder_id: str) -> int:
    """Return how many recovery codes somebody has not used."""
    left = select(func.count()).where(RecoveryCode.holder_id == holder_id, RecoveryCode.used_at.is_(None))
    return session.scalar(left) or 0


def check_second_code(
    session: Session, settings: Settings, account: Account, *, code: str, origin: Origin, now: datetime
) -> SecondCodeIsWrong | None:
    """Check a code from the phone, or a recovery code, and use it up. The account is held, its passphrase was right.

    A wrong one is counted, and so returned, not raised. Raises TooManyGuesses and SecondFactorCannotBeRead.
    """
    name = account.sign_in_name or account.holder_id
    attempt = hold_guesses(session, settings, name, origin, now, at=SECOND_CODE)
    factor = begun_factor(session, account.holder_id)
    step = step_of_code(settings, factor, code, now)
    if step is not None:
        factor.last_step = step
    elif not _use_recovery_code(session, settings, account.holder_id, code, now):
        count_guess(session, settings, attempt, now)
        return SecondCodeIsWrong(
            "This code is not right, or was used before. Wait for the next one on your phone, or use a recovery code."
        )
    right_guess(session, attempt)
    return None


def forget_second_factor(session: Session, holder_id: str) -> None:
    """Delete somebody's second factor and recovery codes."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.holder_id == holder_id))
    session.execute(delete(SecondFactor).where(SecondFactor.holder_id == holder_id))


def _use_recovery_code(session: Session, settings: Settings, holder_id: str, code: str, now: datetime) -> bool:
    found = select(RecoveryCode).where(
        RecoveryCode.code_hash == _hash(settings, holder_id, tidy_code(code)), RecoveryCode.used_at.is_(None)
    )
    kept = session.scalar(found.with_for_update())
    if kept is None:
        return False
    kept.used_at = now
    return True


def _hash(settings: Settings, holder_id: str, code: str) -> str:
    return keyed_hash(settings, "recovery code", f"{holder_id}\0{code}")


def _codes(secret: str) -> pyotp.TOTP:
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
