"""encoding/base32: the standard alphabet with padding. Line ends in the text are skipped and not counted."""

from __future__ import annotations

from .types import GoError

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_BYTES_OF_DIGITS = {2: 1, 4: 2, 5: 3, 7: 4, 8: 5}
_DIGITS_OF_BYTES = {1: 2, 2: 4, 3: 5, 4: 7, 5: 8}


def encode(data: bytes) -> str:
    """The bytes as base32 (StdEncoding.EncodeToString)."""
    pieces = []
    for start in range(0, len(data), 5):
        chunk = data[start : start + 5]
        bits = int.from_bytes(chunk.ljust(5, b"\0"), "big")
        digits = "".join([_ALPHABET[bits >> shift & 31] for shift in range(35, -5, -5)])
        pieces.append(digits[: _DIGITS_OF_BYTES[len(chunk)]].ljust(8, "="))
    return "".join(pieces)


def decode(text: str) -> bytes:
    """The bytes (StdEncoding.DecodeString). Raises GoError (`illegal base32 data at input byte 0`)."""
    source = text.encode("utf-8", "surrogateescape").replace(b"\r", b"").replace(b"\n", b"").decode("latin-1")
    pieces = []
    for start in range(0, len(source), 8):
        digits = _checked_digits(source, start)
        bits = 0
        for character in digits.ljust(8, "A"):
            bits = bits << 5 | _VALUES[character]
        pieces.append(bits.to_bytes(5, "big")[: _BYTES_OF_DIGITS[len(digits)]])
        if len(digits) < 8:
            break
    return b"".join(pieces)


def _checked_digits(source: str, start: int) -> str:
    """The digits of the eight characters from `start` on, without their padding."""
    for count in range(8):
        position = start + count
        if position >= len(source):
            raise _corrupt(len(source) - count)
        rest = len(source) - position - 1
        if source[position] == "=" and count >= 2 and rest < 8:
            _check_padding(source, position, count)
            return source[start:position]
        if source[position] not in _VALUES:
            raise _corrupt(position)
    return source[start : start + 8]


def _check_padding(source: str, position: int, count: int) -> None:
    following = source[position + 1 :]
    if len(following) + count < 7:
        raise _corrupt(len(source))
    for index, character in enumerate(following[: 7 - count]):
        if character != "=":
            raise _corrupt(position + index)
    if count not in _BYTES_OF_DIGITS:
        raise _corrupt(position)


def _corrupt(position: int) -> GoError:
    return GoError(f"illegal base32 data at input byte {position}")
