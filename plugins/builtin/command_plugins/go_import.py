"""Reading the page that says where the repository behind a URL is.

Rule: https://go.dev/ref/mod#vcs-find, as github.com/Masterminds/vcs reads it.
"""

from __future__ import annotations

from html.parser import HTMLParser


def repository_in(page: str, address: str) -> tuple[str, str] | None:
    """Version control system and URL from the page's ``go-import``; None without one for `address` (host and path)."""
    reader = _Reader(address)
    try:
        reader.feed(page)
    except AssertionError:
        # How the standard library's reader ends on some declarations that are none; the rest counts for nothing.
        pass
    return reader.found


class _Reader(HTMLParser):
    """Looks for ``<meta name="go-import" content="PREFIX VCS URL">`` in the head of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self._is_head = True
        self.found: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the first that fits; the body has none."""
        if tag == "body":
            self._is_head = False
        if tag != "meta" or not self._is_head or self.found is not None:
            return
        given = dict(attrs)
        parts = (given.get("content") or "").split()
        if given.get("name") == "go-import" and len(parts) == 3 and self._address.startswith(parts[0]):
            self.found = (parts[1], parts[2])

    def handle_endtag(self, tag: str) -> None:
        """The head ends."""
        if tag == "head":
            self._is_head = False
