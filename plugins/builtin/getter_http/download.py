"""One resource of one server: asking for it, again where that helps, until its body is whole.

What is cut short goes on where it stopped if the server vouches for each byte (a strong ETag, Range with If-Range),
else it begins anew. Tried again is what a broken connection left open, and what the server asks to try later (429 and
503 with Retry-After); any other status is an answer. All of this is reading, which may be repeated.
"""

from __future__ import annotations

import io
import re
import time
from typing import TYPE_CHECKING

import urllib3

from ....core.golib.strconv import quote
from . import validators
from .dial import CONNECT_SECONDS
from .failures import BROKEN, FetchFailure, exchange_failure
from .response_head import as_sent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .connections import PlainPool, Watch
    from .progress import Progress
    from .web_address import WebAddress

REPEATS = 4
"""So often a request is made again at most."""
LONGEST_PAUSE = 20.0
"""A server that asks for more seconds of patience than this has none."""
_FIRST_PAUSE = 0.1
_READ_SECONDS = 120
_CHUNK = 1 << 16
_MAX_DRAINED = 2048
"""The body of a redirect or error is read only to keep the connection, and only if it is this short (as Go)."""
_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})").fullmatch
_LENGTH = re.compile(r"[0-9]{1,18}(?:, *[0-9]{1,18})*").fullmatch
_BUSY = frozenset((429, 503))
_CONDITIONS = frozenset(("If-None-Match", "If-Modified-Since"))


class TooLargeError(Exception):
    """A body is larger than it may be."""


