"""What a strategy decides, and the strategies by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from ....core.errors import UsageError

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject
    from ....core.protocols import KubeClient


class Patch:
    """What to send for an object. `query` are parameters of the request."""

    __slots__ = ("body", "content_type", "query")

    def __init__(self, body: dict[str, Any], content_type: str, query: tuple[tuple[str, str], ...] = ()) -> None:
        self.body = body
        self.content_type = content_type
        self.query = query


class Strategy(Protocol):
    """How objects are created and changed on one cluster. Safe for several threads."""

    def create(self, target: KubeObject) -> dict[str, Any]:
        """Create an object that must not exist, and return what the server made of it. Raises KubeError."""
        ...

    def patch(self, original: KubeObject, target: KubeObject, live: dict[str, Any]) -> Patch | None:
        """What brings an object from `original` to `target`, `live` being what the cluster has; None for nothing.

        Raises KubeError when no patch can be made.
        """
        ...


NAMES = ("two-way", "three-way", "server-side")


def named_strategy(name: str, kube: KubeClient) -> Strategy:
    """The strategy of a name for a cluster. Raises UsageError for a name that is not built in."""
    if name == "two-way":
        from .two_way import TwoWay

        return TwoWay(kube)
    if name == "three-way":
        from .three_way import ThreeWay

        return ThreeWay(kube)
    if name == "server-side":
        from .server_side import ServerSide

        return ServerSide(kube)
    raise UsageError(f'unknown apply strategy "{name}"', hint=f"built in are {', '.join(NAMES)}")
