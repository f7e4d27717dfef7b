"""A young person joins with a code from a facilitator: a nickname and a passphrase, no e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from services.people.models import Account, Seat
from services.people.models.joining import Wait
from services.people.queries.accounts import add_account
from services.people.queries.invites import use_invite
from services.people.queries.joining import take_place
from services.people.queries.seats import london_date
from services.people.queries.secrets import choose_secret
from services.people.rules.ages import check_age
from services.people.rules.invites import check_joining
from services.people.rules.names import check_nickname, folded
from services.people.rules.permission import permission_is_needed
from shared.ids import new_id
from shared.roles import AccountKind, Role
from shared.settings import Settings

_TAKEN = "Somebody has this nickname already. Try another, or add a number to it."


def join_as_young_person(
    session: Session, settings: Settings, *, invite_code: str, nickname: str, born_on: date, now: datetime,
    passphrase: str = "", pictures: Sequence[str] = (),
) -> Seat | Wait:  # fmt: skip
    """Open a young person's account and give it the seat of the invite; under 13 it waits for a guardian's permission.

    Under 13 the secret can be four pictures in place of a passphrase. Raises InviteIsNotGood, InviteIsForAnotherRole,
    AgeIsOutOfRange, NicknameIsWrong, PassphraseIsTooWeak, PicturesAreWrong, PicturesAreForTheYoungest and NameIsTaken.
    """
    # The code comes first: without one, nobody learns which nicknames there are.
    invite = use_invite(session, settings, invite_code, now)
    check_joining(Role(invite.role))
    check_age(Role.YOUNG_PERSON, born_on, london_date(now))
    check_nickname(nickname)
    today = london_date(now)
    account = Account(
        holder_id=new_id(), kind=AccountKind.YOUNG_PERSON.value, sign_in_name=folded(nickname), name=nickname,
        born_on=born_on, joined_at=now,
        agreed_at=None if permission_is_needed(born_on, today) else now,
    )  # fmt: skip
    choose_secret(account, today, passphrase=passphrase, pictures=pictures)
    add_account(session, account, _TAKEN)
    return take_place(session, account, invite, now)
