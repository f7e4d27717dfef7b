"""Who takes part: tables and bars that name nobody, beside who uses the service."""

from __future__ import annotations

from typing import Any

from flask import Response, g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms.validators import NumberRange, Optional

from services.people.pages.group import pages
from services.people.pages.setting_up import AT, COMMISSIONER, setup_of
from services.people.queries.groups import groups_of
from services.people.queries.participation import numbers_of, taking_part
from services.people.use_cases.set_service_users import set_service_users
from shared.access import seats
from shared.counting import AGE_BANDS
from shared.roles import Role
from shared.web.forms import PageForm, WholeNumberField, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read, commission_in_address

_WHO = seats(Role.COMMISSIONER, Role.FACILITATOR, Role.BOARD_MEMBER, Role.AUDITOR)
_MOST = 10_000_000


@pages.page(f"{AT}/taking-part", who=_WHO)
def who_takes_part(read: Read, commission_id: str) -> str:
    """Who joined, who had a say, and how that compares with who uses the service."""
    found = taking_part(read.session, commission_id, read.now)
    return render(
        "taking_part.html", found=found, at=setup_of(commission_id), commission_id=commission_id,
        officer=read.caller.role is Role.COMMISSIONER,
        tables=((_("By age"), found.by_age), (_("By group"), found.by_group)),
    )  # fmt: skip


class UsersForm(PageForm):
    """How many young people use the service: one number for each age band and each group."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.parts: dict[str, str] = {}
        asked = [(band, _("Aged %(band)s", band=band)) for band in AGE_BANDS]
        asked += [(each.group_id, each.name) for each in groups_of(g.act.session, commission_in_address() or "")]
        extra = []
        for number, (part, label) in enumerate(asked):
            self.parts[f"part_{number}"] = part
            extra.append((f"part_{number}", _number(label)))
        kind: Any = type(self)
        self._unbound_fields = [*kind._unbound_fields, *extra]  # noqa: SLF001  (wtforms' own place for them)
        super().__init__(*args, **kwargs)

    button = send(_l("Save"))


def _number(label: str) -> Any:
    size = NumberRange(0, _MOST, message=_l("Write a number from 0 to %(max)s."))
    params = {"params": {"inputmode": "numeric", "classes": "govuk-input--width-10"}}
    return WholeNumberField(label, [Optional(), size], widget=GovTextInput(), render_kw=params)


@pages.form(f"{AT}/service-users", who=COMMISSIONER, form=UsersForm, once=False)
def service_users(read: Read, form: UsersForm, commission_id: str) -> str:
    """Ask how many young people use the service."""
    if not form.is_submitted():
        kept = numbers_of(read.session, commission_id)
        for name, part in form.parts.items():
            form[name].data = kept.get(part)
    return render("service_users.html", form=form, at=setup_of(commission_id))


@service_users.act
def send_service_users(act: Act, form: UsersForm, commission_id: str) -> Response:
    """Keep the numbers."""
    typed = {part: form[name].data for name, part in form.parts.items()}
    numbers = {part: number for part, number in typed.items() if number is not None}
    set_service_users(act.session, commission_id=commission_id, numbers=numbers, caller=act.caller, now=act.now)
    return done(setup_of(commission_id, "/taking-part"), _("Saved."))
