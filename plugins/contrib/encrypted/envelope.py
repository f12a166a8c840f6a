"""The text of an encrypted record: ``pilothouse-sealed.1.KEY_ID.KIND.DATA``.

DATA is base64 of a random nonce and of what AES-256-GCM makes of the body. The record's key (``NAME.vN``) and all that
stands before DATA is bound to it as additional data: a record that is put under another key is none. KIND is ``b`` for
a body that was base64 (what releases are: its bytes are encrypted, so that the text does not grow by a third again),
``t`` for any other text.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .keys import Key

MARK = "pilothouse-sealed."
_VERSION = "1"
_NONCE, _TAG = 12, 16
_BASE64, _TEXT = "b", "t"
_KEY_ID = 16

OVERHEAD = len(MARK) + len(f"{_VERSION}.") + _KEY_ID + len(f".{_BASE64}.") + 4 * -(-(_NONCE + _TAG) // 3)
"""Characters by which the envelope is longer than the base64 in it, where that needs no padding."""


class DamagedEnvelopeError(Exception):
    """A text that looks encrypted, and that the key does not open."""


class Envelope:
    """An encrypted text taken apart."""

    __slots__ = ("data", "key_id", "kind")

    def __init__(self, key_id: str, kind: str, data: str) -> None:
        self.key_id = key_id
        self.kind = kind
        self.data = data


def parse(text: str) -> Envelope | None:
    """The parts of an encrypted text; None for one that is not encrypted. Raises DamagedEnvelopeError."""
    if not text.startswith(MARK):
        return None
    version, _, rest = text.removeprefix(MARK).partition(".")
    parts = rest.split(".")
    if version != _VERSION or len(parts) != 3 or parts[1] not in (_BASE64, _TEXT):
        raise DamagedEnvelopeError("it is none that this version of Pilothouse writes")
    return Envelope(*parts)


def seal(key: Key, record: str, body: str) -> str:
    """The encrypted text of a body, for the record of that key alone."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    plain = _bytes_of_base64(body)
    kind = _TEXT if plain is None else _BASE64
    if plain is None:
        plain = body.encode("utf-8", "surrogateescape")
    head = _head(key.id, kind)
    nonce = os.urandom(_NONCE)
    data = AESGCM(key.secret).encrypt(nonce, plain, _bound(head, record))
    return head + b64encode(nonce + data).decode()


def open_envelope(envelope: Envelope, key: Key, record: str) -> str:
    """The body in an envelope. Raises DamagedEnvelopeError for one that was changed, or is of another record."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        data = b64decode(envelope.data.encode("ascii"), validate=True)
        head = _head(envelope.key_id, envelope.kind)
        plain = AESGCM(key.secret).decrypt(data[:_NONCE], data[_NONCE:], _bound(head, record))
    except (InvalidTag, ValueError):
        raise DamagedEnvelopeError("it was changed, or belongs to another record") from None
    if envelope.kind == _BASE64:
        return b64encode(plain).decode()
    return plain.decode("utf-8", "surrogateescape")


def _head(key_id: str, kind: str) -> str:
    return f"{MARK}{_VERSION}.{key_id}.{kind}."


def _bound(head: str, record: str) -> bytes:
    """What is bound to the encrypted text: whoever changes it gets nothing."""
    return f"{head}{record}".encode("utf-8", "surrogateescape")


def _bytes_of_base64(text: str) -> bytes | None:
    """The bytes of which a text is the base64, to the letter; None for any other text."""
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return None
    return data if b64encode(data).decode() == text else None
