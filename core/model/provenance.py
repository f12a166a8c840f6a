"""Signatures of charts as data."""

from __future__ import annotations

from collections.abc import Callable

from ..record import Record


class Verification(Record):
    """What the signature of a chart archive said: who signed it, and the digest and name of the archive.

    `signed_by` are the identities of the signing key (``Name (comment) <address>``), `fingerprint` is the key's in
    hexadecimal digits, `file_hash` is ``sha256:`` and hexadecimal digits.
    """

    signed_by: tuple[str, ...]
    fingerprint: str
    file_hash: str
    file_name: str


class SigningOptions(Record):
    """With which key a chart is signed: the name of the key, the file of secret keys, and who knows the passphrase.

    `passphrase` is asked only when the key is locked, with the name of the key's identity; it gives the passphrase.
    """

    key: str
    keyring: str
    passphrase: Callable[[str], str]
