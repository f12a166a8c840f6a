"""The parts of a path as Go's path/filepath has them: Base and Dir."""

from __future__ import annotations

import posixpath


def base(path: str) -> str:
    """The last part: ``c`` of ``a/b/c`` and ``a/b/c/``, ``.`` of an empty path, ``/`` of slashes alone."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def folder(path: str) -> str:
    """All but what follows the last slash, cleaned: ``a/b`` of ``a/b/c``, ``a/b/c`` of ``a/b/c/``, ``.`` of ``c``."""
    cleaned = posixpath.normpath(path.rpartition("/")[0] + "/" if "/" in path else ".")
    return "/" + cleaned.lstrip("/") if cleaned.startswith("/") else cleaned
