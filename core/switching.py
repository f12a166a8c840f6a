"""What a question to plugins asks for, by which contrib plugins are switched on that are off by default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def schemes_asked_for(hook: str, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """The schemes of the addresses in the arguments of an extension point about charts or repositories."""
    if hook == "helm_locate_chart":
        location = arguments["location"]
        return _schemes(location.reference, location.repository)
    if hook in ("helm_fetch_repository_index", "helm_open_repository_index"):
        return _schemes(arguments["entry"].url)
    return ()


def _schemes(*addresses: str) -> tuple[str, ...]:
    return tuple([address.partition("://")[0].lower() for address in addresses if "://" in address])
