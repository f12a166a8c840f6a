"""Reading a plan from a file that anybody may have written."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from ....core.errors import ReleaseError
from .plan_format import MAX_SIZE, decode_plan

if TYPE_CHECKING:
    from ....core.model.plan import Plan

_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)


def open_plan(path: str) -> Plan:
    """The plan in the file at `path`. Raises ReleaseError that says what is wrong with it and what helps."""
    try:
        data = _content(path)
    except OSError as error:
        raise ReleaseError(f"cannot read the plan {path}: {error.strerror or error}") from None
    except ValueError as error:
        raise ReleaseError(f"cannot read the plan {path!a}: {error}") from None
    if len(data) > MAX_SIZE:
        raise ReleaseError(f"cannot read the plan {path}: it has more than {MAX_SIZE} bytes")
    try:
        return decode_plan(data)
    except ReleaseError as error:
        error.details = (f"the file is {path}", *error.details)
        raise


def _content(path: str) -> bytes:
    """What is in a file, up to a byte more than a plan may have. Raises OSError."""
    descriptor = os.open(path, _FLAGS)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "it is no file")
        return stream.read(MAX_SIZE + 1)
