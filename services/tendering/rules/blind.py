"""Words of an answer that could tell a blind panel whose it is. Pure; it finds, and stops nobody.

The organisation's own name, also without what many names end with, and each of its words that is rare enough to point
to it; e-mail and web addresses, names on other apps, and phone numbers. Names are compared as people see them: without
case and accents, and with letters of other alphabets that look the same taken for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from shared.wording import signs_in

NAME, EMAIL, WEB, PHONE = "name", "email", "web", "phone"
_KINDS: Mapping[str, str] = {"email": EMAIL, "link": WEB, "handle": WEB, "phone": PHONE}
# An address without www: what comes before one of the endings that organisations here have.
_DOMAIN = re.compile(
    r"(?<![\w@.-])(?:[\w-]+\.)+(?:org\.uk|co\.uk|ac\.uk|gov\.uk|nhs\.uk|uk|org|com|net|info|eu|pl|scot|wales|cymru)"
    r"(?![\w-]|\.\w)(?:/[^\s<>\"']*)?",
    re.IGNORECASE,
)
# What a name may end with and still be known without it.
_ENDINGS = frozenset({"ltd", "limited", "cic", "cio", "plc", "llp", "uk", "trust", "charity", "group", "foundation"})
# Words of many organisations' names: alone they point to none.
_GENERAL = (
    "the and for with from our your all new first big little care caring children child young youth people person "
    "family families parents community communities centre center club clubs project projects service services "
    "support supporting society association partnership partners network alliance collective co company cooperative "
    "co-operative council house home hub place space voice voices help helping health healthy wellbeing mental mind "
    "minds life lives living learning education school schools college work works working action together local "
    "national north south east west northern southern eastern western central city town county street road valley "
    "river hill park green england english british britain london midlands international of in on at to by"
)
_COMMON = _ENDINGS | frozenset(_GENERAL.split())
_SHORTEST = 3
# Letters that look like Latin ones: Cyrillic and Greek, and Latin ones with a stroke. Each is one letter for one.
_LOOKS_LIKE = str.maketrans(
    "аеорсухікјѕһԁԛԝвнмтьгαβεηικμνορτυχωłøđħŧı",
    "aeopcyxikjshdqwbhmtbrabenikmvoptuxwlodhti",
)
_ACCENT = 200


@dataclass(frozen=True)
class Telltale:
    """A place in a text that could tell whose it is. kind: name, email, web or phone. start, end: in characters."""

    kind: str
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class _Word:
    """A word of a text as it is compared, and where it stands. is_name: it begins as names do."""

    form: str
    start: int
    end: int
    is_name: bool


def telltales(text: str, name: str) -> list[Telltale]:
    """Return what could tell whose a text is, in its order; no two overlap. name: of the organisation."""
    found: list[Telltale] = []
    for start, end, kind in (*_addresses(text), *_names(text, name)):
        if not any(start < each.end and each.start < end for each in found):
            found.append(Telltale(kind, start, end, text[start:end]))
    return sorted(found, key=lambda each: each.start)


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    for sign in signs_in(text):
        if sign.kind in _KINDS:
            yield sign.start, sign.end, _KINDS[sign.kind]
    for match in _DOMAIN.finditer(text):
        yield match.start(), match.end(), WEB


def _names(text: str, name: str) -> Iterator[tuple[int, int, str]]:
    """Yield where the name stands: the longest form first, then its rare words."""
    words = _words(text)
    parts = [word.form for word in _words(name)]
    for form in _forms(parts):
        for at in range(len(words) - len(form) + 1):
            if [word.form for word in words[at : at + len(form)]] == form:
                yield words[at].start, words[at + len(form) - 1].end, NAME
    rare = {part for part in parts if part not in _COMMON and len(part) >= _SHORTEST}
    joined = "".join(parts) if len(parts) > 1 else ""
    # Rare words beside each other are one place.
    for points_to_it, beside in groupby(
        words, lambda word: word.form == joined or (word.form in rare and word.is_name)
    ):
        run = list(beside)
        if points_to_it:
            yield run[0].start, run[-1].end, NAME


def _forms(parts: Sequence[str]) -> Iterator[list[str]]:
    """Yield a name whole, and without its endings and its article; a single word that many have is none."""
    short = list(parts)
    while len(short) > 1 and short[-1] in _ENDINGS:
        short.pop()
    for form in (list(parts), short, short[1:] if short[:1] == ["the"] else []):
        if len(form) > 1 or (form and form[0] not in _COMMON):
            yield form


def _words(text: str) -> list[_Word]:
    """Return the words of a text. Vowel signs belong to their word, as in Gurmukhi, where they are no letters."""
    found: list[_Word] = []
    start = -1
    for at, sign in enumerate(f"{text} "):
        kind = unicodedata.category(sign)
        # What is not drawn, such as a soft hyphen, parts no word; a space without width does.
        inside = kind[0] in "LMN" or (start >= 0 and kind == "Cf" and sign != "\u200b")
        if inside and start < 0:
            start = at
        elif not inside and start >= 0:
            word = text[start:at]
            found.append(_Word(_form(word), start, at, word[0] == word[0].upper()))
            start = -1
    return found


def _form(word: str) -> str:
    """Return a word as it is compared. A mark that is part of a letter, such as a vowel sign, stays; an accent goes."""
    apart = unicodedata.normalize("NFKD", word).casefold()
    drawn = (
        sign for sign in apart if unicodedata.combining(sign) < _ACCENT and unicodedata.category(sign) != "Cf"
    )  # fmt: skip
    return unicodedata.normalize("NFC", "".join(drawn)).translate(_LOOKS_LIKE)
