"""Reading what signatures are about, within limits."""

from __future__ import annotations

import hashlib
import os
import stat

from ....core.errors import ProvenanceError
from ....core.golib.oserrors import path_error

_PIECE = 1024 * 1024


def read_limited(path: str, limit: int, *, is_stream: bool = False) -> bytes:
    """The content of a regular file (with `is_stream`: of anything that can be read) of at most `limit` bytes.

    Raises ProvenanceError.
    """
    try:
        if not is_stream and not stat.S_ISREG(os.stat(path).st_mode):
            raise ProvenanceError(f"{path} is not a regular file")
        with open(path, "rb") as stream:
            content = stream.read(limit + 1)
    except OSError as error:
        raise ProvenanceError(path_error("open", path, error)) from None
    if len(content) > limit:
        raise ProvenanceError(f"{path} is larger than {limit} bytes")
    return content


def digest_file(path: str) -> str:
    """The SHA-256 of a regular file, as hexadecimal digits. Raises ProvenanceError."""
    hash = hashlib.sha256()
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ProvenanceError(f"{path} is not a regular file")
        with open(path, "rb") as stream:
            while piece := stream.read(_PIECE):
                hash.update(piece)
    except OSError as error:
        raise ProvenanceError(path_error("open", path, error)) from None
    return hash.hexdigest()
