"""The release page as a browser meets it: a server on a port of its own, and what its pages have in them."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

from pilothouse.core.golib.listen import listen
from pilothouse.core.kernel import Kernel
from pilothouse.plugins.contrib.dashboard.access import Access
from pilothouse.plugins.contrib.dashboard.serving import make_server
from pilothouse.plugins.contrib.dashboard.site import Site

_EMPTY = frozenset(("br", "hr", "img", "input", "link", "meta"))
_BLOCKS = frozenset(("dt", "dd", "h1", "h2", "li", "p", "pre", "summary", "td", "th", "button", "option", "label"))
_AGO = re.compile(r"just now|\d+ (?:second|minute|hour|day|month|year)s? ago")
_START = re.compile(r"Releases are shown at (http://127\.0\.0\.1:\d+/[\w-]+/\?token=[\w-]+)\n")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} UTC")


class Element:
    """An element of a page."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str) -> list[Element]:
        """All elements of a tag below this one."""
        return [one for one in self.walk() if one.tag == tag]

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


class Page(HTMLParser):
    """A page as a tree; elements that are not closed, or closed twice, are an error."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(markup)
        self.close()
        assert [one.tag for one in self._open] == [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _EMPTY:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    @property
    def main(self) -> Element:
        """What is between head and foot."""
        (found,) = self.root.all("main")
        return found

    @property
    def lines(self) -> list[str]:
        """What is read in the main part, block by block: times as ``AGO`` and ``TIME``, rows of tables as one line."""
        found: list[str] = []
        _collect(self.main, found)
        return found

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [one.attributes["href"] for one in self.root.all("a")]


def _collect(element: Element, found: list[str]) -> None:
    if element.tag == "tr":
        cells = [_text(child) for child in element.children if isinstance(child, Element)]
        found.append(" | ".join(cells))
        return
    if element.tag == "pre":
        found += [f"  {line}" for line in element.text.split("\n")]
        return
    blocks = any(one.tag in _BLOCKS for one in element.walk() if one is not element)
    if element.tag in _BLOCKS and not blocks:
        mark = {"h1": "# ", "h2": "## "}.get(element.tag, "")
        found.append(mark + _text(element))
        return
    for child in element.children:
        if isinstance(child, Element):
            _collect(child, found)
        elif child.strip():
            found.append(_clean(child))
    if not element.children and element.tag == "input":
        return
    if not blocks and element.tag in ("a", "span") and element.children:
        return


def _text(element: Element) -> str:
    return _clean(element.text)


def _clean(text: str) -> str:
    return _MOMENT.sub("TIME", _AGO.sub("AGO", " ".join(text.split())))


class Answer:
    """What the server answered."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.body = body

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def page(self) -> Page:
        """The body as a page."""
        return Page(self.text)

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Served:
    """A server with its secrets; `get` asks as a browser does that has the cookie."""

    def __init__(self, access: Access, site: Site, port: int) -> None:
        self.access = access
        self.site = site
        self.port = port

    def ask(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
        """Ask for any path, with these headers and no others but Host."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers=dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        """A page below the base."""
        return self.ask(f"{self.access.base}/{path}", {"Cookie": f"pilothouse-dashboard={self.access.cookie}"})


@contextmanager
def served(kernel: Kernel, *, seconds: float = 30, may_show_secrets: bool = False) -> Iterator[Served]:
    """Serve the releases that the settings of a kernel mean."""
    client = kernel.first("helm_open_client")
    target = client.service_target(None)
    listening = listen("127.0.0.1:0")
    port = listening.getsockname()[1]
    access = Access.made("127.0.0.1", port)
    service = client.connect(target)
    site = Site(kernel, client, service, target, access.base, seconds=seconds, may_show_secrets=may_show_secrets)
    server = make_server(site, access)
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]))
    thread.start()
    try:
        yield Served(access, site, port)
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
        assert not thread.is_alive()
        kernel.finish()


@contextmanager
def started(environment: dict[str, str], *flags: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running command and the address that it has printed."""
    program = [sys.executable, "-W", "error", "-m", "pilothouse", "dashboard", "--port", "0", *flags]
    process = subprocess.Popen(
        program, env={**os.environ, **environment}, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        found = _START.fullmatch(process.stdout.readline())
        assert found is not None
        assert process.stdout.readline() == "The address is the key to them. Ctrl-C ends this.\n"
        yield process, found[1]
    finally:
        process.kill()
        process.communicate()


def fetch(url: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and text of a page."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
