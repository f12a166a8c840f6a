"""Which bytes of a file a request asks for. Rules: serveContent and parseRange in net/http/fs.go."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=[ \t]*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))[ \t]*", re.ASCII)


class RangeError(ValueError):
    """A range that the file does not have; the text is Go's."""


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """Start and length of the one range that a ``Range`` header asks for; None for the whole file.

    Several ranges at once are answered with the whole file, which a server may do. Raises RangeError.
    """
    if not header or "," in header:
        return None
    found = _RANGE.fullmatch(header)
    if found is None:
        raise RangeError("invalid range")
    first, last, suffix = found.groups()
    if suffix is not None:
        length = min(int(suffix), size)
        return size - length, length
    start = int(first)
    if start >= size:
        raise RangeError("invalid range: failed to overlap")
    end = int(last) if last else size - 1
    if end < start:
        raise RangeError("invalid range")
    return start, min(end, size - 1) - start + 1
