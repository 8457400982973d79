"""Security keys (WebAuthn): what a browser asks a key for, and whether its answer fits the session's challenge."""

from __future__ import annotations

import base64
import json
import secrets
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import webauthn
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from webauthn.helpers import options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    UserVerificationRequirement,
)

from webapp.domain.factors import Factor, FactorKind

CHALLENGE, HOST = "challenge", "host"
LONGEST_ANSWER = 20_000
NO_ANSWER = (
    *(WebAuthnException, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError),
    *(UnsupportedAlgorithm, InvalidSignature, struct.error),
)
"""What reading raises where anybody wrote what a browser would not."""
PRESENCE = UserVerificationRequirement.DISCOURAGED
"""The password is the first factor: of the key only its presence and a touch are asked."""


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """A key that has answered: its credential id, its public half, its count of signatures."""

    handle: str
    public_key: bytes
    uses: int


def fresh_challenge() -> str:
    """This function will give 32 random bytes as text."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")


def to_create(*, host: str, office: str, person: str, login: str, challenge: str, known: Iterable[Factor]) -> str:
    """This function will give the options for making a credential, as the JSON of WebAuthn Level 3."""
    options = webauthn.generate_registration_options(
        rp_id=host,
        rp_name=office,
        user_id=person.encode(),
        user_name=login,
        challenge=_bytes(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(user_verification=PRESENCE),
        exclude_credentials=_descriptors(known),
    )
    return options_to_json(options)


def to_sign(*, host: str, challenge: str, known: Iterable[Factor]) -> str:
    """This function will give the options for a signature by one of the known keys of this host."""
    options = webauthn.generate_authentication_options(
        rp_id=host,
        challenge=_bytes(challenge),
        allow_credentials=_descriptors(one for one in known if one.host == host),
        user_verification=PRESENCE,
    )
    return options_to_json(options)


def created(answer: str, *, challenge: str, host: str, origin: str) -> NewKey | None:
    """This function will give the key that answered, None for an answer that does not fit."""
    if not _is_of(origin, host):
        return None
    try:
        found = webauthn.verify_registration_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=_bytes(challenge),
            expected_rp_id=host,
            expected_origin=origin,
        )
    except NO_ANSWER:
        return None
    return NewKey(handle=_text(found.credential_id), public_key=found.credential_public_key, uses=found.sign_count)


def signed(answer: str, one: Factor, *, challenge: str, origin: str) -> int | None:
    """This function will give the key's new count of signatures, None where the answer is not this key's or not new."""
    if one.kind is not FactorKind.KEY or not one.host or not _is_of(origin, one.host):
        return None
    try:
        found = webauthn.verify_authentication_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=_bytes(challenge),
            expected_rp_id=one.host,
            expected_origin=origin,
            credential_public_key=one.secret,
            credential_current_sign_count=one.uses,
        )
    except NO_ANSWER:
        return None
    return found.new_sign_count


def handle_of(answer: str) -> str:
    """This function will give the credential id that an answer names, nothing where it is none."""
    try:
        found = json.loads(answer[:LONGEST_ANSWER])
    except NO_ANSWER:
        return ""
    return str(found.get("id", "")) if isinstance(found, dict) else ""


def _is_of(origin: str, host: str) -> bool:
    """Only over TLS, but for the machine itself, and only the very host that the key was made for."""
    parts = urlsplit(origin)
    return parts.hostname == host and (parts.scheme == "https" or host == "localhost")


def _descriptors(known: Iterable[Factor]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=_bytes(one.handle)) for one in known if one.handle]


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
