"""Sealing what is stored, so that whoever has a copy of the database, and no more, reads nothing of it.

AES-256-GCM with a random nonce (NIST SP 800-38D). What is sealed is bound to its place: moved to another row, or named
otherwise, it does not open. It is padded to steps, so that its length says little. The keys stand in a file outside
every database, the key ring; docs/decisions/0014 says why so.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.canonical import canonical_json
from shared.errors import Fault

SETTING = "COPRODUCE_BID_KEYS_FILE"
KEY_SIZE = 32
SMALLEST_STEP = 1024
_NONCE, _TAG, _LENGTH = 12, 16, 4
OVERHEAD = _NONCE + _TAG


class KeyFault(Fault):
    """What is sealed cannot be opened, or nothing can be sealed."""


class KeysAreMissing(KeyFault):
    """There is no key ring, or it cannot be read."""


class KeyIsUnknown(KeyFault):
    """Something was sealed with a key that is not on the ring."""


class SealIsBroken(KeyFault):
    """What is stored is not what was sealed in this place, or the key of that name is another one."""


@dataclass(frozen=True)
class Keys:
    """What stands in a key ring's file: the keys by their ids, the one that seals, and the one for blind indexes."""

    current: str
    by_id: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)


def step_for(length: int) -> int:
    """Return the size to which so many bytes are padded: a power of two, 1 KiB at least."""
    return max(SMALLEST_STEP, 1 << max(length - 1, 0).bit_length())


def encrypt(key: bytes, place: bytes, content: bytes, least: int = 0) -> bytes:
    """Pad and seal content for a place. It takes no less room than `least` bytes would."""
    framed = len(content).to_bytes(_LENGTH, "big") + content
    return _seal_block(key, place, framed.ljust(step_for(max(len(framed), least)), b"\0"))


def decrypt(key: bytes, place: bytes, sealed: bytes) -> bytes:
    """Return what was sealed for this place with this key. Raises SealIsBroken."""
    framed = _open_block(key, place, sealed)
    return framed[_LENGTH : _LENGTH + int.from_bytes(framed[:_LENGTH], "big")]


def _seal_block(key: bytes, place: bytes, block: bytes) -> bytes:
    nonce = token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, block, place)


def _open_block(key: bytes, place: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], place)
    except (InvalidTag, ValueError):
        raise SealIsBroken(
            "What is stored here under seal was changed, or sealed with another key of the same name. So it is not "
            "opened, and nothing was changed now. Whoever runs the system finds what it is with `coproduce bid-keys "
            "check`, and brings back the key ring or the rows from a backup."
        ) from None


