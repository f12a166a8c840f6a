"""What `oci` provides."""

from __future__ import annotations

from ....core.entries import GetterEntry
from ....hookspecs import hookimpl


@hookimpl
def helm_register_getters() -> list[GetterEntry]:
    """Archives of charts by ``oci://`` addresses."""
    return [GetterEntry("oci", f"{__package__}.getter:fetch")]
