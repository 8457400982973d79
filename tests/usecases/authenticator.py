"""A security key in software: real CBOR, COSE and signatures; it does as told, also what a key never would."""

from __future__ import annotations

import hashlib
import json
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any  # the options as JSON

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, ATTESTED = 0x01, 0x40
EC2, ES256, P256 = 2, -7, 1


def text(content: bytes) -> str:
    """Write bytes as WebAuthn does in JSON."""
    return urlsafe_b64encode(content).decode().rstrip("=")


@dataclass
class Authenticator:
    """One key with one credential; `count` is its count of signatures."""

    origin: str
    count: int = 0
    credential: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: str) -> str:
        """Answer `navigator.credentials.create`."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        cose = {1: EC2, 3: ES256, -1: P256, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(cose)
        about = self.about(asked["rp"]["id"], PRESENT | ATTESTED) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        client = self.client("webauthn.create", asked["challenge"])
        return self.answer(clientDataJSON=text(client), attestationObject=text(attestation))

    def sign(self, options: str, *, host: str = "") -> str:
        """Answer `navigator.credentials.get`."""
        asked: dict[str, Any] = json.loads(options)
        self.count += 1
        about = self.about(host or asked["rpId"], PRESENT)
        client = self.client("webauthn.get", asked["challenge"])
        signature = self.key.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self.answer(clientDataJSON=text(client), authenticatorData=text(about), signature=text(signature))

    def about(self, host: str, flags: int) -> bytes:
        """Give the authenticator data: for which host, what was asked of the person, which count."""
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def client(self, kind: str, challenge: str) -> bytes:
        """Give what the browser says of the ceremony."""
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def answer(self, **response: str) -> str:
        """Give the answer as the page sends it."""
        mine = text(self.credential)
        return json.dumps({"id": mine, "rawId": mine, "type": "public-key", "response": response})