class KeyRing:
    """The keys of a file, read again whenever it has changed, so that a new key needs no restart."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._seen: tuple[tuple[int, int, int], Keys] | None = None

    @property
    def path(self) -> Path:
        """Where the file is. Raises KeysAreMissing where no setting says it."""
        if self._path is None:
            raise KeysAreMissing(
                "Bids are kept under seal, and this program was given no keys. Nothing was changed, and nothing is "
                "lost. Whoever runs the system has to name the file of the keys: {setting} (docs/how-to/bid-keys.md).",
                words={"setting": SETTING},
            )
        return self._path

    def keys(self) -> Keys:
        """Return the keys. Raises KeysAreMissing, also where the file is gone after it was read once.

        A key that stands in no file any more must not seal anything: after the next restart nobody could open it.
        """
        try:
            found = self.path.stat()
            state = (found.st_mtime_ns, found.st_size, found.st_ino)
            seen = self._seen
            if seen is None or seen[0] != state:
                self._seen = seen = state, _parse(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            self._seen = None
            what = error.strerror if isinstance(error, OSError) else str(error)
            raise KeysAreMissing(
                "Bids are kept under seal, and their keys cannot be read ({what}). Nothing was changed, and nothing is "
                "lost. Whoever runs the system has to bring back the file of the keys, {setting} or "
                "var/secrets/bid-keys (docs/how-to/bid-keys.md).",
                words={"what": what, "setting": SETTING},
            ) from None
        return seen[1]

    def seal(self, place: Mapping[str, str], content: bytes, least: int = 0) -> tuple[str, bytes]:
        """Seal content for a place with the current key; return the key's id and what to store."""
        keys = self.keys()
        return keys.current, encrypt(keys.by_id[keys.current], _bound(place, keys.current), content, least)

    def unseal(self, place: Mapping[str, str], key_id: str, sealed: bytes) -> bytes:
        """Return what was sealed for this place. Raises KeyIsUnknown and SealIsBroken."""
        return decrypt(self._key(key_id), _bound(place, key_id), sealed)

    def reseal(self, place: Mapping[str, str], key_id: str, sealed: bytes) -> tuple[str, bytes]:
        """Seal it anew with the current key, at the same size. Raises KeyIsUnknown and SealIsBroken."""
        block = _open_block(self._key(key_id), _bound(place, key_id), sealed)
        keys = self.keys()
        return keys.current, _seal_block(keys.by_id[keys.current], _bound(place, keys.current), block)

    def blind(self, *words: str) -> str:
        """Return a keyed hash (HMAC-SHA256) of words, by which rows are found that do not show them."""
        return hmac.new(self.keys().index, canonical_json(list(words)), hashlib.sha256).hexdigest()

    def check_known(self, key_ids: set[str]) -> None:
        """Raise KeyIsUnknown unless all of these keys are on the ring: then it is another deployment's, or too old."""
        for key_id in sorted(key_ids):
            self._key(key_id)

    def _key(self, key_id: str) -> bytes:
        key = self.keys().by_id.get(key_id)
        if key is None:
            raise KeyIsUnknown(
                "This was sealed with the key {key_id}, which is not on the key ring. Nothing was changed, and nothing "
                "is lost. Whoever runs the system has to bring back the key ring that holds it, {setting} or "
                "var/secrets/bid-keys, from a backup.",
                words={"key_id": key_id, "setting": SETTING},
            )
        return key


def _bound(place: Mapping[str, str], key_id: str) -> bytes:
    return canonical_json({**place, "key_id": key_id})


def _parse(text: str) -> Keys:
    document = json.loads(text)
    try:
        keys = {str(key_id): b64decode(key, validate=True) for key_id, key in document["keys"].items()}
        found = Keys(str(document["current"]), keys, b64decode(document["index"], validate=True))
    except (KeyError, TypeError, AttributeError):
        message = "it has to hold current, keys and index"
        raise ValueError(message) from None
    if found.current not in keys or any(len(key) != KEY_SIZE for key in (*keys.values(), found.index)):
        message = "each key has to be 32 bytes in Base64, and current has to name one of them"
        raise ValueError(message)
    return found


def new_ring(path: Path, *, now: datetime) -> str:
    """Write a key ring with one key where there is none yet; return the key's id. Raises KeysAreMissing."""
    key_id, document = _with_new_key({"keys": {}, "index": b64encode(token_bytes(KEY_SIZE)).decode()}, now)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(path, document, 0o600)
    return key_id


def add_key(path: Path, *, now: datetime) -> str:
    """Put a new key on the ring and make it the current one; return its id. The others stay, and so does the index.

    Raises KeysAreMissing where the file cannot be read, or where somebody else is about to change it.
    """
    KeyRing(path).keys()
    key_id, document = _with_new_key(json.loads(path.read_text(encoding="utf-8")), now)
    _write(path, document, path.stat().st_mode & 0o777)
    return key_id


def _with_new_key(document: dict[str, Any], now: datetime) -> tuple[str, dict[str, Any]]:
    key_id = f"{now:%Y-%m-%d}-{token_hex(4)}"
    keys = {**document["keys"], key_id: b64encode(token_bytes(KEY_SIZE)).decode()}
    return key_id, {"current": key_id, "keys": keys, "index": document["index"]}


def _write(path: Path, document: dict[str, Any], mode: int) -> None:
    """Put the file in place in one step: whoever reads it meets the old one or the new one, never a half."""
    beside = path.with_name(f"{path.name}.new")
    try:
        # The name is one for all, so two who change the ring at once cannot lose each other's key.
        descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise KeysAreMissing(
            "Somebody is changing the key ring, or was interrupted. If nobody is, remove {file}.",
            words={"file": str(beside)},
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.chmod(mode)
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
