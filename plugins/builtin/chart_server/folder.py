"""What of a folder may be served: files and folders that are really in it, wherever links may lead.

A link that leads out of the folder, a device or a pipe counts as absent, and so does what is hidden: the folder may be
somebody's checkout, and what is just being written has a name with a dot in front (Helm serves that too).
"""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_PLAIN = (stat.S_IFREG, stat.S_IFDIR)


class ServedFolder:
    """A folder of charts; paths are relative to it, with ``/`` between names."""

    def __init__(self, path: str) -> None:
        self.path = path

    def locate(self, path: str) -> str:
        """The real path of something in the folder. Raises FileNotFoundError for what is not there or leads out."""
        root = os.path.realpath(self.path)
        if "\0" in path:
            raise FileNotFoundError(path)
        inner = os.path.normpath("/" + path).lstrip("/")
        if inner.startswith(".") or "/." in inner:
            raise FileNotFoundError(path)
        real = os.path.realpath(os.path.join(root, inner))
        if real != root and not real.startswith(root.rstrip("/") + "/"):
            raise FileNotFoundError(path)
        if stat.S_IFMT(os.stat(real).st_mode) not in _PLAIN:
            raise FileNotFoundError(path)
        return real

    def open(self, path: str) -> tuple[BinaryIO, os.stat_result]:
        """A file of the folder and what the system says of it. Raises OSError; IsADirectoryError for a folder."""
        descriptor = os.open(self.locate(path), _FLAGS)
        try:
            found = os.fstat(descriptor)
            if stat.S_ISDIR(found.st_mode):
                raise IsADirectoryError(path)
            if not stat.S_ISREG(found.st_mode):
                raise FileNotFoundError(path)
            return os.fdopen(descriptor, "rb"), found
        except BaseException:
            os.close(descriptor)
            raise

    def names(self, path: str) -> list[str]:
        """What is in a folder below this one, sorted; names of folders end with a slash. Raises OSError."""
        names = []
        for name in sorted(os.listdir(self.locate(path))):
            try:
                real = self.locate(f"{path}/{name}")
            except OSError:
                continue
            names.append(name + "/" if os.path.isdir(real) else name)
        return names
