"""The flag that names a file of keys, for commands that tell an empty one from none."""

from __future__ import annotations

from ....core.command import Flag
from ....core.settings import KEYRING

KEYRING_FLAG = Flag("--keyring", default=KEYRING, shown_default=KEYRING, completes="file", help="file of keys")
