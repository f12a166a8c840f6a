"""The page of the charts in a folder, for people.

It is made from the index of the folder whenever that changes. What it links is what the index names; a search
works with and without JavaScript.
"""

from __future__ import annotations

import base64
import hashlib
import os
import time
from threading import Lock
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib.oserrors import path_error
from ....core.model.repository import RepositoryEntry
from .cards import REPOSITORY_NAME, Card, chart_card
from .markup import shell_word, text
from .page_assets import ICON, SCRIPT, STYLE

if TYPE_CHECKING:
    from ....core.protocols import KernelView, RepositoryIndex


def _digest(asset: str) -> str:
    return base64.b64encode(hashlib.sha256(asset.encode()).digest()).decode()


class IndexPage:
    """Makes the page. Safe for several threads."""

    policy = (
        f"default-src 'none'; style-src 'sha256-{_digest(STYLE)}'; script-src 'sha256-{_digest(SCRIPT)}'; "
        "img-src http: https: data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    """What the page may do (``Content-Security-Policy``): its own style and script, and pictures."""

    def __init__(self, folder: str, url: str, kernel: KernelView) -> None:
        """`url` is how the index calls the folder."""
        self._path = os.path.join(folder, "index.yaml")
        self._url = url
        self._kernel = kernel
        self._lock = Lock()
        self._state: tuple[int, ...] = ()
        self._cards: list[Card] = []

    def content(self, wanted: str = "") -> bytes:
        """The page; with `wanted`, only the charts in whose texts all of its words are. Raises RepositoryError."""
        with self._lock:
            try:
                found = os.stat(self._path)
            except OSError as error:
                raise RepositoryError(path_error("open", self._path, error)) from error
            state = (found.st_ino, found.st_size, found.st_mtime_ns)
            if state != self._state:
                self._cards = self._read()
                self._state = state
            cards = self._cards
        return self._page(cards, wanted, found.st_mtime)

    def _read(self) -> list[Card]:
        entry = RepositoryEntry(REPOSITORY_NAME, self._url)
        index: RepositoryIndex = self._kernel.first("helm_open_repository_index", entry=entry, path=self._path)
        return [chart_card(name, index.versions(name)) for name in index.names()]

    def _page(self, cards: list[Card], wanted: str, modified: float) -> bytes:
        words = wanted.lower().split()
        shown = [card for card in cards if all(word in card.words for word in words)]
        written = time.gmtime(modified)
        count = f"{len(shown)} of {len(cards)}" if words else str(len(cards))
        noun = "chart" if count == "1" else "charts"
        body = "".join(card.markup for card in shown)
        empty = "No chart matches the search." if cards else "There are no charts in this repository yet."
        page = (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
            f'<title>Helm Repository</title>\n<link rel="icon" href="{ICON}">\n<style>{STYLE}</style>\n'
            "</head>\n<body>\n"
            f'<header>\n<div class="top">\n<img class="logo" src="{ICON}" alt="">\n<h1>Helm Charts Repository</h1>\n'
            f'<p class="count" role="status"><span id="count">{count}</span> {noun}</p>\n</div>\n'
            '<form role="search">\n<input type="search" name="q" id="q" placeholder="Search charts" '
            f'aria-label="Search charts" autocomplete="off" spellcheck="false" value="{text(wanted)}">\n</form>\n'
            '<p class="add"><span>Add this repository</span> <code>helm repo add '
            f"{REPOSITORY_NAME} {text(shell_word(self._url))}</code></p>\n</header>\n"
            f'<main>\n<ul class="charts" id="charts">\n{body}</ul>\n'
            f'<p class="none" id="none"{" hidden" if shown else ""}>{empty}</p>\n</main>\n'
            '<footer>\n<p>Last generated <time datetime="'
            f'{time.strftime("%Y-%m-%dT%H:%M:%SZ", written)}">{time.strftime("%Y-%m-%d %H:%M:%S UTC", written)}</time>'
            ' · <a href="index.yaml">index.yaml</a></p>\n</footer>\n'
            f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
        )
        return page.encode("utf-8", "replace")
