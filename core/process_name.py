"""How this process signs what it writes, so that others can tell who holds a release, and whether it still runs."""

from __future__ import annotations

import os

_SIZE = 128
"""The API server takes no longer fieldManager."""


def process_name() -> str:
    """``pilothouse/USER@HOST/PID``, cut to the bytes that a server takes."""
    host = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    place = "".join([character for character in f"{_user()}@{host}" if character.isprintable()])
    end = f"/{os.getpid()}"
    room = _SIZE - len("pilothouse/") - len(end)
    return f"pilothouse/{place.encode('utf-8', 'ignore')[:room].decode('utf-8', 'ignore')}{end}"


def _user() -> str:
    """The name of the user, else the number."""
    for name in ("LOGNAME", "USER", "USERNAME"):
        if os.environ.get(name):
            return os.environ[name]
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return str(os.getuid()) if hasattr(os, "getuid") else ""
