"""The release services of a session.

The one in this process serves any number of threads. A connection to a Tiller carries one call at a time: each call
borrows one, and there are as many as there were calls at once.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from ..core.errors import KubeError, PilothouseError, TillerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.client_protocol import Client
    from ..core.model.service_target import TlsFiles
    from ..core.protocols import ReleaseService

_UNUSABLE = ("", "Unavailable")
"""Codes of errors after which another connection is made."""


class Services:
    """Lends release services of the target that the session's settings mean; `tls` is None for the environment's."""

    def __init__(self, client: Client, tls: TlsFiles | None) -> None:
        self._client = client
        self._tls = tls
        self._lock = Lock()
        self._here: ReleaseService | None = None
        self._idle: list[ReleaseService] = []

    def is_here(self) -> bool:
        """Whether the service is in this process, and no Tiller."""
        return self._client.service_target(self._tls).is_here

    @contextmanager
    def lend(self) -> Iterator[ReleaseService]:
        """A service for one operation. Raises what connecting raises."""
        target = self._client.service_target(self._tls)
        if target.is_here:
            with self._lock:
                if self._here is None:
                    self._here = self._client.connect(target)
            yield self._here
            return
        with self._lock:
            service = self._idle.pop() if self._idle else None
        if service is None:
            service = self._client.connect(target)
        try:
            yield service
        except PilothouseError as error:
            if not _has_broken(error):
                self._give_back(service)
            raise
        self._give_back(service)

    def _give_back(self, service: ReleaseService) -> None:
        with self._lock:
            self._idle.append(service)


def _has_broken(error: PilothouseError) -> bool:
    return isinstance(error, KubeError) or (isinstance(error, TillerError) and error.code in _UNUSABLE)
