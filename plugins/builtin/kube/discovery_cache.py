"""Discovery documents of an API server on disk: one file each, as JSON, in a folder that only its owner may write.

A file is trusted for a while, and only if it came from the same cluster. Two clusters may answer on one address, one
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
    """The documents of one server, below `directory` (empty: nothing is kept)."""

    __slots__ = ("_folder", "_lifetime", "_marks", "_now")

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
        if directory:
            import zlib

            safe = "".join([character if character.isalnum() else "-" for character in server])[:60]
            name = f"{safe}-{zlib.crc32(server.encode('utf-8', 'surrogateescape')):08x}"
            self._folder = os.path.join(directory, "discovery", name)
        self._lifetime = lifetime
        self._marks = marks
        self._now = now

    def read(self, name: str) -> Any:
        """A document, or None when there is none to be trusted."""
        if not self._folder:
            return None
        from ....core import private_files

        content = private_files.read(self._path(name))
        if content is None:
            return None
        import json

        try:
            form, written, marks, document = json.loads(content)
            fresh = form == _FORMAT and 0 <= self._now() - written < self._lifetime
        except (ValueError, TypeError, RecursionError):
            return None
        if not fresh or (marks and self._marks and self._marks.isdisjoint(marks)):
            return None
        return document

    def write(self, name: str, document: Any) -> None:
        """Keep a document; a failure to do so does no harm."""
        if not self._folder:
            return
        import json

        from ....core import private_files

        content = json.dumps([_FORMAT, self._now(), sorted(self._marks), document], separators=(",", ":"))
        private_files.write(self._path(name), content.encode())

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, name.replace("%", "%25").replace("/", "%2F") + ".json")