class Answer:
    """What a server answered; the body is there for status 200 only."""

    __slots__ = ("body", "headers", "reason", "status")

    def __init__(self, status: int, reason: str, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body


class Download:
    """One resource being fetched."""

    def __init__(
        self,
        address: WebAddress,
        pool: PlainPool,
        headers: dict[str, str],
        *,
        limit: int,
        watch: Watch,
        progress: Progress,
    ) -> None:
        self._address = address
        self._pool = pool
        self._headers = headers
        self._limit = limit
        self._watch = watch
        self._progress = progress
        self._body = io.BytesIO()
        self._tag = ""
        self._total: int | None = None

    def run(self) -> Answer:
        """The answer, with the whole body. Raises FetchFailure, TooLargeError."""
        for left in range(REPEATS, -1, -1):
            pause = _FIRST_PAUSE * 2 ** (REPEATS - left)
            try:
                resumed = bool(self._tag)
                answer = self._ask()
                if answer.status == 416 and resumed and left:
                    continue
                wanted = _retry_after(answer.headers) if answer.status in _BUSY else None
                if wanted is None or wanted > LONGEST_PAUSE or not left:
                    return answer
                pause = wanted
            except FetchFailure as failure:
                if not failure.passing or not left or self._watch.is_over:
                    raise
            self._progress.waits(pause)
            time.sleep(pause)
        raise AssertionError("the last round returns or raises")

    def _ask(self) -> Answer:
        """Make one request, and read its body behind what is there already. Raises FetchFailure, TooLargeError."""
        in_body = False
        response: urllib3.BaseHTTPResponse | None = None
        self._watch.target = self._request_url()
        try:
            response = self._pool.urlopen(
                "GET",
                self._watch.target,
                headers=self._request_headers(),
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=_READ_SECONDS),
                redirect=False,
                retries=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
            )
            if response.status in (200, 206):
                _check_framing(response.headers)
            if response.status == 200:
                self._start_over(response.headers)
            elif response.status == 206 and self._tag:
                self._check_range(response.headers)
            else:
                return self._without_body(response)
            in_body = True
            self._read(response)
            return Answer(200, "OK", response.headers, self._body.getvalue())
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            failure = exchange_failure(error, self._watch.ends, in_body=in_body)
            if in_body:
                self._locate(failure)
            raise failure from None
        except FetchFailure as failure:
            if in_body:
                self._locate(failure)
            raise
        finally:
            if response is not None:
                # A connection whose answer was read to its end is with its pool already.
                response.close()

    def _locate(self, failure: FetchFailure) -> None:
        """Say of a failure that the answer had begun, and how far it got."""
        of = "" if self._total is None else f" of {self._total}"
        failure.in_body = True
        failure.details = (f"{self._body.tell()}{of} bytes of {self._address.shown} arrived", *failure.details)

    def _request_url(self) -> str:
        """What the request line asks for: a path, and a proxy for the whole URL."""
        address = self._address
        if self._pool.proxy and address.scheme == "http":
            return f"http://{address.host_header}{address.target}"
        return address.target

    def _request_headers(self) -> dict[str, str]:
        """The headers of the next request; where a part of the body is there already, they ask for the rest."""
        size = self._body.tell()
        if not size or not self._tag:
            return self._headers
        kept = {name: value for name, value in self._headers.items() if name not in _CONDITIONS}
        return {**kept, "Range": f"bytes={size}-", "If-Range": self._tag}

    def _start_over(self, headers: Mapping[str, str]) -> None:
        """A whole body comes: forget the part that was there, and see how long this one will be."""
        self._body = io.BytesIO()
        self._tag = "" if headers.get("Accept-Ranges", "").lower() == "none" else validators.strong_tag(headers)
        length = headers.get("Content-Length")
        self._total = None
        if length is not None and not headers.get("Transfer-Encoding"):
            self._total = int(length.partition(",")[0])
            if self._total > self._limit:
                raise TooLargeError

    def _check_range(self, headers: Mapping[str, str]) -> None:
        """Make sure that what comes is the rest of what is there. Raises FetchFailure when it is not."""
        found = _CONTENT_RANGE(headers.get("Content-Range", ""))
        first, last, total = (int(number) for number in found.groups()) if found else (-1, -1, -1)
        fits = first == self._body.tell() and last == total - 1 and self._total in (None, total)
        if not fits or headers.get("ETag", self._tag) != self._tag:
            self._tag = ""
            raise FetchFailure("unexpected EOF", passing=True)
        self._total = total
        if total > self._limit:
            raise TooLargeError

    def _read(self, response: urllib3.BaseHTTPResponse) -> None:
        """Take the body as it comes. Raises TooLargeError, FetchFailure when it ends too early."""
        body = self._body
        while self._total is None or body.tell() < self._total:
            wanted = _CHUNK if self._total is None else min(_CHUNK, self._total - body.tell())
            part = response.read1(wanted, decode_content=False)
            if not part:
                break
            if body.tell() + len(part) > self._limit:
                raise TooLargeError
            body.write(part)
            self._progress.arrived(body.tell(), self._total)
        if self._total not in (None, body.tell()):
            raise FetchFailure("unexpected EOF", passing=True)

    def _without_body(self, response: urllib3.BaseHTTPResponse) -> Answer:
        """An answer of which only the head counts. Its body is dropped unread, unless it is quicker read than that."""
        if response.status == 416:
            # What is there in part is of no use.
            self._tag = ""
        length = response.headers.get("Content-Length", "")
        if response.status >= 200 and _LENGTH(length) and int(length.partition(",")[0]) <= _MAX_DRAINED:
            try:
                while response.read1(_MAX_DRAINED, decode_content=False):
                    pass
            except (urllib3.exceptions.HTTPError, OSError):
                pass
        return Answer(response.status, as_sent(response.reason or ""), response.headers, b"")


def _check_framing(headers: Mapping[str, str]) -> None:
    """Make sure that the end of a body can be told. Raises FetchFailure. Rule: net/http (transfer.go)."""
    encoding, length = headers.get("Transfer-Encoding"), headers.get("Content-Length")
    if encoding is not None and encoding.strip().lower() != "chunked":
        raise FetchFailure(f"{BROKEN}unsupported transfer encoding: {quote(encoding)}")
    if encoding is None and length is not None and not _LENGTH(length):
        raise FetchFailure(f"{BROKEN}bad Content-Length {quote(length)}")


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks to wait, None where it asks for nothing (RFC 9110, section 10.2.3)."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
        return max(moment.timestamp() - time.time(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None
