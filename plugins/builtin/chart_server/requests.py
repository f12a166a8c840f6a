"""Answers to requests. Rules: ServeHTTP in pkg/repo/local.go, serveFile in net/http/fs.go of Go 1.15."""

from __future__ import annotations

import os
import posixpath
import re
from email.utils import formatdate, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from ....core.errors import PilothouseError
from ....core.golib.sniff import SNIFF_SIZE, detect_content_type
from .listing import listing
from .ranges import RangeError, asked_range

if TYPE_CHECKING:
    from typing import BinaryIO

    from .folder import ServedFolder
    from .index_page import IndexPage

_HTML = "text/html; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"
_PAGES = frozenset(("/", "/charts/", "/charts/index.html", "/charts/index"))
_BAD_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".htm": _HTML,
    ".html": _HTML,
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".xml": "text/xml; charset=utf-8",
}
"""Types that names tell; of others the content tells. Rule: builtinTypesLower in mime/type.go."""

_FILES_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class ChartRequestHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD with the page, a file of the folder, or a list of what a folder inside it holds."""

    protocol_version = "HTTP/1.1"
    timeout = 20

    def __init__(self, *connection: Any, folder: ServedFolder, page: IndexPage) -> None:
        self._folder = folder
        self._page = page
        super().__init__(*connection)

    def do_GET(self) -> None:
        """Answer with content."""
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            # Nobody reads the body, so nothing can be read after it.
            self.close_connection = True
        try:
            target = urlsplit(self.path)
        except ValueError:
            target = None
        if target is None or _BAD_ESCAPE.search(target.path):
            self._answer_text(400, "400 Bad Request")
            return
        path = unquote(target.path.encode("latin-1").decode("utf-8", "surrogateescape"), errors="surrogateescape")
        if path in _PAGES:
            self._answer_page(parse_qs(target.query).get("q", [""])[0])
        elif ".." in path.replace("\\", "/").split("/"):
            self._answer_text(400, "invalid URL path")
        elif path.endswith("/index.html"):
            self._redirect("./", target.query)
        else:
            self._answer_path(path, target.query)

    def do_HEAD(self) -> None:
        """Answer with the head alone."""
        self.do_GET()

    def _answer_page(self, wanted: str) -> None:
        try:
            content = self._page.content(wanted)
        except PilothouseError as error:
            self._answer_text(500, error.message)
            return
        self._answer(200, _HTML, content, {"Content-Security-Policy": self._page.policy, "Cache-Control": "no-cache"})

    def _answer_path(self, path: str, query: str) -> None:
        """Answer with what is at a path of the folder."""
        name = path.removeprefix("/charts/")
        try:
            try:
                self._answer_file(*self._folder.open(name), name)
            except IsADirectoryError:
                self._answer_folder(path, name, query)
        except FileNotFoundError:
            self._answer_text(404, "404 page not found")
        except PermissionError:
            self._answer_text(403, "403 Forbidden")
        except (TimeoutError, ConnectionError):
            raise
        except OSError:
            self._answer_text(500, "500 Internal Server Error")

    def _answer_folder(self, path: str, name: str, query: str) -> None:
        """Answer with the index.html of a folder inside the served one, or with a list of what it holds."""
        if not path.endswith("/"):
            self._redirect(quote(posixpath.basename(path), errors="surrogateescape") + "/", query)
            return
        try:
            file, found = self._folder.open(f"{name}/index.html")
        except OSError:
            content = listing(path, self._folder.names(name))
            self._answer(200, _HTML, content, {"Content-Security-Policy": _FILES_POLICY})
        else:
            self._answer_file(file, found, "index.html")

    def _answer_file(self, file: BinaryIO, found: os.stat_result, name: str) -> None:
        """Answer with a file, or with the part of it that is asked for."""
        with file:
            modified = int(found.st_mtime)
            headers = {"Last-Modified": formatdate(modified, usegmt=True)}
            since = _seconds(self.headers.get("If-Modified-Since", ""))
            if since is not None and modified <= since and "If-None-Match" not in self.headers:
                self._answer(304, "", b"", headers)
                return
            asked = self.headers.get("Range", "")
            only_if = self.headers.get("If-Range")
            if only_if is not None and _seconds(only_if) != modified:
                asked = ""
            size = found.st_size
            try:
                part = asked_range(asked, size)
            except RangeError as error:
                self._answer_text(416, str(error), {"Content-Range": f"bytes */{size}"})
                return
            headers["Accept-Ranges"] = "bytes"
            headers["Content-Security-Policy"] = _FILES_POLICY
            kind = _TYPES.get(posixpath.splitext(name)[1].lower()) or detect_content_type(file.read(SNIFF_SIZE))
            start, length = part or (0, size)
            if part is not None:
                headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
            self._begin(206 if part is not None else 200, kind, length, headers)
            if self.command != "HEAD":
                file.seek(start)
                self._copy(file, length)

    def _copy(self, file: BinaryIO, length: int) -> None:
        """Send so many bytes of a file; one that became shorter ends the connection."""
        sent = self.connection.sendfile(file, file.tell(), length) if length else 0
        if sent < length:
            self.close_connection = True

    def _redirect(self, where: str, query: str) -> None:
        self._answer(301, "", b"", {"Location": where + (f"?{query}" if query else "")})

    def _answer_text(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        content = (text + "\n").encode("utf-8", "replace")
        self._answer(status, _TEXT, content, headers or {})

    def _answer(self, status: int, kind: str, content: bytes, headers: dict[str, str]) -> None:
        self._begin(status, kind, len(content), headers)
        if self.command != "HEAD":
            self.wfile.write(content)

    def _begin(self, status: int, kind: str, length: int, headers: dict[str, str]) -> None:
        """Send the head of an answer."""
        self.send_response_only(status)
        self.send_header("Date", self.date_time_string())
        if status != 304:
            self.send_header("Content-Length", str(length))
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that is none, or one of another method, in plain text."""
        self.close_connection = True
        self.request_version = self.protocol_version
        name = self.responses.get(code, ("",))[0]
        self.command = getattr(self, "command", None) or "GET"
        self._answer_text(code, f"{int(code)} {name}", {"Connection": "close"})

    def log_message(self, format: str, *args: Any) -> None:
        """Helm's server logs nothing."""


def _seconds(date: str) -> int | None:
    """The moment that a header names, None where it names none."""
    try:
        return int(parsedate_to_datetime(date).timestamp())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
