"""What tests of plugins need: the program inside a test, worlds to run it in, and a contract for every seam."""

from __future__ import annotations

from ..core.storage_contract import StorageContract
from ..core.testkit import Outcome, RecordingConsole, make_kernel, run, write_plugins

__all__ = ["Outcome", "RecordingConsole", "StorageContract", "make_kernel", "run", "write_plugins"]
