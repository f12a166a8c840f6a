"""Files that only their owner may write: caches. Read only when they cannot have been planted by somebody else.

A cache that holds marshalled data must come from the user who reads it. Everything doubtful (another owner, writable
by others, no regular file, too large, a checksum that does not match) reads as absent; writing replaces files
atomically, so concurrent processes see the old content or the new, and a failure to write is never an error for the
caller.
"""

from __future__ import annotations

import os
import stat
import zlib

MAX_SIZE = 256 * 1024 * 1024
"""Larger cache files are not read (bytes)."""

_CHECKSUM_SIZE = 4
# Not through links, not into child processes, and never waiting for the other end of a named pipe.
_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
_WRITE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def ensure_directory(path: str) -> bool:
    """Make `path` a directory of this user with mode 0700, parents included. False when that cannot be had."""
    try:
        _make(path)
        state = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISDIR(state.st_mode) and _is_private(state)


def _make(path: str) -> None:
    """As os.makedirs, but parents are for their owner only too, whatever the umask."""
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        return
    except FileNotFoundError:
        _make(os.path.dirname(path))
        os.mkdir(path, 0o700)


def read(path: str) -> bytes | None:
    """What `write` put into a private file of a private directory, or None: absent, damaged or not to be trusted."""
    try:
        directory = os.lstat(os.path.dirname(path))
        if not stat.S_ISDIR(directory.st_mode) or not _is_private(directory):
            return None
        descriptor = os.open(path, _READ_FLAGS)
    except OSError:
        return None
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode) or not _is_private(state) or state.st_size > MAX_SIZE:
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            framed = stream.read()
    except OSError:
        return None
    finally:
        os.close(descriptor)
    content = framed[_CHECKSUM_SIZE:]
    return content if framed[:_CHECKSUM_SIZE] == _checksum(content) else None


def write(path: str, content: bytes) -> bool:
    """Replace a private file atomically; its directory is made when missing. False when that failed."""
    if not ensure_directory(os.path.dirname(path)):
        return False
    temporary = f"{path}.{os.urandom(8).hex()}.tmp"
    try:
        descriptor = os.open(temporary, _WRITE_FLAGS, 0o600)
    except OSError:
        return False
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(_checksum(content))
            stream.write(content)
        os.replace(temporary, path)
    except OSError:
        remove(temporary)
        return False
    except BaseException:
        remove(temporary)
        raise
    return True


def remove(path: str) -> None:
    """Remove a file; a file that is not there or cannot be removed is left alone."""
    try:
        os.unlink(path)
    except OSError:
        pass


def prune(folder: str, mark: str, most_files: int, most_bytes: int) -> None:
    """Of the files in a folder whose names have `mark`, remove those that were written longest ago and are too many.

    At most `most_files` are left, of `most_bytes` together. Nothing happens where the folder cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            files = [(entry.stat(follow_symlinks=False), entry.path) for entry in entries if mark in entry.name]
    except OSError:
        return
    files.sort(key=lambda file: file[0].st_mtime_ns, reverse=True)
    size = 0
    for count, (status, path) in enumerate(files, 1):
        size += status.st_size
        if count > most_files or size > most_bytes:
            remove(path)


def _checksum(content: bytes) -> bytes:
    """Tells damage, not malice: a file of this user is taken at its word."""
    return zlib.crc32(content).to_bytes(_CHECKSUM_SIZE, "little")


def _is_private(state: os.stat_result) -> bool:
    """Whether a file or directory belongs to this user and nobody else may write it."""
    if not hasattr(os, "getuid"):
        return True
    return state.st_uid == os.getuid() and not state.st_mode & 0o022
