"""Reading collections in pages. Rules: client-go tools/pager (pages of 500, all at once when a page came too late)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from ....core.errors import KubeConnectionError, KubeStatusError
from .answers import metadata_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = 500
FIRST_PAGE = 100
"""Items of the first page of a collection that is gone through: nobody knows yet how large they are."""
PAGE_BYTES = 8 * 1024 * 1024
"""Bytes that a page of such a collection should have."""

Query = tuple[tuple[str, str], ...]


class SizedRead(Protocol):
    """Reads a page of a collection; `size` is how many bytes the last one had."""

    size: int

    def __call__(self, page: Query) -> dict[str, Any]:
        """The page that a query asks for."""
        ...


def read_pages(read: Callable[[Query], dict[str, Any]]) -> dict[str, Any]:
    """The first page of a collection, with what is in all pages: the rows of a table, else the items of a list.

    `read` gets the query of a page. A server that no longer knows where the next page begins (410) is asked for
    everything at once. Raises what `read` raises, and KubeConnectionError when a page is followed by itself.
    """
    whole = read((("limit", str(PAGE)),))
    gathered = entries(whole)
    page = whole
    while token := _continue_token(page):
        try:
            page = read((("limit", str(PAGE)), ("continue", token)))
        except KubeStatusError as error:
            if error.code != 410:
                raise
            whole = read(())
            entries(whole)
            return whole
        gathered.extend(entries(page))
        if _continue_token(page) == token:
            raise KubeConnectionError("the server has the same page of a list follow for ever")
    return whole


def each_page(read: SizedRead) -> Iterator[list[Any]]:
    """The items of a collection, a page at a time, so that only one page is held, and not for longer than it is used.

    How many items a page has depends on how large those were that came before. A server that no longer knows where the
    next page begins (410) is asked for everything at once: items that were there before come again then. Raises what
    `read_pages` raises.
    """
    limit = FIRST_PAGE
    page = read((("limit", str(limit)),))
    while True:
        token = _continue_token(page)
        items = entries(page)
        if items:
            limit = max(1, min(PAGE, PAGE_BYTES * len(items) // max(read.size, 1)))
        yield items
        if not token:
            return
        items.clear()
        try:
            page = read((("limit", str(limit)), ("continue", token)))
        except KubeStatusError as error:
            if error.code != 410:
                raise
            yield entries(read(()))
            return
        if _continue_token(page) == token:
            raise KubeConnectionError("the server has the same page of a list follow for ever")


def entries(page: dict[str, Any]) -> list[Any]:
    """What a page has, as a list of objects in any case."""
    member = "rows" if page.get("kind") == "Table" else "items"
    found = page.get(member)
    page[member] = [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
    return page[member]  # type: ignore[no-any-return]


def _continue_token(page: dict[str, Any]) -> str:
    token = metadata_of(page).get("continue")
    return token if isinstance(token, str) else ""
