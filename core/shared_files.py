"""Files that several processes write: replaced whole, under a lock, and never through a link.

The user's own files (repositories.yaml, indexes, locks of requirements) are written here, caches in `private_files`.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_PAUSE = 0.05


def replace(path: str, content: bytes, mode: int = 0o644, *, keep_mode: bool = True) -> None:
    """Put `content` in place of what is at `path` at once: who reads sees the old file or the new one.

    A link at `path` is replaced, what it points to is left as it is. `mode`, less the umask, is for a new file: one
    that is there keeps its own unless `keep_mode` is false. The temporary file begins with a dot, so that nothing that
    lists charts takes it for one. Raises OSError.
    """
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name}.{os.urandom(6).hex()}")
    descriptor = os.open(temporary, _FLAGS, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            kept = _mode_of(path) if keep_mode else None
            if kept is not None:
                os.fchmod(descriptor, kept)
            stream.write(content)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _mode_of(path: str) -> int | None:
    """The permissions of a file; None where there is none, or a link."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return None
    return stat.S_IMODE(mode) if stat.S_ISREG(mode) else None


def make_folders(path: str, mode: int = 0o755) -> None:
    """Make the folder `path` with those above it that are missing; `mode` is less the umask.

    Raises OSError, whose `filename` is the folder that could not be made; a file in the way is "not a directory".
    Rule: os.MkdirAll.
    """
    try:
        if stat.S_ISDIR(os.stat(path).st_mode):
            return
    except OSError:
        pass
    else:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
    above = os.path.dirname(path.rstrip("/"))
    if above.strip("/"):
        make_folders(above, mode)
    try:
        os.mkdir(path, mode)
    except OSError:
        if not os.path.isdir(path) or os.path.islink(path):
            raise


@contextmanager
def locked(path: str, seconds: float = 30.0, *, keep: bool = True) -> Iterator[None]:
    """Hold the lock file at `path` (made when missing) while the body runs.

    The file is left there, or with `keep` false removed if it was not there before: whoever waited for it meanwhile
    takes part in the next one. Raises TimeoutError when somebody else holds it for longer than `seconds`, OSError when
    it cannot be made.
    """
    deadline = time.monotonic() + seconds
    while True:
        descriptor, made = _open_lock(path)
        try:
            _hold(descriptor, path, deadline)
            if not _is_at(descriptor, path):
                continue
            try:
                yield
                return
            finally:
                if made and not keep:
                    with suppress(OSError):
                        os.unlink(path)
        finally:
            os.close(descriptor)


def _open_lock(path: str) -> tuple[int, bool]:
    """The open lock file, and whether it was made now."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        return os.open(path, flags | os.O_EXCL, 0o600), True
    except FileExistsError:
        return os.open(path, flags, 0o600), False


def _hold(descriptor: int, path: str, deadline: float) -> None:
    import fcntl

    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise TimeoutError(f"{path} is held by another process") from None
            time.sleep(_PAUSE)


def _is_at(descriptor: int, path: str) -> bool:
    """Whether an open file is still the one of that path."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except OSError:
        return False
