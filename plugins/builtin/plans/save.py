"""Writing a plan to a file: for its owner's eyes only, and whole or not at all."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from ....core import shared_files
from ....core.errors import ReleaseError
from .plan_format import encode_plan

if TYPE_CHECKING:
    from ....core.model.plan import Plan


def save_plan(plan: Plan, path: str) -> None:
    """Put a plan in the place of the file at `path`, with mode 0600 whatever was there. Raises ReleaseError."""
    if path == "-":
        raise ReleaseError("a plan is written to a file", hint="`--plan ./-` names a file that is called so")
    data = encode_plan(plan)
    try:
        if not _is_replaceable(path):
            raise ReleaseError(f"cannot write the plan to {path}: something else than a file is there")
        shared_files.replace(path, data, 0o600, keep_mode=False)
    except OSError as error:
        raise ReleaseError(f"cannot write the plan to {path}: {error.strerror or error}") from None
    except ValueError as error:
        raise ReleaseError(f"cannot write the plan to {path!a}: {error}") from None


def _is_replaceable(path: str) -> bool:
    """Whether there is a file, a link, or nothing: a folder or a device is not replaced."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return True
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)
