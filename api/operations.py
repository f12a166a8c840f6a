"""What all operations of a session share: its plugins, its connections, and what is around each of them."""

from __future__ import annotations

import os
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Self

from ..core.errors import PilothouseError, TemplateError, UsageError
from ..core.model.chart import Chart
from ..core.model.options import ChartLocation
from ..core.thread_stacks import recursion_limit_kept
from .services import Services

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.client_protocol import Client
    from ..core.kernel import Kernel
    from ..core.model.service_target import TlsFiles


class Operations:
    """The plugins and the connections of a session. A context manager, closed in the end."""

    def __init__(self, kernel: Kernel, tls: TlsFiles | None) -> None:
        self.kernel = kernel
        self.client: Client = kernel.first("helm_open_client")
        self.services = Services(self.client, tls)
        self._lock = Lock()
        self._at_work = 0
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections. Whoever is at work in another thread fails."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
        self.kernel.finish()

    @contextmanager
    def operation(self) -> Iterator[Kernel]:
        """Around one operation: errors show no secrets, and what was put off is done when nobody is at work."""
        with self._lock:
            if self._is_closed:
                raise UsageError("the session is closed")
            self._at_work += 1
        try:
            with recursion_limit_kept():
                yield self.kernel
        except PilothouseError as error:
            _conceal(self.kernel, error)
            raise
        finally:
            with self._lock:
                self._at_work -= 1
                if not self._at_work:
                    self._catch_up()

    def _location(
        self,
        chart: str | os.PathLike[str] | Chart,
        version: str,
        repo: str,
        verify: bool,
        keyring: str | os.PathLike[str],
    ) -> ChartLocation | None:
        """Where a chart is, None for one that is loaded. Raises UsageError for a loaded one of a version, say."""
        if not isinstance(chart, Chart):
            return ChartLocation(os.fspath(chart), version, verify, os.fspath(keyring), repo)
        if version or repo or verify:
            raise UsageError("version, repo and verify are for finding a chart: this one is loaded already")
        return None

    def _find(self, location: ChartLocation | None, *, devel: bool) -> str:
        return self.client.find_chart(location, devel=devel) if location is not None else ""

    def _catch_up(self) -> None:
        try:
            self.kernel.catch_up()
        except PilothouseError as error:
            self.kernel.warn(error.message)


def _conceal(kernel: Kernel, error: PilothouseError) -> None:
    """Take secrets out of an error, as the command line does when it prints one."""
    error.message = kernel.concealed(error.message)
    error.args = (error.message,)
    error.details = tuple(map(kernel.concealed, error.details))
    error.hint = kernel.concealed(error.hint)
    if isinstance(error, TemplateError):
        error.source_line = kernel.concealed(error.source_line)
