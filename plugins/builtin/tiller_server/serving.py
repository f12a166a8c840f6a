"""The gRPC server as services see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import grpc

    from ....core.protocols import ReleaseService


class Serving:
    """`core.protocols.GrpcServing`, with who wants to know when it changes whether calls are taken."""

    def __init__(self, server: grpc.Server, releases: ReleaseService) -> None:
        self.server = server
        self.releases = releases
        self._is_serving = False
        self._watchers: list[Callable[[], None]] = []

    def is_serving(self) -> bool:
        """Whether calls are taken."""
        return self._is_serving

    def set_serving(self, is_serving: bool) -> None:
        """Say whether calls are taken, and tell everybody who watches."""
        self._is_serving = is_serving
        for watcher in self._watchers:
            watcher()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` whenever that changes."""
        self._watchers.append(watcher)
