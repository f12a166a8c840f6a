"""Unpacking gzip data in memory, under a budget, with Go's words for what is wrong with it.

Go reads lazily: an archive whose tar part ends before the broken byte is fine. So what could be unpacked is returned
together with the problem that stopped it, and the reader of the data decides. Rules: compress/gzip, compress/flate.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from ..errors import HostileChartError
from .budget import Budget

if TYPE_CHECKING:
    from zlib import _Decompress as Inflater

BAD_HEADER = "gzip: invalid header"
BAD_CHECKSUM = "gzip: invalid checksum"
UNEXPECTED_EOF = "unexpected EOF"
MAX_MEMBERS = 1_000
"""An archive of more members is refused: real ones have one, or a few that were put one after another."""

_CHUNK = 64 * 1024
_STEP = 1024 * 1024
_HEADER_SIZE = 10


def gunzip(packed: bytes, budget: Budget) -> tuple[bytes, str]:
    """The data of all members, and the text of the error after it (empty when all was well).

    Raises HostileChartError when the data grows beyond the budget.
    """
    pieces: list[bytes] = []
    start = members = 0
    while True:
        if len(packed) - start < _HEADER_SIZE:
            return b"".join(pieces), UNEXPECTED_EOF if len(packed) > start else "EOF"
        members += 1
        if members > MAX_MEMBERS:
            raise HostileChartError(f"chart archive consists of more than {MAX_MEMBERS} gzip members")
        member = _Member(packed, start, budget)
        problem = member.unpack(pieces)
        if problem or member.end == len(packed):
            return b"".join(pieces), problem
        start = member.end


class _Member:
    """One gzip member: where it begins and, after unpacking, ends."""

    __slots__ = ("_budget", "_inflater", "_packed", "_size", "_start", "end")

    def __init__(self, packed: bytes, start: int, budget: Budget) -> None:
        self._packed = packed
        self._start = start
        self._budget = budget
        self._inflater = zlib.decompressobj(wbits=31)
        self._size = 0
        self.end = start

    def unpack(self, pieces: list[bytes]) -> str:
        """Append the member's data to `pieces`, up to the broken byte if there is one; the text of the problem."""
        position = self._start
        while not self._inflater.eof:
            chunk = self._packed[position : position + _CHUNK]
            if not chunk:
                return UNEXPECTED_EOF
            before, kept = self._inflater.copy(), len(pieces)
            try:
                self._inflate(chunk, position, pieces)
            except zlib.error as error:
                # What a failing call had unpacked is lost, so this chunk is unpacked again, in small steps.
                del pieces[kept:]
                return self._unpack_bytewise(before, position, pieces, str(error))
            position += len(chunk)
        self.end = position - len(self._inflater.unused_data)
        return ""

    def _inflate(self, chunk: bytes, position: int, pieces: list[bytes]) -> None:
        """Append the data of one chunk, which stands at `position`. Raises zlib.error, HostileChartError."""
        inflater, rest = self._inflater, chunk
        while True:
            piece = inflater.decompress(rest, _STEP)
            rest = inflater.unconsumed_tail
            pieces.append(piece)
            self._size += len(piece)
            self._budget.add_bytes(len(piece))
            self._budget.check_ratio(self._size, position + len(chunk) - len(rest) - self._start)
            if inflater.eof or (not rest and len(piece) < _STEP):
                return

    def _unpack_bytewise(self, inflater: Inflater, start: int, pieces: list[bytes], reason: str) -> str:
        """Unpack byte by byte from `start` up to the broken byte; Go's text for the `reason` that zlib gave."""
        for position in range(start, len(self._packed)):
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
