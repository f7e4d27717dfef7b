"""Pages of photos of a workshop's wall: adding one, the picture itself, and taking one away."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.specification.pages.group import HOSTS, INSIDE, at, pages
from services.specification.pages.ideas import about
from services.specification.pages.workshops import WORKSHOP
from services.specification.queries.photos import photo_of
from services.specification.queries.workshops import workshop_of
from services.specification.rules.photos import LONGEST_ALT
from services.specification.use_cases.add_photo import add_photo
from services.specification.use_cases.take_photo_away import take_photo_away
from shared.access import seats
from shared.roles import Role
from shared.web.careful import CarefulForm
from shared.web.forms import chosen_file, in_this_language, lines, send
from shared.web.pages import done, render
from shared.web.pictures import LARGEST_FILE, Picture, PictureIsWrong, read_picture
from shared.web.routing import Act, Read

_PHOTO = f"{WORKSHOP}/photos/<uuid:photo_id>"
_ROOM_FOR_WORDS = 2 * 1024 * 1024


class PhotoForm(CarefulForm):
    """A photo, and what is on it."""

    published = ("alt",)
    file = chosen_file(
        _l("The photo"), accepts="image/jpeg,image/png,image/webp",
        hint=_l("A JPEG, PNG or WebP file of at most 8 MB."),
    )  # fmt: skip
    alt = lines(
        _l("What is on the photo?"), needed=_l("Write what is on the photo."), most=LONGEST_ALT,
        hint=_l("For people who cannot see it. For example: a wall with yellow sticky notes. Most of them say “tea”."),
    )  # fmt: skip
    button = send(_l("Add the photo"))

    @classmethod
    def beforehand(cls) -> None:
        """Read the picture: that takes a while, and nobody else should wait for it."""
        sent = request.files.get("file")
        try:
            g.picture = read_picture(b"" if sent is None else sent.stream.read(LARGEST_FILE + 1))
        except PictureIsWrong as error:
            g.picture = error

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that a picture came, and, where only the words are wrong, ask for it again: browsers let it go."""
        good = super().validate(extra_validators)
        if isinstance(g.picture, PictureIsWrong):
            self.file.errors = [in_this_language(g.picture)]
            return False
        if not good:
            self.file.errors = [_("Choose the photo again. It was not kept.")]
        return good

    @property
    def picture(self) -> Picture:
        """The picture, drawn anew."""
        found: Picture = g.picture
        return found


@pages.form(
    f"{WORKSHOP}/photos/new", who=seats(Role.FACILITATOR), form=PhotoForm, largest=LARGEST_FILE + _ROOM_FOR_WORDS
)
def new_photo(read: Read, form: PhotoForm, commission_id: str, workshop_id: str) -> str:
    """Add a photo of the wall. Raises NoSuchWorkshop."""
    found = workshop_of(read.session, commission_id, workshop_id)
    return render("new_photo.html", **about(read, commission_id), form=form, workshop=found)


@new_photo.act
def send_new_photo(act: Act, form: PhotoForm, commission_id: str, workshop_id: str) -> Response:
    """Add it."""
    add_photo(
        act.session, commission_id=commission_id, workshop_id=workshop_id, content=form.picture.content,
        width=form.picture.width, height=form.picture.height, alt=form.alt.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, f"/wall/workshops/{workshop_id}"), _("The photo is here. Look: no faces, no names?"))


@pages.signal(f"{_PHOTO}.jpg", who=seats(*INSIDE))
def photo_picture(read: Read, commission_id: str, workshop_id: str, photo_id: str) -> Response:
    """The picture itself. Raises NoSuchWorkshop and NoSuchPhoto."""
    found = photo_of(read.session, commission_id, workshop_id, photo_id, whole=True)
    answer = Response(found.data, content_type="image/jpeg")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = 'inline; filename="wall.jpg"'
    return answer


class AwayForm(CarefulForm):
    """Why a photo is taken away."""

    reason = lines(
        _l("Why?"), needed=_l("Write the reason."), most=LONGEST_ALT,
        hint=_l("Everybody here can read it. Say what is wrong with the photo, not with a person."),
    )  # fmt: skip
    button = send(_l("Take the photo away"), ends=True)


@pages.form(f"{_PHOTO}/away", who=seats(*HOSTS), form=AwayForm)
def photo_away(read: Read, form: AwayForm, commission_id: str, workshop_id: str, photo_id: str) -> str:
    """Take a photo away. Raises NoSuchWorkshop and NoSuchPhoto."""
    found = photo_of(read.session, commission_id, workshop_id, photo_id)
    here = workshop_of(read.session, commission_id, workshop_id)
    return render("photo_away.html", **about(read, commission_id), form=form, workshop=here, photo=found)


@photo_away.act
def send_photo_away(act: Act, form: AwayForm, commission_id: str, workshop_id: str, photo_id: str) -> Response:
    """Take it away."""
    take_photo_away(
        act.session, commission_id=commission_id, workshop_id=workshop_id, photo_id=photo_id,
        reason=form.reason.data or "", now=act.now,
    )  # fmt: skip
    return done(at(commission_id, f"/wall/workshops/{workshop_id}"), _("The photo is taken away for good."))
