"""A chart server in a thread, and requests to it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pilothouse.core import testkit
from pilothouse.core.golib.listen import listen
from pilothouse.plugins.builtin.chart_server.folder import ServedFolder
from pilothouse.plugins.builtin.chart_server.index_page import IndexPage
from pilothouse.plugins.builtin.chart_server.server import chart_server

INDEX = """\
apiVersion: v1
generated: "2020-01-01T00:00:00Z"
entries:
  zebra:
  - name: zebra
    version: 2.0.0-rc.1
    urls: [https://elsewhere.example.com/zebra-2.0.0-rc.1.tgz]
  web:
  - name: web
    version: 1.10.0+build.1
    appVersion: "7"
    description: Serves pages
    home: https://example.com/web
    icon: https://example.com/web.png
    keywords: [http, server]
    created: "2020-02-03T04:05:06Z"
    urls: [web-1.10.0+build.1.tgz]
  - name: web
    version: 1.9.0
    created: "2020-01-02T04:05:06Z"
    urls: [web-1.9.0.tgz]
  - name: web
    version: 2.0.0-beta
    urls: [web-2.0.0-beta.tgz]
  old:
  - name: old
    version: 0.1.0
    deprecated: true
    urls: []
"""


class Answer(NamedTuple):
    """The answer to a request; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Served:
    """A folder that is served; `ask` sends a request."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@contextmanager
def serving(folder: Path, url: str = "") -> Iterator[Served]:
    """Serve a folder while the body runs."""
    with listen("127.0.0.1:0") as listening:
        served = Served(folder, listening.getsockname()[1])
        page = IndexPage(str(folder), url or served.url, testkit.make_kernel())
        server = chart_server(listening, ServedFolder(str(folder)), page)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
