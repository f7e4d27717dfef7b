"""Permission for the youngest, and ways back in for whoever forgot their passphrase."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.people.models import Account
from services.people.pages.coming_in import code_line
from services.people.pages.group import pages
from services.people.pages.setting_up import AT, setup_of
from services.people.pages.sitting import one_seat
from services.people.queries.guesses import with_code
from services.people.queries.joining import waiting_in
from services.people.rules.names import ReasonNamesSomebody
from services.people.rules.passphrases import PassphraseIsTooWeak
from services.people.rules.permission import Guardian, NobodyWaits, PermissionIsWrong, PermissionWay
from services.people.rules.way_in import WayInIsNotGood
from services.people.use_cases.let_back_in import let_back_in
from services.people.use_cases.record_permission import record_permission
from services.people.use_cases.turn_away import turn_away
from services.people.use_cases.use_way_in import use_way_in
from shared.access import anyone, seats
from shared.errors import DomainError
from shared.roles import Role
from shared.web.browser_session import keep_sign_in
from shared.web.careful import CarefulForm
from shared.web.forms import ButtonForm, PageForm, day, lines, one_of, secret, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

FACILITATOR = seats(Role.FACILITATOR)
WAYS = [
    (PermissionWay.PAPER_FORM.value, _l("On a paper form")), (PermissionWay.PHONE.value, _l("By phone")),
    (PermissionWay.IN_PERSON.value, _l("In person")),
]  # fmt: skip
GUARDIANS = [
    (Guardian.PARENT.value, _l("A parent")), (Guardian.CARER.value, _l("A carer")),
    (Guardian.SOCIAL_WORKER.value, _l("A social worker, for a child in care")),
]  # fmt: skip


@pages.page(f"{AT}/waits", who=FACILITATOR)
def waits(read: Read, commission_id: str) -> str:
    """Who waits for a guardian's permission, by nickname."""
    return render("waits.html", waits=waiting_in(read.session, commission_id), at=setup_of(commission_id))


class PermissionForm(PageForm):
    """Record that permission was given."""

    blames = {PermissionIsWrong: "given_on"}  # noqa: RUF012  (read only)
    way = one_of(_l("How was permission given?"), WAYS, needed=_l("Say how permission was given."))
    given_by = one_of(
        _l("Who gave it?"), GUARDIANS, needed=_l("Say who gave it."), hint=_l("We keep no name, only who it was.")
    )
    given_on = day(_l("On which day?"), needed=_l("Write the day, month and year."), hint=_l("For example 2 3 2026"))
    button = send(_l("Record permission"))


@pages.form(f"{AT}/waits/<uuid:wait_id>/permission", who=FACILITATOR, form=PermissionForm)
def permission(read: Read, form: PermissionForm, commission_id: str, wait_id: str) -> str:
    """Ask how, when and by whom permission was given. Raises NobodyWaits."""
    return render("permission.html", form=form, wait=_waiting(read, commission_id, wait_id), at=setup_of(commission_id))


@permission.act
def send_permission(act: Act, form: PermissionForm, commission_id: str, wait_id: str) -> Response:
    """Record it; the young person has their seat now."""
    record_permission(
        act.session, commission_id=commission_id, wait_id=wait_id, way=PermissionWay(form.way.data),
        given_by=Guardian(form.given_by.data), given_on=form.given_on.data, caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(setup_of(commission_id, "/waits"), _("Recorded. The young person can take part now."))


@pages.form(f"{AT}/waits/<uuid:wait_id>/refusal", who=FACILITATOR, form=ButtonForm)
def permission_refusal(read: Read, form: ButtonForm, commission_id: str, wait_id: str) -> str:
    """Say what it means that there is no permission, before it is kept. Raises NobodyWaits."""
    return render(
        "no_permission.html", form=form, wait=_waiting(read, commission_id, wait_id), at=setup_of(commission_id)
    )


@permission_refusal.act
def send_permission_refusal(act: Act, _form: ButtonForm, commission_id: str, wait_id: str) -> Response:
    """Forget whoever waited, unless they sit elsewhere."""
    turn_away(
        act.session, act.settings, commission_id=commission_id, wait_id=wait_id, actor=act.caller.seat, now=act.now
    )
    return done(setup_of(commission_id, "/waits"), _("Done. What we kept about them is gone."))


def _waiting(read: Read, commission_id: str, wait_id: str) -> dict[str, object]:
    for wait in waiting_in(read.session, commission_id):
        if wait["wait_id"] == wait_id:
            return wait
    raise NobodyWaits("Nobody waits here by that id, or no longer.")


class LetInForm(CarefulForm):
    """Let somebody back in, and say why."""

    blames = {ReasonNamesSomebody: "reason"}  # noqa: RUF012  (read only)
    reason = lines(
        _l("Why?"), needed=_l("Write the reason, such as: forgot the passphrase."),
        hint=_l("The reason is published. Leave names out of it."),
    )  # fmt: skip
    button = send(_l("Make a code for 15 minutes"))


@pages.form(f"{AT}/seats/<uuid:seat_id>/way-in", who=FACILITATOR, form=LetInForm)
def give_way_in(read: Read, form: LetInForm, commission_id: str, seat_id: str) -> str:
    """Say what letting in does, and ask why. Raises NoSuchSeat."""
    return render("let_in.html", form=form, code="", **one_seat(read, commission_id, seat_id))


@give_way_in.act
def send_give_way_in(act: Act, form: LetInForm, commission_id: str, seat_id: str) -> str:
    """Make the code, and show it once."""
    _way_in, code = let_back_in(
        act.session, act.settings, commission_id=commission_id, seat_id=seat_id, reason=form.reason.data or "",
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return render("let_in.html", form=form, code=code, **one_seat(act, commission_id, seat_id))


class WayInForm(PageForm):
    """Come back in."""

    blames = {WayInIsNotGood: "code", PassphraseIsTooWeak: "passphrase"}  # noqa: RUF012  (read only)
    code = code_line()
    passphrase = secret(
        _l("Choose a new passphrase"), needed=_l("Choose a passphrase."), autocomplete="new-password",
        hint=_l("Three or four words work well. Use at least 8 letters. Do not tell anyone."),
    )  # fmt: skip
    button = send(_l("Go in"))


@pages.form("/way-in", who=anyone(), form=WayInForm)
def way_in(_read: Read, form: WayInForm) -> str:
    """Come back in with the code that a facilitator gave me."""
    return render("way_in.html", form=form)


@way_in.act
def send_way_in(act: Act, form: WayInForm) -> Response | DomainError:
    """Set the new passphrase, and be signed in here and nowhere else."""
    found = with_code(
        act.session, act.settings, act.origin, act.now,
        lambda: use_way_in(
            act.session, act.settings, code=form.code.data or "", passphrase=form.passphrase.data or "",
            origin=act.origin, now=act.now,
        ),
    )  # fmt: skip
    if isinstance(found, DomainError):
        return found
    keep_sign_in(found, act.session.get_one(Account, found["holder_id"]).kind)
    return done("/", _("You are back in. Next time, use your new passphrase."))
