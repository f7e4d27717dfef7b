"""Four pictures in place of a passphrase, for the youngest; and a facilitator who opens sign-in with them."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.people.models import Account
from services.people.models.joining import SignInWindow
from services.people.pages.coming_in import birthday, code_line, go_on, joined, nickname_line
from services.people.pages.group import pages
from services.people.pages.joining import FACILITATOR
from services.people.pages.setting_up import AT, setup_of
from services.people.queries.guesses import with_code
from services.people.rules.ages import AgeIsOutOfRange
from services.people.rules.invites import InviteIsForAnotherRole, InviteIsNotGood
from services.people.rules.names import NameIsTaken, NicknameIsWrong
from services.people.rules.pictures import PICTURES, PicturesAreWrong
from services.people.rules.way_in import WayInIsNotGood
from services.people.use_cases.join_as_young_person import join_as_young_person
from services.people.use_cases.open_sign_in import open_sign_in
from services.people.use_cases.sign_in_with_pictures import sign_in_with_pictures
from services.people.use_cases.use_way_in import use_way_in
from shared.access import anyone
from shared.errors import DomainError
from shared.web.browser_session import keep_sign_in
from shared.web.forms import ButtonForm, PageForm, line, one_of_many, send
from shared.web.pages import done, render
from shared.web.problem_pages import PICTURE_FIELDS, local_path
from shared.web.routing import Act, Read

_NAMES = {
    "apple": _l("apple"), "ball": _l("ball"), "banana": _l("banana"), "bear": _l("bear"), "bee": _l("bee"),
    "bell": _l("bell"), "bike": _l("bike"), "boat": _l("boat"), "book": _l("book"), "bus": _l("bus"),
    "cake": _l("cake"), "cat": _l("cat"), "cherry": _l("cherry"), "clock": _l("clock"), "cloud": _l("cloud"),
    "cow": _l("cow"), "crown": _l("crown"), "dog": _l("dog"), "drum": _l("drum"), "fish": _l("fish"),
    "flower": _l("flower"), "fox": _l("fox"), "frog": _l("frog"), "gift": _l("gift"), "guitar": _l("guitar"),
    "hat": _l("hat"), "house": _l("house"), "key": _l("key"), "kite": _l("kite"), "lemon": _l("lemon"),
    "lion": _l("lion"), "moon": _l("moon"), "mouse": _l("mouse"), "owl": _l("owl"), "plane": _l("plane"),
    "rocket": _l("rocket"), "snail": _l("snail"), "star": _l("star"), "train": _l("train"), "tree": _l("tree"),
}  # fmt: skip


def _picture(label: Any) -> Any:
    return one_of_many(label, [("", _l("Choose a picture"))])


class PicturesForm(PageForm):
    """Four pictures in a row. What was chosen is not sent back to the page, as a passphrase is not."""

    first_picture = _picture(_l("First picture"))
    second_picture = _picture(_l("Second picture"))
    third_picture = _picture(_l("Third picture"))
    fourth_picture = _picture(_l("Fourth picture"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self._four():
            named = [(name, f"{sign} {_NAMES[name]}") for name, sign in PICTURES.items()]
            field.choices = [("", _("Choose a picture")), *named]

    def _four(self) -> list[Any]:
        return [self[name] for name in PICTURE_FIELDS]

    def chosen(self) -> list[str]:
        """Return the four pictures, and keep none of them in the form."""
        found = [str(field.data or "") for field in self._four()]
        for field in self._four():
            field.data = ""
        return found


class PictureSignInForm(PicturesForm):
    """Sign in with pictures."""

    blames = {PicturesAreWrong: "first_picture"}  # noqa: RUF012  (read only)
    nickname = line(
        _l("Your nickname"), needed=_l("Write your nickname."), most=30, autocomplete="username", spellcheck="false"
    )
    next = HiddenField()
    kept = HiddenField()
    button = send(_l("Sign in"))


@pages.form("/sign-in-with-pictures", who=anyone(), form=PictureSignInForm, once=False)
def picture_sign_in(_read: Read, form: PictureSignInForm) -> str:
    """Sign in with four pictures."""
    form.next.data = local_path(form.next.data or request.args.get("next", ""))
    return render("picture_sign_in.html", form=form)


def show_picture_sign_in(next_path: str, kept: str) -> str:
    """Ask for the pictures of somebody who was signed out while they wrote; what they wrote comes along."""
    form = PictureSignInForm(formdata=None)
    form.next.data, form.kept.data = local_path(next_path), kept
    return render("picture_sign_in.html", form=form)


@picture_sign_in.act
def send_picture_sign_in(act: Act, form: PictureSignInForm) -> Response | str | DomainError:
    """Sign in, while a facilitator has opened sign-in, and go on where the person was."""
    found = sign_in_with_pictures(
        act.session, act.settings, nickname=form.nickname.data or "", pictures=form.chosen(), origin=act.origin,
        now=act.now,
    )  # fmt: skip
    if isinstance(found, DomainError):
        return found
    keep_sign_in(found, act.session.get_one(Account, found["holder_id"]).kind)
    return go_on(form.next.data or "", form.kept.data or "", _("You are signed in again"))


class PictureJoinForm(PicturesForm):
    """Join under 13, with pictures."""

    blames = {  # noqa: RUF012  (read only)
        InviteIsNotGood: "invite_code", InviteIsForAnotherRole: "invite_code", NicknameIsWrong: "nickname",
        NameIsTaken: "nickname", PicturesAreWrong: "first_picture", AgeIsOutOfRange: "born_on",
    }  # fmt: skip
    invite_code = code_line()
    nickname = nickname_line()
    born_on = birthday(_l("For example 27 3 2015. We need it to know your age. We do not show it to anyone."))
    button = send(_l("Join"))


@pages.form("/join-with-pictures", who=anyone(), form=PictureJoinForm)
def picture_join(_read: Read, form: PictureJoinForm) -> str:
    """Join with a code and four pictures."""
    if form.invite_code.data is None:
        form.invite_code.data = request.args.get("code", "")
    return render("picture_join.html", form=form)


@picture_join.act
def send_picture_join(act: Act, form: PictureJoinForm) -> Response | DomainError:
    """Join, and be signed in at once."""
    seat = with_code(
        act.session, act.settings, act.origin, act.now,
        lambda: join_as_young_person(
            act.session, act.settings, invite_code=form.invite_code.data or "", nickname=form.nickname.data or "",
            born_on=form.born_on.data, now=act.now, pictures=form.chosen(),
        ),
    )  # fmt: skip
    if isinstance(seat, DomainError):
        return seat
    return joined(act, seat, _("You have joined. Next time, sign in with your pictures."))


class PictureWayInForm(PicturesForm):
    """Come back in, with new pictures."""

    blames = {WayInIsNotGood: "code", PicturesAreWrong: "first_picture"}  # noqa: RUF012  (read only)
    code = code_line()
    button = send(_l("Go in"))


@pages.form("/way-in-with-pictures", who=anyone(), form=PictureWayInForm)
def picture_way_in(_read: Read, form: PictureWayInForm) -> str:
    """Come back in with a facilitator's code, and choose new pictures."""
    return render("picture_way_in.html", form=form)


