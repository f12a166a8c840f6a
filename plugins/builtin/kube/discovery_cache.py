"""Discovery documents of an API server, kept in memory and on disk.

On disk each is a file, as JSON, in a folder that only its owner may write. A document is trusted for a while, and only
if it came from the same cluster. Two clusters may answer on one address, one
after the other; where answers carry something that no other cluster sends, files keep it and are compared by it.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_FORMAT = 1


class DiscoveryCache:
    """The documents of one server, below `directory` (empty: in memory alone). Safe for several threads."""

    __slots__ = ("_folder", "_held", "_lifetime", "_marks", "_now")

    def __init__(
        self,
        directory: str,
        server: str,
        lifetime: float,
        marks: set[str],
        now: Callable[[], float] = time.time,
    ) -> None:
        """`marks` grows while answers come in: what stood in them that no other cluster sends."""
        self._folder = ""
        self._held: dict[str, tuple[float, list[str], Any]] = {}
        if directory:
            import zlib

            safe = "".join([character if character.isalnum() else "-" for character in server])[:60]
            name = f"{safe}-{zlib.crc32(server.encode('utf-8', 'surrogateescape')):08x}"
            self._folder = os.path.join(directory, "discovery", name)
        self._lifetime = lifetime
        self._marks = marks
        self._now = now

    def read(self, name: str) -> Any:
        """A document, or None when there is none to be trusted. Not to be changed: it is the same for all who ask."""
        held = self._held.get(name)
        if held is not None and self._is_trusted(held[0], held[1]):
            return held[2]
        if not self._folder:
            return None
        from ....core import private_files

        content = private_files.read(self._path(name))
        if content is None:
            return None
        import json

        try:
            form, written, marks, document = json.loads(content)
            if form != _FORMAT or not self._is_trusted(written, marks):
                return None
        except (ValueError, TypeError, RecursionError):
            return None
        self._held[name] = (written, marks, document)
        return document

    def write(self, name: str, document: Any) -> None:
        """Keep a document; a failure to do so does no harm."""
        held = self._held[name] = (self._now(), sorted(self._marks), document)
        if not self._folder:
            return
        import json

        from ....core import private_files

        content = json.dumps([_FORMAT, *held], separators=(",", ":"))
        private_files.write(self._path(name), content.encode())

    def _is_trusted(self, written: float, marks: list[str]) -> bool:
        """Whether a document is young enough, and of the cluster that answers now as far as anybody can tell."""
        fresh = 0 <= self._now() - written < self._lifetime
        return fresh and not (marks and self._marks and self._marks.isdisjoint(marks))

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, name.replace("%", "%25").replace("/", "%2F") + ".json")
