"""A device with passkeys, in a few lines: it answers what a browser would, and can be told to answer wrongly."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT, _VERIFIED, _WITH_CREDENTIAL = 1, 4, 64


def text(content: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def content(of: str) -> bytes:
    """The bytes of such a text."""
    return urlsafe_b64decode(f"{of}==")


@dataclass
class Authenticator:
    """A phone, say, at one origin. It has one passkey at a time, and counts how often it signs."""

    origin: str = "http://localhost"
    verifies: bool = True
    count: int = 0
    credential_id: bytes = b""
    user_handle: bytes = b""
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    def make(self, asked: Any, **told: Any) -> str:
        """Make a passkey, as asked; `told`: what it says in place of the truth (origin, challenge, credential_id)."""
        self.credential_id = told.get("credential_id", token_bytes(32))
        self.user_handle = content(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        # COSE: an elliptic curve key, ES256, P-256.
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        credential = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + cbor2.dumps(public)
        facts = self._facts(asked["rp"]["id"], _WITH_CREDENTIAL) + credential
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": facts})
        said = self._said("webauthn.create", asked, told)
        response = {"clientDataJSON": text(said), "attestationObject": text(attested), "transports": ["internal"]}
        return self._credential(response)

    def sign(self, asked: Any, **told: Any) -> str:
        """Prove that the device has the passkey; `told`: what it says in place of the truth (origin, challenge)."""
        self.count += 1
        facts = self._facts(told.get("rp_id", asked["rpId"]))
        said = self._said("webauthn.get", asked, told)
        signature = self.key.sign(facts + hashlib.sha256(said).digest(), ECDSA(SHA256()))
        response = {
            "clientDataJSON": text(said), "authenticatorData": text(facts), "signature": text(signature),
            "userHandle": text(told.get("user_handle", self.user_handle)),
        }  # fmt: skip
        return self._credential(response)

    def _facts(self, rp_id: str, flags: int = 0) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _said(self, kind: str, asked: Any, told: dict[str, Any]) -> bytes:
        challenge, origin = told.get("challenge", asked["challenge"]), told.get("origin", self.origin)
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def _credential(self, response: dict[str, Any]) -> str:
        known = text(self.credential_id)
        return json.dumps({"id": known, "rawId": known, "type": "public-key", "response": response})
