"""Parsed templates on disk, so that a chart that was rendered before is not parsed again.

One file holds the trees of all templates of one rendering, beside their source texts: what is read back is used for
exactly the texts it was made from, so a changed template costs its own parse and no more. The files are private ones
(`core.private_files`): whatever is doubtful counts as absent. Layout: length of the trees, the trees (`marshal`), the
source texts.
"""

from __future__ import annotations

import marshal
import os
import sys
from typing import TYPE_CHECKING, Any
from zlib import crc32

from ....core import private_files
from ....core.golib.utf8 import encode
from .nodes import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .nodes import Tree

    Trees = tuple[Tree, ...]

_FORMAT = 2
_HEADER = 4
_SUFFIX = ".trees"
_MAX_FILES = 100
_MAX_BYTES = 100 * 1024 * 1024


class TreeCache:
    """The trees kept in one directory for one table of functions (whose names decide what can be parsed)."""

    def __init__(self, directory: str, functions: Iterable[str]) -> None:
        self._directory = directory
        self._signature = f"{_FORMAT} {sys.implementation.cache_tag}\n" + "\n".join(sorted(functions))

    def load(self, sources: Mapping[str, str]) -> dict[str, Trees]:
        """The trees of those templates (name to source text) that are kept for exactly that text."""
        content = private_files.read(self._path(sources))
        if content is None:
            return {}
        start = _HEADER + int.from_bytes(content[:_HEADER], "little")
        try:
            signature, entries = marshal.loads(content[_HEADER:start])
        except (ValueError, EOFError, TypeError):
            return {}
        if signature != self._signature:
            return {}
        found: dict[str, Trees] = {}
        for name, length, trees in entries:
            source = sources.get(name)
            if source is not None and content[start : start + length] == encode(source):
                found[name] = trees
            start += length
        return found

    def store(self, sources: Mapping[str, str], trees: Mapping[str, Trees]) -> None:
        """Keep the trees of these templates. Nothing happens where that is impossible."""
        if private_files.write(self._path(sources), _pack(self._signature, sources, trees)):
            private_files.prune(self._directory, _SUFFIX, _MAX_FILES, _MAX_BYTES)

    def _path(self, sources: Mapping[str, str]) -> str:
        """One file for every set of template names."""
        names = encode("\n".join(sorted(sources)))
        return os.path.join(self._directory, f"{crc32(names):08x}{crc32(names, 1):08x}{_SUFFIX}")


def _pack(signature: str, sources: Mapping[str, str], trees: Mapping[str, Trees]) -> bytes:
    texts = {name: encode(source) for name, source in sources.items()}
    entries: list[Any] = [
        (name, len(text), tuple([(*tree[:3], pack(unpack(tree[3]))) for tree in trees[name]]))
        for name, text in texts.items()
    ]
    packed = marshal.dumps((signature, entries))
    return b"".join([len(packed).to_bytes(_HEADER, "little"), packed, *texts.values()])
