"""A chart repository on a port of this machine: a folder of archives over HTTP, with what goes wrong on the way."""

from __future__ import annotations

import base64
import os
import shutil
import tempfile
import threading
import zlib
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from .charts import index_charts, package_chart, write_chart


class RepositoryServer:
    """Serves a folder of charts within a ``with`` block.

    ::

        with RepositoryServer() as server, TemporaryHome() as home:
            server.add_chart("web", "1.0.0", templates={"a.yaml": "a: 1"})
            assert home.run("repo", "add", "mine", server.url).code == 0

    `folder` is taken instead of a temporary one, and stays. With `user` and `password` the server asks for them.
    Attributes: `url`; `folder`; `requests`, the paths that were asked for; `answers`, bodies (or a status with a body)
    by path that go out in the place of files.
    """

    def __init__(self, folder: str | os.PathLike[str] = "", *, user: str = "", password: str = "") -> None:
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        if not folder:
            self._temporary = tempfile.TemporaryDirectory(prefix="pilothouse-charts-")
            folder = self._temporary.name
        self.folder = os.path.abspath(folder)
        self.requests: list[str] = []
        self.answers: dict[str, bytes | tuple[int, bytes]] = {}
        self.authorization = ""
        if user or password:
            self.authorization = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.url = ""
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, repository=self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.index()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def add_chart(self, name: str, version: str = "0.1.0", **content: Any) -> str:
        """Write a chart (`write_chart` has the arguments), pack it into the folder and index it; the archive's path."""
        with tempfile.TemporaryDirectory() as work:
            return self.add_archive(package_chart(write_chart(work, name, version=version, **content), work))

    def add_archive(self, archive: str) -> str:
        """Copy an archive into the folder and index it; the copy's path."""
        copy = shutil.copy(archive, self.folder)
        self.index()
        return copy

    def index(self) -> None:
        """Write index.yaml anew, as ``repo index`` does."""
        index_charts(self.folder, self.url)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, repository: RepositoryServer) -> None:
        self._repository = repository
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer a request with what is laid down for its path, else with the file."""
        repository, path = self._repository, self.path.partition("?")[0]
        repository.requests.append(path)
        if repository.authorization and self.headers.get("Authorization") != repository.authorization:
            self._send(401, b"")
        elif path in repository.answers:
            answer = repository.answers[path]
            self._send(*(answer if isinstance(answer, tuple) else (200, answer)))
        else:
            self._send_file("" if ".." in path.split("/") else repository.folder + path)

    def _send_file(self, path: str) -> None:
        """A file of the folder; one that the client has already is not sent again."""
        try:
            with open(path, "rb") as stream:
                content = stream.read()
        except OSError:
            self._send(404, b"404 page not found\n")
            return
        mark = f'"{zlib.crc32(content):08x}-{len(content)}"'
        if self.headers.get("If-None-Match") == mark:
            self._send(304, b"", mark)
        else:
            self._send(200, content, mark)

    def _send(self, status: int, body: bytes, mark: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if mark:
            self.send_header("ETag", mark)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: `requests` has it."""
