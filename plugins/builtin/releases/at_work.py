"""Which revisions this process is making: what other operations of the same process, and `holder`, know of each other.

A process that serves releases works on many at once, all under one name (``pilothouse/USER@HOST/PID``). Its number
tells nothing either: in a container that was started again it is the same as before.
"""

from __future__ import annotations

from _thread import get_ident

_made: set[tuple[str, int]] = set()
"""The keys of revisions with the threads that make them."""


def begin(key: str) -> None:
    """Note that the calling thread makes the revision of a key, from before its record is there."""
    _made.add((key, get_ident()))


def end(key: str) -> None:
    """Note that the calling thread is done with it."""
    _made.discard((key, get_ident()))


def is_made_by_another(key: str) -> bool:
    """Whether some other thread makes the revision of a key."""
    own = get_ident()
    return any(other == key and thread != own for other, thread in _made.copy())
