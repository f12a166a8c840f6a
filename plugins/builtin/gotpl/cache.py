"""Parsed templates on disk, so that a chart that was rendered before is not parsed again.

One file holds the trees of all templates of one rendering, beside their source texts: what is read back is used for
exactly the texts it was made from, so a changed template costs its own parse and no more. The directory belongs to the
user alone; a directory or file that anyone else could have written is not touched. Whatever is doubtful counts as
absent. Layout of a file: magic, checksum and length of the trees, the trees (`marshal`), the source texts.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
from typing import TYPE_CHECKING, Any
from zlib import crc32

from ....core.golib.utf8 import encode
from .nodes import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .nodes import Tree

    Trees = tuple[Tree, ...]

_FORMAT = b"gotpl 1\n"
_HEADER = len(_FORMAT) + 8
_SUFFIX = ".trees"
_MAX_FILES = 100
_MAX_BYTES = 100 * 1024 * 1024


class TreeCache:
    """The trees kept in one directory for one table of functions (whose names decide what can be parsed)."""

    def __init__(self, directory: str, functions: Iterable[str]) -> None:
        self._directory = directory
        self._signature = f"{sys.implementation.cache_tag}\n" + "\n".join(sorted(functions))

    def load(self, sources: Mapping[str, str]) -> dict[str, Trees]:
        """The trees of those templates (name to source text) that are kept for exactly that text."""
        try:
            if not _is_private(os.lstat(self._directory), stat.S_ISDIR):
                return {}
            return self._read(self._path(sources), sources)
        except (OSError, ValueError, EOFError, TypeError):
            return {}

    def store(self, sources: Mapping[str, str], trees: Mapping[str, Trees]) -> None:
        """Keep the trees of these templates. Nothing happens where that is impossible."""
        try:
            os.makedirs(self._directory, mode=0o700, exist_ok=True)
            if not _is_private(os.lstat(self._directory), stat.S_ISDIR):
                return
            self._write(self._path(sources), _pack(self._signature, sources, trees))
            self._prune()
        except (OSError, ValueError):
            return

    def _path(self, sources: Mapping[str, str]) -> str:
        """One file for every set of template names."""
        names = encode("\n".join(sorted(sources)))
        return os.path.join(self._directory, f"{crc32(names):08x}{crc32(names, 1):08x}{_SUFFIX}")

    def _read(self, path: str, sources: Mapping[str, str]) -> dict[str, Trees]:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb", closefd=True) as file:
            if not _is_private(os.fstat(descriptor), stat.S_ISREG):
                return {}
            data = file.read()
        checksum, length = (int.from_bytes(data[end - 4 : end], "little") for end in (_HEADER - 4, _HEADER))
        start = _HEADER + length
        packed = data[_HEADER:start]
        if data[: len(_FORMAT)] != _FORMAT or crc32(packed) != checksum:
            return {}
        # What is read is this user's own, nobody else can write it, and it is as long and has the sum that was written.
        signature, entries = marshal.loads(packed)
        if signature != self._signature:
            return {}
        found: dict[str, Trees] = {}
        for name, length, trees in entries:
            source = sources.get(name)
            if source is not None and data[start : start + length] == encode(source):
                found[name] = trees
            start += length
        return found

    def _write(self, path: str, data: bytes) -> None:
        temporary = f"{path}.{os.getpid()}-{os.urandom(4).hex()}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(temporary, flags, 0o600)
        try:
            with open(descriptor, "wb", closefd=True) as file:
                file.write(data)
            os.replace(temporary, path)
        except OSError:
            os.unlink(temporary)
            raise

    def _prune(self) -> None:
        """Remove the files that were written longest ago, when there are too many or they are too large."""
        with os.scandir(self._directory) as entries:
            files = [(entry.stat(follow_symlinks=False), entry.path) for entry in entries if _SUFFIX in entry.name]
        files.sort(key=lambda file: file[0].st_mtime_ns, reverse=True)
        size = 0
        for count, (status, path) in enumerate(files, 1):
            size += status.st_size
            if count > _MAX_FILES or size > _MAX_BYTES:
                os.unlink(path)


def _pack(signature: str, sources: Mapping[str, str], trees: Mapping[str, Trees]) -> bytes:
    texts = {name: encode(source) for name, source in sources.items()}
    entries: list[Any] = [
        (name, len(text), tuple([(*tree[:3], pack(unpack(tree[3]))) for tree in trees[name]]))
        for name, text in texts.items()
    ]
    packed = marshal.dumps((signature, entries))
    header = crc32(packed).to_bytes(4, "little") + len(packed).to_bytes(4, "little")
    return b"".join([_FORMAT, header, packed, *texts.values()])


def _is_private(status: os.stat_result, is_kind: Any) -> bool:
    """Whether a file or directory is of the right kind, belongs to this user, and nobody else can write to it."""
    if not is_kind(status.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022
