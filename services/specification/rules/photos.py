"""Rules of photos of a workshop's wall: how many there are, and which can still be seen. Pure."""

from __future__ import annotations

from shared.errors import Conflict, NotFound

MOST_PHOTOS = 6
LONGEST_ALT = 500


class NoSuchPhoto(NotFound):
    """There is no such photo of this workshop, or it was taken away."""


class TooManyPhotos(Conflict):
    """There are as many photos of this workshop as fit."""


def check_photos(count: int) -> None:
    """Raise TooManyPhotos where a workshop would have more than 6 photos."""
    if count > MOST_PHOTOS:
        raise TooManyPhotos(
            "There are {most} photos already, and no more fit. Take one away first.", words={"most": MOST_PHOTOS}
        )
