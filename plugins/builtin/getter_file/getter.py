"""Reading what ``file:///PATH`` names (RFC 8089): a regular file of this machine, within a limit of size.

Devices, pipes and the like are refused: they may never end, or wait for ever.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib import url as go_url
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.model.options import Fetched
from ....core.text import without_password

if TYPE_CHECKING:
    from typing import BinaryIO

    from ....core.model.options import FetchOptions
    from ....core.protocols import KernelView

MAX_SIZE = 256 * 1024 * 1024
"""No file may be larger (bytes)."""


def fetch(url: str, options: FetchOptions, kernel: KernelView) -> Fetched:
    """The content of a file, or that it is what the validators of the options stand for.

    Raises RepositoryError: ``Get "file:///x": open /x: no such file or directory``, and for what is no regular file,
    is too large, or lies on another machine.
    """
    path = _path(url)
    limit = min(options.max_size or MAX_SIZE, MAX_SIZE)
    with _open(url, path) as file:
        status = os.fstat(file.fileno())
        validators = f"{status.st_dev:x}-{status.st_ino:x}-{status.st_mtime_ns:x}-{status.st_size:x}"
        if options.validators == validators:
            return Fetched(b"", validators, unchanged=True)
        try:
            content = file.read(limit + 1) if status.st_size <= limit else None
        except OSError as error:
            raise _error(url, path_error("read", path, error)) from None
    if content is None or len(content) > limit:
        raise RepositoryError(f"Failed to fetch {url} : the file is larger than {limit} bytes")
    return Fetched(content, validators)


def _open(url: str, path: str) -> BinaryIO:
    """A regular file, open for reading. Raises RepositoryError."""
    try:
        # Opening must not wait for whoever writes into a pipe.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _error(url, path_error("open", path, error)) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _error(url, f"{path} is not a regular file")
    return os.fdopen(descriptor, "rb")


def _path(url: str) -> str:
    """The path that a URL names. Raises RepositoryError."""
    try:
        parsed = go_url.parse(url)
    except GoError as error:
        raise RepositoryError(str(error)) from None
    if parsed.user is not None or parsed.host.lower() not in ("", "localhost"):
        raise RepositoryError(
            f"Get {quote(without_password(url))}: a file on another machine cannot be read",
            hint="files of this machine are named as file:///PATH",
        )
    if not parsed.path.startswith("/") or "\0" in parsed.path:
        raise _error(url, "no absolute path", hint="files of this machine are named as file:///PATH")
    return parsed.path


def _error(url: str, reason: str, *, hint: str = "") -> RepositoryError:
    return RepositoryError(f"Get {quote(url)}: {reason}", hint=hint)
