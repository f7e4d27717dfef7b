"""Reading a file that somebody sent to be handed on as it is: which kind it is says its content, never its name.

A few kinds are taken, that people can open anywhere and that run nothing. A file that ends too early, unpacks to a
heap, or brings macros is refused in words. What a virus check says is another matter: `shared.web.scanner`.
"""

from __future__ import annotations

import io
import struct
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from zipfile import ZIP_STORED, BadZipFile, ZipFile

import filetype

from shared.errors import Invalid
from shared.web import pictures

LARGEST_DOCUMENT = 8 * 1024 * 1024
LONGEST_NAME = 100
_MEBIBYTE = 1024 * 1024
# What a file may unpack to. An office file is a ZIP; a bomb is one that holds far more than it weighs.
_MOST_UNPACKED = 100 * _MEBIBYTE
# Each entry takes about a hundred bytes of a ZIP's list, and ten times that in memory.
_LONGEST_LIST = _MEBIBYTE // 2
_END_OF_ZIP, _END_SIZE = b"PK\x05\x06", 22
_LONGEST_COMMENT = 65_535
_END_OF_PDF, _PDF_TAIL = b"%%EOF", 2048
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OPEN_DOCUMENT = ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet")
ENDINGS = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png",
    _OFFICE["word/document.xml"]: "docx", _OFFICE["xl/workbook.xml"]: "xlsx",
    _OPEN_DOCUMENT[0]: "odt", _OPEN_DOCUMENT[1]: "ods",
}  # fmt: skip
# Joins and parts letters in some languages; all else that is not drawn is taken out of names.
_JOINERS = "\u200c\u200d"
_NEVER_IN_NAMES = frozenset('<>:"|?*/\\')
_LONGEST_ENDING = 5


class FileIsWrong(Invalid):
    """The file is empty, too large, of a kind that is not taken, cut off, or would unpack to a heap."""


@dataclass(frozen=True)
class Document:
    """A file as it came. name: cleaned, with the ending of its kind; media_type: one of ENDINGS."""

    name: str
    media_type: str
    content: bytes


def read_document(name: str, content: bytes) -> Document:
    """Return a PDF, JPEG, PNG, Word, Excel or OpenDocument file of at most 8 MiB. Raises FileIsWrong."""
    if not content:
        raise FileIsWrong("Choose a file. None was chosen, or the file is empty.")
    if len(content) > LARGEST_DOCUMENT:
        raise FileIsWrong(
            "This file is too large: at most {most} MB fit. Make it smaller, such as by saving it as a PDF.",
            words={"most": LARGEST_DOCUMENT // _MEBIBYTE},
        )
    media_type = _media_type(content)
    return Document(clean_name(name, ENDINGS[media_type]), media_type, content)


def clean_name(given: str, ending: str) -> str:
    """Return a name that any computer can keep a file under: letters of all languages stay, folders and signs go."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    drawn = "".join(
        sign for sign in last
        if sign not in _NEVER_IN_NAMES and (sign in _JOINERS or unicodedata.category(sign)[0] != "C")
        and unicodedata.category(sign) not in ("Zl", "Zp")
    )  # fmt: skip
    stem, dot, was = drawn.rpartition(".")
    if not dot or len(was) > _LONGEST_ENDING:
        stem = drawn
    stem = stem.strip(" .")[:LONGEST_NAME].strip(" .")
    return f"{stem or 'file'}.{ending}"


def _media_type(content: bytes) -> str:
    found = filetype.guess(content)
    mime = found.mime if found else ""
    if content.startswith(b"PK"):
        return _kind_of_zip(content)
    check = _CHECKS.get(mime)
    if check is None:
        raise FileIsWrong(
            "This kind of file is not taken{what}. Save it as a PDF, Word (.docx), Excel (.xlsx), OpenDocument (.odt, "
            ".ods), JPEG or PNG file, and choose that.",
            words={"what": f" (.{found.extension})" if found else ""},
        )
    check(content)
    return mime


def _check_pdf(content: bytes) -> None:
    if _END_OF_PDF not in content[-_PDF_TAIL:]:
        raise _cut_off()


def _check_picture(content: bytes) -> None:
    try:
        pictures.read_picture(content)
    except pictures.PictureIsWrong as error:
        raise FileIsWrong(error.template, words=error.words) from error


_CHECKS: dict[str, Callable[[bytes], None]] = {
    "application/pdf": _check_pdf, "image/jpeg": _check_picture, "image/png": _check_picture,
}  # fmt: skip


def _cut_off() -> FileIsWrong:
    return FileIsWrong(
        "This file is broken, or not all of it arrived. Look if it opens on your device, then try again."
    )


def _kind_of_zip(content: bytes) -> str:
    end = content.rfind(_END_OF_ZIP, -_END_SIZE - _LONGEST_COMMENT)
    if end < 0 or end + _END_SIZE > len(content):
        raise _cut_off()
    (size_of_list,) = struct.unpack_from("<I", content, end + 12)
    if size_of_list > _LONGEST_LIST:
        raise FileIsWrong("This file holds too many files inside. Save it as a PDF, and choose that.")
    try:
        with ZipFile(io.BytesIO(content)) as opened:
            return _kind_of_office_file(opened)
    except FileIsWrong:
        raise
    except (BadZipFile, ValueError, EOFError, NotImplementedError, struct.error, OSError, RuntimeError) as error:
        raise _cut_off() from error


def _kind_of_office_file(opened: ZipFile) -> str:
    inside = {each.filename: each for each in opened.infolist()}
    if sum(each.file_size for each in opened.infolist()) > _MOST_UNPACKED:
        raise FileIsWrong("This file would unpack to far more than it seems. Save it as a PDF, and choose that.")
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in inside):
        raise FileIsWrong("This file has macros, which can run by themselves. Save it without them, or as a PDF.")
    for name, mime in _OFFICE.items():
        if name in inside:
            return mime
    told = inside.get("mimetype")
    if told is not None and told.compress_type == ZIP_STORED and told.file_size <= LONGEST_NAME:
        mime = opened.read(told).decode("ascii", "replace").strip()
        if mime in _OPEN_DOCUMENT:
            return mime
    raise FileIsWrong("This is a ZIP file. Unpack it, and choose the files one by one.")
