"""Files that several processes write: replaced whole, under a lock, and never through a link.

The user's own files (repositories.yaml, indexes, locks of requirements) are written here, caches in `private_files`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_PAUSE = 0.05


def replace(path: str, content: bytes, mode: int = 0o644) -> None:
    """Put `content` in place of what is at `path` at once: who reads sees the old file or the new one.

    A link at `path` is replaced, what it points to is left as it is. `mode` is less the umask, as for a new file. The
    temporary file begins with a dot, so that nothing that lists charts takes it for one. Raises OSError.
    """
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name}.{os.urandom(6).hex()}")
    descriptor = os.open(temporary, _FLAGS, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


@contextmanager
def locked(path: str, seconds: float = 30.0) -> Iterator[None]:
    """Hold the lock file at `path` (made when missing, and left there) while the body runs.

    Raises TimeoutError when somebody else holds it for longer than `seconds`, OSError when it cannot be made.
    """
    import fcntl

    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags, 0o644)
    try:
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise TimeoutError(f"{path} is held by another process") from None
                time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)
