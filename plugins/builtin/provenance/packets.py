"""OpenPGP data as packets: where each begins and ends, and reading their fields.

Rules: RFC 4880 sections 3.2, 4.2; golang.org/x/crypto/openpgp/packet (packet.go, reader.go).
"""

from __future__ import annotations

from .openpgp_errors import EndOfPackets, OpenPgpError, StructuralError, unexpected_end

SIGNATURE, PRIVATE_KEY, PUBLIC_KEY, PRIVATE_SUBKEY, USER_ID, PUBLIC_SUBKEY = 2, 5, 6, 7, 13, 14
"""Kinds of packets."""


class Body:
    """The bytes of a packet, read field by field. `problem` is raised where they end too early."""

    __slots__ = ("data", "position", "problem")

    def __init__(self, data: bytes, problem: OpenPgpError | None = None) -> None:
        self.data = data
        self.position = 0
        self.problem = problem

    def take(self, size: int) -> bytes:
        """The next `size` bytes. Raises OpenPgpError when there are fewer."""
        end = self.position + size
        if end > len(self.data):
            raise self.problem or unexpected_end()
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def number(self, size: int) -> int:
        """The next `size` bytes as a number."""
        return int.from_bytes(self.take(size), "big")

    def multiprecision(self) -> bytes:
        """The bytes of the next multiprecision integer, which leads with its length in bits."""
        return self.take((self.number(2) + 7) // 8)

    def rest(self) -> bytes:
        """Everything that is left. Raises OpenPgpError when the packet is cut short."""
        if self.problem is not None:
            raise self.problem
        return self.take(len(self.data) - self.position)


class Packets:
    """The packets in some bytes, one after the other.

    `problem` is the error that stands where the bytes end (None: they just end), as in armored text that is damaged.
    """

    __slots__ = ("_data", "_problem", "position")

    def __init__(self, data: bytes, problem: OpenPgpError | None = None) -> None:
        self._data = data
        self.position = 0
        self._problem = problem

    def next(self) -> tuple[int, Body]:
        """The kind and the body of the next packet. Raises EndOfPackets after the last one, else OpenPgpError."""
        if self.position >= len(self._data):
            raise self._problem or EndOfPackets()
        first = self._number(1)
        if not first & 0x80:
            raise StructuralError("tag byte does not have MSB set")
        if first & 0x40:
            return first & 0x3F, self._new_body()
        kind, size_of_length = (first & 0x3F) >> 2, first & 3
        length = len(self._data) - self.position if size_of_length == 3 else self._number(1 << size_of_length)
        return kind, self._body(length)

    def _new_body(self) -> Body:
        """The body of a packet in the new format, which may come in parts."""
        length, is_partial = self._length()
        if not is_partial:
            return self._body(length)
        parts = []
        problem = None
        while problem is None:
            part = self._body(length)
            parts.append(part.data)
            problem = part.problem
            if not is_partial or problem is not None:
                break
            try:
                length, is_partial = self._length()
            except OpenPgpError as error:
                problem = error
        return Body(b"".join(parts), problem)

    def _body(self, length: int) -> Body:
        data = self._data[self.position : self.position + length]
        self.position += len(data)
        return Body(data, (self._problem or unexpected_end()) if len(data) < length else None)

    def _length(self) -> tuple[int, bool]:
        """A length of the new format, and whether it is that of a part which others follow."""
        first = self._number(1)
        if first < 192:
            return first, False
        if first < 224:
            return ((first - 192) << 8) + self._number(1) + 192, False
        if first < 255:
            return 1 << (first & 0x1F), True
        return self._number(4), False

    def _number(self, size: int) -> int:
        field = self._data[self.position : self.position + size]
        self.position += len(field)
        if len(field) < size:
            raise self._problem or unexpected_end()
        return int.from_bytes(field, "big")
