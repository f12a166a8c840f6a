"""How a command reaches the client, which does what commands ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.client_protocol import Client
    from ....core.kernel import Kernel


def open_client(kernel: Kernel) -> Client:
    """The client. Raises PluginError when no plugin provides one."""
    client: Client = kernel.first("helm_open_client")
    return client
