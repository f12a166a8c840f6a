"""Unpacking gzip data in memory, under a budget, with Go's words for what is wrong with it.

Go reads lazily: an archive whose tar part ends before the broken byte is fine. So what could be unpacked is returned
together with the problem that stopped it, and the reader of the data decides. Rules: compress/gzip, compress/flate.
"""

from __future__ import annotations

import zlib

from .budget import Budget

BAD_HEADER = "gzip: invalid header"
BAD_CHECKSUM = "gzip: invalid checksum"
UNEXPECTED_EOF = "unexpected EOF"
_STEP = 1024 * 1024
_HEADER_SIZE = 10


def gunzip(packed: bytes, budget: Budget) -> tuple[bytes, str]:
    """The data of all members, and the text of the error after it (empty when all was well).

    Raises HostileChartError when the data grows beyond the budget.
    """
    pieces: list[bytes] = []
    start = 0
    while True:
        if len(packed) - start < _HEADER_SIZE:
            return b"".join(pieces), UNEXPECTED_EOF if len(packed) > start else "EOF"
        member = _Member(packed, start, budget)
        try:
            problem = member.unpack(pieces)
        except zlib.error as error:
            problem = member.unpack_bytewise(pieces, str(error))
        if problem or member.end == len(packed):
            return b"".join(pieces), problem
        start = member.end


class _Member:
    """One gzip member: where it begins and, after unpacking, ends."""

    __slots__ = ("_budget", "_packed", "_start", "end")

    def __init__(self, packed: bytes, start: int, budget: Budget) -> None:
        self._packed = packed
        self._start = start
        self._budget = budget
        self.end = start

    def unpack(self, pieces: list[bytes]) -> str:
        """Append the member's data to `pieces` only when all of it is good, so that the careful way can start anew."""
        inflater = zlib.decompressobj(wbits=31)
        rest = self._packed[self._start :] if self._start else self._packed
        own: list[bytes] = []
        size = 0
        while not inflater.eof:
            piece = inflater.decompress(rest, _STEP)
            rest = inflater.unconsumed_tail
            own.append(piece)
            size += len(piece)
            self._budget.add_bytes(len(piece))
            self._budget.check_ratio(size, len(self._packed) - self._start - len(rest))
            if not rest and not piece:
                break
        pieces += own
        self.end = len(self._packed) - len(inflater.unused_data)
        return "" if inflater.eof else UNEXPECTED_EOF

    def unpack_bytewise(self, pieces: list[bytes], reason: str) -> str:
        """Unpack byte by byte up to the broken one; Go's text for the `reason` that zlib gave."""
        inflater = zlib.decompressobj(wbits=31)
        for position in range(self._start, len(self._packed)):
            try:
                pieces.append(inflater.decompress(self._packed[position : position + 1]))
            except zlib.error:
                break
        if "header" in reason or "compression method" in reason:
            return BAD_HEADER
        if reason.endswith(("incorrect data check", "incorrect length check")):
            return BAD_CHECKSUM
        return f"flate: corrupt input before offset {position + 1 - self._start - self._header_size()}"

    def _header_size(self) -> int:
        """The size of the member's header with its optional fields (the header is known to be good)."""
        packed, position = self._packed, self._start + _HEADER_SIZE
        flags = packed[self._start + 3]
        if flags & 4:
            position += 2 + int.from_bytes(packed[position : position + 2], "little")
        for flag in (8, 16):
            if flags & flag:
                position = packed.index(0, position) + 1
        return position + (2 if flags & 2 else 0) - self._start
