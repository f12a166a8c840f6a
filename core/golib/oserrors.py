"""Go's words for failed system calls (os.PathError): ``open x.yaml: no such file or directory``."""

from __future__ import annotations

import os


def path_error(operation: str, path: str, error: OSError) -> str:
    """The text of the os.PathError that Go would return for `error` from `operation` (open, read, stat …) on `path`.

    A directory that is opened as a file fails in Go when it is read.
    """
    if operation == "open" and isinstance(error, IsADirectoryError):
        operation = "read"
    return f"{operation} {path}: {reason(error)}"


def reason(error: OSError) -> str:
    """The operating system's reason in Go's spelling (a small first letter)."""
    text = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror or error)
    return text[:1].lower() + text[1:]
