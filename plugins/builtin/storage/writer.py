"""How this process signs the records that it writes."""

from __future__ import annotations

import os


def own_writer() -> str:
    """``pilothouse/USER@HOST/PID``: the same as in the fieldManager of what is written to a cluster."""
    user = os.environ.get("LOGNAME") or os.environ.get("USER") or str(os.getuid())
    return f"pilothouse/{user}@{os.uname().nodename}/{os.getpid()}"