@picture_way_in.act
def send_picture_way_in(act: Act, form: PictureWayInForm) -> Response | DomainError:
    """Keep the new pictures, and be signed in here and nowhere else."""
    found = with_code(
        act.session, act.settings, act.origin, act.now,
        lambda: use_way_in(
            act.session, act.settings, code=form.code.data or "", pictures=form.chosen(), origin=act.origin,
            now=act.now,
        ),
    )  # fmt: skip
    if isinstance(found, DomainError):
        return found
    keep_sign_in(found, act.session.get_one(Account, found["holder_id"]).kind)
    return done("/", _("You are back in. Next time, use your new pictures."))


@pages.form(f"{AT}/sign-in-window", who=FACILITATOR, form=ButtonForm, once=False)
def sign_in_window(read: Read, form: ButtonForm, commission_id: str) -> str:
    """Say what opening sign-in means, and until when it is open."""
    window = read.session.get(SignInWindow, commission_id)
    opened = window.closes_at if window is not None and read.now < window.closes_at else None
    return render("sign_in_window.html", form=form, closes_at=opened, at=setup_of(commission_id))


@sign_in_window.act
def send_sign_in_window(act: Act, _form: ButtonForm, commission_id: str) -> Response:
    """Open sign-in with pictures for 15 minutes."""
    open_sign_in(act.session, commission_id=commission_id, caller=act.caller, now=act.now)
    return done(setup_of(commission_id, "/sign-in-window"), _("Sign-in with pictures is open for 15 minutes."))
