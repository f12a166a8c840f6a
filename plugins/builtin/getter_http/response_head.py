"""Heads of answers, read as strictly as Go reads them. Rules: net/http (response.go, transport.go), net/textproto.

`http.client` takes the end of the connection for the end of a head, and what follows a line that is no header for the
body. Both would let a part of an answer pass for the whole.
"""

from __future__ import annotations

import http.client
from typing import Any

from ....core.golib.strconv import quote
from ....core.golib.utf8 import decode

_MOST_INFORMATIONAL = 5
"""Go passes over so many answers that only announce another."""


class HeadError(OSError):
    """An answer does not begin as it must. The text is Go's."""


class TruncatedHeadError(HeadError):
    """The connection ended in the head of an answer."""


class StrictResponse(http.client.HTTPResponse):
    """An answer whose head is whole and made of headers, after any that only announce it (1xx)."""

    def begin(self) -> None:
        """Read the head. Raises HeadError, and what http.client raises."""
        reader = _HeadReader(self.fp)
        self.fp = reader  # type: ignore[assignment]
        try:
            super().begin()
            announced = 0
            while 100 <= self.status < 200 and self.status != 101:
                announced += 1
                if announced > _MOST_INFORMATIONAL:
                    raise HeadError("net/http: too many 1xx informational responses")
                self.headers = self.msg = None  # type: ignore[assignment]
                super().begin()
        except http.client.BadStatusLine as error:
            raise _bad_status_line(error, reader.status_line) from None
        finally:
            if self.fp is not None:
                self.fp = reader.file


def as_sent(text: str) -> str:
    """A text of a head with its bytes as Go has them: http.client takes each byte for a character."""
    try:
        return decode(text.encode("latin-1"))
    except UnicodeEncodeError:
        return text


class _HeadReader:
    """Passes on the lines of a head while they are what they should be."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.status_line = b""
        self._in_headers = False

    def readline(self, limit: int) -> bytes:
        """The next line. Raises HeadError for a line of the headers that is none, and where the end comes too early."""
        line: bytes = self.file.readline(limit)
        if not self._in_headers:
            self.status_line = line
        if len(line) < limit and not line.endswith(b"\n") and (self._in_headers or line.startswith(b"HTTP/")):
            raise TruncatedHeadError("unexpected EOF")
        if self._in_headers and line.strip() and b":" not in line and line[:1] not in (b" ", b"\t"):
            raise HeadError(f"malformed MIME header line: {decode(line.strip())}")
        self._in_headers = bool(line.strip())
        return line

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def _bad_status_line(error: http.client.BadStatusLine, line: bytes) -> Exception:
    """What Go says of a first line; http.client's own error where there is none at all."""
    if not line:
        return error
    version, _, rest = line.strip().partition(b" ")
    status = rest.partition(b" ")[0]
    if version.startswith(b"HTTP/") and status:
        return HeadError(f"malformed HTTP status code {quote(decode(status))}")
    return HeadError(f"malformed HTTP response {quote(decode(line.strip()[:100]))}")
