"""What `git` provides."""

from __future__ import annotations

from ....core.entries import GetterEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_getters() -> list[GetterEntry]:
    """Archives of charts by ``git+https://`` and ``git+ssh://`` addresses."""
    return [GetterEntry(scheme, f"{__package__}.getter:fetch") for scheme in ("git+https", "git+ssh", "git+file")]
