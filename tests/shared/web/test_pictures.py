"""Pictures that somebody sends: drawn anew without what else stood in them, or refused in words; bounded throughout."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from threading import Thread
from time import perf_counter
from typing import Any

import pytest
from PIL import Image

from shared.web.pictures import LARGEST_FILE, MOST_DOTS, PictureIsWrong, read_picture
from tests.system import ROOT

SECRETS = (b"52 Hidden Lane", b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"a comment")


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes into a photo: how it was held, where it was, who took it."""
    found = Image.Exif()
    found[0x0112], found[0x013B] = orientation, "52 Hidden Lane"
    found.get_ifd(0x8825).update({1: "N", 2: (53.0, 28.0, 41.2), 3: "W", 4: (2.0, 14.0, 5.5)})
    return found


def written(picture: Image.Image, kind: str, **options: Any) -> bytes:
    to = io.BytesIO()
    picture.save(to, kind, **options)
    return to.getvalue()


def photo(kind: str = "JPEG", size: tuple[int, int] = (300, 200), **options: Any) -> bytes:
    """A photo whose upper left quarter is red, and the rest blue."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    return written(picture, kind, **options)


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG that claims to be of this size, and holds nothing."""
    head = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    parts = (head, *chunks, (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def seen(content: bytes) -> Image.Image:
    """A picture as it is kept, opened again."""
    found = read_picture(content)
    assert not any(secret in found.content for secret in SECRETS)
    opened = Image.open(io.BytesIO(found.content))
    opened.load()
    assert (opened.format, opened.mode, opened.size) == ("JPEG", "RGB", (found.width, found.height))
    assert not dict(opened.getexif())
    assert max(opened.size) <= 2000
    return opened


def colour(picture: Image.Image, x: int, y: int) -> str:
    found = picture.getpixel((x, y))
    assert isinstance(found, tuple)
    return max(zip(found, ("red", "green", "blue"), strict=True))[1]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_is_drawn_anew_without_where_it_was_taken(kind: str) -> None:
    options: dict[str, Any] = {"exif": exif()}
    if kind == "JPEG":
        options["comment"] = b"a comment"
    content = photo(kind, **options)
    assert b"52 Hidden Lane" in content
    picture = seen(content)
    assert picture.size == (300, 200)
    assert (colour(picture, 20, 20), colour(picture, 280, 180)) == ("red", "blue")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stands_the_right_way_up(kind: str) -> None:
    corners = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
    for orientation, (right, low) in corners.items():
        picture = seen(photo(kind, exif=exif(orientation)))
        assert picture.size == ((300, 200) if orientation < 5 else (200, 300))
        width, height = picture.size
        assert colour(picture, width - 20 if right else 20, height - 20 if low else 20) == "red", orientation
        assert colour(picture, 20 if right else width - 20, 20 if low else height - 20) == "blue", orientation


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_broken_note_on_how_the_phone_was_held_turns_nothing() -> None:
    broken = photo(exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff" + b"\x01\x12\x00\x03" * 3)
    assert seen(broken).size == (300, 200)


@pytest.mark.parametrize(("size", "kept"), [((4000, 1000), (2000, 500)), ((30, 3000), (20, 2000)), ((5, 4), (5, 4))])
def test_no_side_is_longer_than_2000_and_nothing_is_made_larger(size: tuple[int, int], kept: tuple[int, int]) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        assert seen(photo(kind, size)).size == kept


def unusual() -> dict[str, bytes]:
    half, hole = Image.new("RGBA", (60, 40), (255, 0, 0, 0)), Image.new("P", (60, 40), 1)
    hole.putpalette([255, 0, 0, 0, 255, 0])
    return {
        "see-through": written(half, "PNG"),
        "see-through WebP": written(half, "WEBP"),
        "a palette": written(Image.new("P", (3000, 40), 3), "PNG"),
        "a palette with a hole": written(hole, "PNG", transparency=1),
        "grey": written(Image.new("L", (60, 40), 200), "JPEG"),
        "grey and see-through": written(Image.new("LA", (60, 40), (9, 0)), "PNG"),
        "black and white": written(Image.new("1", (60, 40), 1), "PNG"),
        "16 bits": written(Image.new("I;16", (60, 40), 65535), "PNG"),
        "for print": written(Image.new("CMYK", (60, 40)), "JPEG"),
        "in passes": photo(progressive=True),
        "two in one, as phones send them": photo("MPO", save_all=True, append_images=[Image.new("RGB", (300, 200))]),
    }


@pytest.mark.parametrize("name", unusual())
def test_unusual_pictures_are_taken_and_what_is_see_through_becomes_white(name: str) -> None:
    picture = seen(unusual()[name])
    if name in ("see-through", "see-through WebP", "a palette with a hole", "grey and see-through", "16 bits"):
        assert picture.getpixel((2, 2)) == (255, 255, 255), name


def moving(kind: str) -> bytes:
    return photo(kind, save_all=True, append_images=[Image.new("RGB", (300, 200), "green")], duration=100)


def passes(number: int) -> bytes:
    """A JPEG whose last pass comes again and again: few bytes, each a walk over the whole picture."""
    content = photo(size=(640, 480), progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * number + content[-2:]


WRONG: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "Choose a photo."),
    "9 MB": (lambda: photo() + b"\0" * 9 * 1024 * 1024, "at most 8 MB fit"),
    "one byte too many": (lambda: photo().ljust(LARGEST_FILE + 1, b"\0"), "at most 8 MB fit"),
    "a renamed program": (lambda: b"MZ\x90\x00" + b"\0" * 400 + b"This program cannot be run in DOS mode.", "no photo"),
    "a page": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no photo"),
    "GIF": (lambda: photo("GIF"), "no photo that we can read"),
    "TIFF": (lambda: photo("TIFF"), "no photo that we can read"),
    "BMP": (lambda: photo("BMP"), "no photo that we can read"),
    "PostScript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n", "no photo"),
    "HEIC": (lambda: b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + b"\0" * 300, "This is a HEIC photo"),
    "AVIF": (lambda: b"\0\0\0\x1cftypavif\0\0\0\0mif1avif" + b"\0" * 300, "This is a HEIC photo"),
    "half a JPEG": (lambda: photo()[:-300], "is broken, or not all of it arrived"),
    "half a PNG": (lambda: photo("PNG", (900, 900))[:-200], "is broken, or not all of it arrived"),
    "half a WebP": (lambda: photo("WEBP")[:-60], "is broken, or not all of it arrived"),
    "a head alone": (lambda: photo("PNG")[:40], ""),
    "a PNG without dots": (lambda: png(200, 200), "is broken"),
    "a PNG of 50,000 times 50,000": (lambda: png(50_000, 50_000), "more than 60 million dots"),
    "a PNG of 4,001 times 4,000": (lambda: png(4001, 4000), "more than 16 million dots"),
    "a moving PNG": (lambda: moving("PNG"), "This picture moves."),
    "a moving WebP": (lambda: moving("WEBP"), "This picture moves."),
    "a note that unpacks to 100 MB": (
        lambda: png(20, 20, (b"zTXt", b"note\0\0" + zlib.compress(b"\0" * 100_000_000))), "is broken"
    ),
    "a JPEG in 2,000 passes": (lambda: passes(2000), "is broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_read_is_refused_in_words_and_at_once(name: str) -> None:
    make, words = WRONG[name]
    content = make()
    begun = perf_counter()
    with pytest.raises(PictureIsWrong) as refused:
        read_picture(content)
    assert words in refused.value.message
    assert perf_counter() - begun < 2


def test_a_jpeg_of_a_phone_in_as_many_passes_as_are_taken_is_read_quickly() -> None:
    begun = perf_counter()
    seen(passes(400))
    assert perf_counter() - begun < 10


_MEASURED = """
import io, resource, sys
from PIL import Image
from shared.web.pictures import PictureIsWrong, read_picture
content = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_picture(content)
except PictureIsWrong:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("name", ["JPEG", "a JPEG in passes", "PNG", "WEBP", "a bomb", "a WebP bomb"])
def test_the_largest_that_is_taken_and_bombs_cost_bounded_memory(name: str, tmp_path: Any) -> None:
    kind = name if name in MOST_DOTS else "WEBP" if "WebP" in name else "JPEG"
    if name == "a bomb":
        content = png(50_000, 50_000)
    elif name == "a WebP bomb":
        # 16,383 times 16,383, as its head says; the rest is too little for even one row.
        content = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f" + struct.pack("<I", 16382 | 16382 << 14) + b"\0" * 9
    else:
        side = (7740, 7740) if kind == "JPEG" else (4000, 4000)
        mode = "RGB" if kind == "JPEG" else "RGBA"
        content = written(Image.new(mode, side, "red"), kind, **({"progressive": True} if "passes" in name else {}))
    path = tmp_path / "picture"
    path.write_bytes(content)
    found = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _MEASURED, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(found.stdout) < (30 if "bomb" in name else 400), f"{found.stdout.strip()} MB"


def test_one_picture_at_a_time_is_read_and_each_comes_out_right() -> None:
    content, found = photo(size=(1500, 1000)), []
    threads = [Thread(target=lambda: found.append(read_picture(content).content)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 8
    assert len(set(found)) == 1
