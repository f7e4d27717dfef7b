"""Files as people hand them in, and as others would like to: all of them made here, and invented."""

from __future__ import annotations

import io
import struct
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# The beginning of a program for Windows.
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\0" * 200
ODT = "application/vnd.oasis.opendocument.text"


def zipped(files: dict[str, bytes], *, stored: bool = False) -> bytes:
    to = io.BytesIO()
    with ZipFile(to, "w", ZIP_STORED if stored else ZIP_DEFLATED) as file:
        for name, content in files.items():
            # Of no date, so that the same is made again at another time.
            file.writestr(ZipInfo(name), content, ZIP_STORED if stored else ZIP_DEFLATED)
    return to.getvalue()


def docx(**more: bytes) -> bytes:
    inside = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<r/>", "word/document.xml": b"<w:document/>"}
    return zipped(inside | {f"word/{name}": content for name, content in more.items()})


def xlsx() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


def odt() -> bytes:
    return zipped({"mimetype": ODT.encode(), "content.xml": b"<office/>"}, stored=True)


def bomb(size: int = 101 * 1024 * 1024) -> bytes:
    """A Word file of some kilobytes that unpacks to so many bytes, which are never all in memory here."""
    to = io.BytesIO()
    with ZipFile(to, "w", ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"<w:document/>")
        with file.open("word/media/image1.bmp", "w") as inner:
            for _ in range(size // 1024 // 1024):
                inner.write(bytes(1024 * 1024))
    return to.getvalue()


def liar() -> bytes:
    """A Word file whose list says that it holds nothing, while a part unpacks to 50 MiB: nothing may unpack it."""
    whole = bytearray(bomb(50 * 1024 * 1024))
    size = struct.pack("<I", 50 * 1024 * 1024)
    at = whole.rfind(size)
    whole[at : at + 4] = struct.pack("<I", 10)
    return bytes(whole)


def crowd(count: int = 20_000) -> bytes:
    """A ZIP with more files in it than anybody needs."""
    return zipped({"word/document.xml": b"", **{f"word/{n}.xml": b"" for n in range(count)}}, stored=True)


def png(*, cut: int = 0) -> bytes:
    """A picture of one dot; cut: so many bytes are missing at its end."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\xff\0\0")), (b"IEND", b"")
    )  # fmt: skip
    whole = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return whole[: len(whole) - cut]
