"""Looking for words that must not be in a text: as they are, and as somebody might disguise them."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from urllib.parse import quote

# A disguise of a shorter word would turn up by chance among random tokens and ids.
_LEAST_TO_DISGUISE = 6


def _base64_forms(data: bytes) -> set[str]:
    """The middle of a Base64 text that holds these bytes, wherever in it they begin."""
    found = set()
    for offset in range(3):
        first, last = -(-offset * 8 // 6), (offset + len(data)) * 8 // 6
        core = b64encode(b"\0" * offset + data).decode()[first:last]
        found |= {core, core.replace("+", "-").replace("/", "_")}
    return found


def _digests(data: bytes) -> set[str]:
    return {hashlib.new(name, data, usedforsecurity=False).hexdigest() for name in ("md5", "sha1", "sha256", "sha512")}


class Needles:
    """Words to look for. `found_in` is quick, so that every answer of a long walk can be looked through."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))
        self._plain = {word.lower(): word for word in self.words}
        self._disguised: dict[str, str] = {}
        for word in self.words:
            if len(word) >= _LEAST_TO_DISGUISE:
                self._disguised |= dict.fromkeys(self._forms(word), word)

    @staticmethod
    def _forms(word: str) -> set[str]:
        found = {quote(word, safe=""), word.encode("unicode_escape").decode()} - {word}
        for spelt in {word, word.lower(), word.upper()}:
            data = spelt.encode()
            found |= {data.hex(), *_base64_forms(data), *_digests(data)}
        return found

    def found_in(self, text: str) -> set[str]:
        """Return the words that a text holds, whole, in small or capital letters, or disguised."""
        lowered = text.lower()
        plain = {word for low, word in self._plain.items() if low in lowered and _whole(low, lowered)}
        return plain | {word for form, word in self._disguised.items() if form in text}


def _whole(word: str, text: str) -> bool:
    return re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text) is not None
