"""Reading a picture that somebody sent: it becomes a JPEG of ours, or words that say why not.

Nothing of the file itself is kept: it is decoded and drawn anew, so what else stood in it is gone, such as where it was
taken, by which phone, and when (EXIF, XMP, comments). Which kind it is says its content, never its name.

What a hostile file can cost is bounded: its dots are counted in its head before any is decoded, a JPEG is decoded at
about the size that is kept, and a process reads one picture at a time. Seen at the limits: 0.3 GB and one second.
"""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock

from PIL import Image, UnidentifiedImageError
from PIL.Image import Transpose

from shared.errors import Invalid

LARGEST_FILE = 8 * 1024 * 1024
LONGEST_SIDE = 2000
# A phone's camera makes JPEGs of up to 50 million dots; the others have to be decoded whole.
MOST_DOTS = {"JPEG": 60_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
# A JPEG comes in at most about ten passes. Each is a walk over the whole picture, however few bytes it has.
_MOST_PASSES = 500
_PASS = b"\xff\xda"
_QUALITY = 82
_MILLION = 1_000_000
_TURNED = 0x0112
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
}  # fmt: skip
# How the files of some phones begin (ISO 23008-12), from the fifth byte on.
_HEIC = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"))
_ONE_AT_A_TIME = Lock()


class PictureIsWrong(Invalid):
    """The file is too large, is no picture that is taken here, or is broken."""


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: a JPEG with nothing in it but the picture, at most 2,000 dots long and high."""

    content: bytes
    width: int
    height: int


def read_picture(content: bytes) -> Picture:
    """Return a JPEG, PNG or WebP file of at most 8 MiB, drawn anew the right way up. Raises PictureIsWrong."""
    if not content:
        raise PictureIsWrong("Choose a photo. None was chosen, or the file is empty.")
    if len(content) > LARGEST_FILE:
        raise PictureIsWrong(
            "This photo is too large: at most {most} MB fit. Make it smaller on your phone or computer first.",
            words={"most": LARGEST_FILE // 1024 // 1024},
        )
    if content[4:12].startswith(_HEIC):
        raise PictureIsWrong(
            "This is a HEIC photo, which we cannot read. Open this page on the phone that took the photo and choose it "
            "there: phones mostly send it as JPEG then. Or save it as JPEG first."
        )
    try:
        with _ONE_AT_A_TIME:
            return _drawn_anew(content)
    except PictureIsWrong:
        raise
    except UnidentifiedImageError as error:
        raise PictureIsWrong("This is no photo that we can read. Choose a JPEG, PNG or WebP file.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_dots(max(MOST_DOTS.values())) from error
    except Exception as error:  # a broken file makes the library stumble in many ways
        raise PictureIsWrong(
            "This photo is broken, or not all of it arrived. Look if it opens on your device, then try again."
        ) from error


def _too_many_dots(most: int) -> PictureIsWrong:
    return PictureIsWrong(
        "This picture is too large: it has more than {most} million dots. Make it smaller first.",
        words={"most": most // _MILLION},
    )


def _drawn_anew(content: bytes) -> Picture:
    with Image.open(io.BytesIO(content), formats=tuple(MOST_DOTS)) as opened:
        # Several pictures in one JPEG (MPO) are what phones add to a photo: the first one is the photo.
        jpeg = opened.format in ("JPEG", "MPO")
        most = MOST_DOTS["JPEG" if jpeg else str(opened.format)]
        if opened.width * opened.height > most:
            raise _too_many_dots(most)
        if not jpeg and getattr(opened, "is_animated", False):
            raise PictureIsWrong("This picture moves. Choose one that stands still.")
        if jpeg and content.count(_PASS) > _MOST_PASSES:
            message = "a JPEG in more passes than a camera makes"
            raise ValueError(message)
        scale = LONGEST_SIDE / max(opened.size)
        if scale < 1:
            opened.draft("RGB", (max(1, int(opened.width * scale)), max(1, int(opened.height * scale))))
        opened.load()
        turn = _turn(opened)
        see_through = opened.has_transparency_data
        plain = opened.convert("L") if opened.mode.startswith("I") else opened
        mode = "RGBA" if see_through else "RGB"
        picture = plain if plain.mode == mode else plain.convert(mode)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        if turn is not None:
            picture = picture.transpose(turn)
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture if see_through else None)
    written = io.BytesIO()
    paper.save(written, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return Picture(written.getvalue(), paper.width, paper.height)


def _turn(opened: Image.Image) -> Transpose | None:
    # Where the note on how the phone was held is broken, the picture stays as it is.
    with suppress(Exception):
        return _TURNS.get(opened.getexif().get(_TURNED, 1))
    return None
