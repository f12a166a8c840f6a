"""The hash algorithms of OpenPGP signatures, by number (RFC 4880 section 9.4)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from .openpgp_errors import UnsupportedError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

_NAMES = {2: "sha1", 8: "sha256", 9: "sha384", 10: "sha512", 11: "sha224"}
_UNAVAILABLE = {1: "hash not available: 2", 3: "hash not available: 9"}
"""MD5, of which two texts are easily made that have one hash (Helm still takes it), and RIPEMD-160 (nor does Helm)."""


def check_number(number: int) -> None:
    """Raise UnsupportedError for the number of an algorithm that does not exist."""
    if number not in _NAMES and number not in _UNAVAILABLE:
        raise UnsupportedError(f"hash function {number}")


def digest(number: int, data: bytes) -> bytes:
    """The hash of some bytes. Raises UnsupportedError for an algorithm that is not there."""
    if number in _UNAVAILABLE:
        raise UnsupportedError(_UNAVAILABLE[number])
    return hashlib.new(_NAMES[number], data).digest()


def name(number: int) -> str:
    """The algorithm as it is called in texts that are signed: ``SHA512``."""
    return _NAMES[number].upper()


def algorithm(number: int) -> HashAlgorithm:
    """The algorithm for checking signatures of hashes that are already there."""
    from cryptography.hazmat.primitives import hashes

    table: dict[int, HashAlgorithm] = {
        2: hashes.SHA1(),  # noqa: S303 - what Helm and old keys signed with it is still taken
        8: hashes.SHA256(),
        9: hashes.SHA384(),
        10: hashes.SHA512(),
        11: hashes.SHA224(),
    }
    return table[number]
