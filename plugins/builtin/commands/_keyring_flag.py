"""The flag that names a file of keys, for commands that tell an empty one from none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import Flag
from ._chart_source import KEYRING, keyring

if TYPE_CHECKING:
    from ....core.kernel import Kernel

KEYRING_FLAG = Flag("--keyring", default=KEYRING, shown_default=KEYRING, completes="file", help="file of keys")


def keyring_path(kernel: Kernel, given: str) -> str:
    """The file of keys that the flag gives, which may be empty."""
    return keyring(kernel, given)
