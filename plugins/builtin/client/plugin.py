"""The extension point that the client answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.client_protocol import Client
    from ....core.kernel import Kernel


@hookimpl
def helm_open_client(kernel: Kernel) -> Client:
    """The client of Helm v2."""
    from .client import HelmClient

    return HelmClient(kernel)
