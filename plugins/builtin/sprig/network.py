"""Sprig's function that asks the network: getHostByName. Rule: its network.go.

It is off: a chart could use it to send values to whoever runs the name server of a domain (CVE-2023-25165). Setting
the variable PILOTHOUSE_ALLOW_NETWORK_FUNCTIONS to a true value (`1`, `true`) allows it.
"""

from __future__ import annotations

import os

from ....core.golib import strconv
from ....core.golib.types import GoError, GoFunction, go

SWITCH = "PILOTHOUSE_ALLOW_NETWORK_FUNCTIONS"


def get_host_by_name(name: str) -> str:
    """An address of a host; of several the first, where Sprig picks one by chance.

    Raises GoError when network functions are not allowed, and for an unknown host.
    """
    if not _is_allowed():
        raise GoError(f"network functions are off, because charts can leak values by them; {SWITCH}=1 allows them")
    import socket

    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        # Sprig picks among no addresses, which panics.
        raise GoError("invalid argument to Intn") from None
    return str(found[0][4][0])


def _is_allowed() -> bool:
    try:
        return strconv.parse_bool(os.environ.get(SWITCH, "false"))
    except GoError:
        return False


FUNCTIONS: dict[str, GoFunction] = {"getHostByName": go(get_host_by_name, "string")}
