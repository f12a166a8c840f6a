"""The text under which stores keep a release: base64 of gzip of the message, as Tiller writes and reads it.

Tiller compresses at level 9; whoever reads does not care which level it was. On records of real charts level 9 takes
three to five times the time of level `LEVEL`, for texts that are 2 to 5 percent shorter. So records are written at
`LEVEL`, and once more at 9 only when they come near to what a ConfigMap holds.

Hostile records end in DamagedRecordError: the unpacked message may have `MAX_MESSAGE` bytes, the rest is
`core.hapi.wire`'s. Rules: pkg/storage/driver/util.go.
"""

from __future__ import annotations

import zlib
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64

from ..errors import DamagedRecordError, RecordTooLargeError
from ..golib.strconv import quote
from ..model.release import Release, record_key
from ..model.release_requests import ReleaseSummary
from .releases import decode_release, encode_release
from .summary import decode_summary

LEVEL = 5
"""The level of compression of ordinary records."""

LARGE_RECORD = 700_000
"""Characters of a record from which on it is worth the time to compress it as far as possible."""

MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes of an unpacked message: three times of what Tiller takes in one request."""

_MAGIC = b"\x1f\x8b\x08"
_GZIP = 16 + zlib.MAX_WBITS


def pack(release: Release) -> str:
    """The text of a release for a store.

    Raises StorageError for a text that is not UTF-8, RecordTooLargeError for a message that `unpack` would refuse.
    """
    data = encode_release(release)
    if len(data) > MAX_MESSAGE:
        raise RecordTooLargeError(f'release: "{release.key}" too large: {len(data)} bytes, at most {MAX_MESSAGE}')
    text = _text(data, LEVEL)
    return text if len(text) < LARGE_RECORD else _text(data, zlib.Z_BEST_COMPRESSION)


def unpack(text: str, key: str) -> Release:
    """The release in the text that a store has under `key`. Raises DamagedRecordError, which has the key."""
    try:
        release = decode_release(_message(text))
        _check(release.name, release.revision, key)
    except DamagedRecordError as error:
        raise _damaged(error, key) from None
    return release


def unpack_summary(text: str, key: str) -> ReleaseSummary:
    """What a list shows of the release in the text that a store has under `key`. Raises DamagedRecordError."""
    try:
        summary = decode_summary(_message(text))
        _check(summary.name, summary.revision, key)
    except DamagedRecordError as error:
        raise _damaged(error, key) from None
    return summary


def unpack_message(text: str, key: str) -> bytes:
    """The message itself in the text that a store has under `key`: not decoded, nothing in it is checked.

    Raises DamagedRecordError.
    """
    try:
        return _message(text)
    except DamagedRecordError as error:
        raise _damaged(error, key) from None


def _text(data: bytes, level: int) -> str:
    packer = zlib.compressobj(level, zlib.DEFLATED, _GZIP)
    return b2a_base64(packer.compress(data) + packer.flush(), newline=False).decode("ascii")


def _message(text: str) -> bytes:
    """The message in a record. Records of old Tillers are not compressed."""
    try:
        data = a2b_base64(text, strict_mode=True)
    except (Base64Error, ValueError):
        data = _lenient_base64(text)
    if data[:3] == _MAGIC:
        return _gunzip(data)
    if len(data) > MAX_MESSAGE:
        raise _too_long()
    return data


def _lenient_base64(text: str) -> bytes:
    """As Go reads base64, which passes over line ends and says at which byte the text is wrong."""
    from ..golib import base64
    from ..golib.types import GoError

    try:
        return base64.decode(text)
    except GoError as error:
        raise DamagedRecordError(str(error)) from None


def _gunzip(data: bytes) -> bytes:
    """The unpacked data of all members, as Go's gzip.Reader reads them."""
    parts: list[bytes] = []
    left = MAX_MESSAGE
    while data:
        if data[:3] != _MAGIC:
            raise DamagedRecordError("gzip: invalid header")
        unpacker = zlib.decompressobj(_GZIP)
        try:
            part = unpacker.decompress(data, left + 1)
        except zlib.error as error:
            raise _unpacking_error(error) from None
        left -= len(part)
        if left < 0:
            raise _too_long()
        if not unpacker.eof:
            raise DamagedRecordError("unexpected EOF")
        parts.append(part)
        data = unpacker.unused_data
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _unpacking_error(error: zlib.error) -> DamagedRecordError:
    """What Go says; where in the data it is, only Go knows."""
    wrong_sum = "incorrect data check" in str(error) or "incorrect length check" in str(error)
    return DamagedRecordError("gzip: invalid checksum" if wrong_sum else "flate: corrupt input")


def _check(name: str, revision: int, key: str) -> None:
    """Refuse what is well-formed but no release: Go would take an empty text for one and stumble later.

    A record that says it is another one is none either: whoever went on with it would write that one over.
    """
    if not name or revision < 1:
        raise DamagedRecordError("no release in it")
    if key and key != record_key(name, revision):
        raise DamagedRecordError(f"it is the record of {quote(record_key(name, revision))}")


def _too_long() -> DamagedRecordError:
    return DamagedRecordError(f"more than {MAX_MESSAGE} bytes when unpacked")


def _damaged(error: DamagedRecordError, key: str) -> DamagedRecordError:
    """The same error about a key: the first line is Go's sentence, as Helm prints it."""
    return DamagedRecordError(
        error.message,
        key=key,
        details=(f'The record "{key}" cannot be decoded.',),
        hint="`pilothouse release repair NAME` puts damaged records out of the way.",
    )
