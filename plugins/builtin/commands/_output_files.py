"""Files below ``--output-dir``: made without following any link, and put in place whole.

Somebody else may have been in the folder before: a link there, to a folder or a file, leads wherever he wants
(CVE-2025-53547). So every folder on the way is opened by itself, and a file replaces what has its name.
"""

from __future__ import annotations

import os

from ....core.errors import UsageError

_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FILE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | getattr(os, "O_CLOEXEC", 0)


def write_file(directory: str, source: str, text: str) -> None:
    """Write a rendered file below `directory`; `source` is its path there, with ``/`` between names.

    Raises UsageError when the file system refuses, for a path that leaves the directory, and for a link on the way.
    """
    *folders, name = source.split("/")
    path = f"{directory}/{source}"
    if any(part in ("", ".", "..") for part in (*folders, name)):
        raise UsageError(f"{path} is not a path below the output directory")
    descriptor = _open_folder(directory, folders)
    temporary = f".{os.urandom(8).hex()}.tmp"
    try:
        opened = os.open(temporary, _FILE_FLAGS, 0o666, dir_fd=descriptor)
        try:
            with os.fdopen(opened, "wb") as stream:
                stream.write(text.encode("utf-8", "surrogateescape"))
            os.replace(temporary, name, src_dir_fd=descriptor, dst_dir_fd=descriptor)
        except BaseException:
            os.unlink(temporary, dir_fd=descriptor)
            raise
    except OSError as error:
        raise UsageError(f"open {path}: {(error.strerror or str(error)).lower()}") from error
    finally:
        os.close(descriptor)


def _open_folder(directory: str, names: list[str]) -> int:
    """A descriptor of the folder that `names` lead to, missing ones made. Raises UsageError."""
    folder = "/".join((directory, *names))
    descriptor = -1
    try:
        descriptor = os.open(directory, _FOLDER_FLAGS)
        for name in names:
            try:
                os.mkdir(name, 0o755, dir_fd=descriptor)
            except FileExistsError:
                pass
            below = os.open(name, _FOLDER_FLAGS | _NO_FOLLOW, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = below
    except OSError as error:
        if descriptor >= 0:
            os.close(descriptor)
        operation = "stat" if isinstance(error, NotADirectoryError) else "mkdir"
        hint = "links below the output directory are not followed" if operation == "stat" else ""
        raise UsageError(f"{operation} {folder}: {(error.strerror or str(error)).lower()}", hint=hint) from error
    return descriptor
