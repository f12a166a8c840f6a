"""The tunnel to Tiller for plugins that ask for one (``useTunnel``). Rule: setupConnection in cmd/helm/helm.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import PluginError
from ....core.golib.strconv import quote
from ....core.model.service_target import ServiceTarget
from .scripts import debug

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import Tunnel


def open_tunnel(kernel: Kernel, name: str) -> Tunnel | None:
    """The tunnel by which the plugin `name` reaches Tiller; None where ``--host`` or HELM_HOST has an address.

    The setting of that name is the tunnel's address from here on. Raises ReleaseError (``could not find tiller``) and
    KubeError, and PluginError when nobody opens tunnels.
    """
    tunnel: Tunnel | None = None
    if not kernel.setting("host"):
        timeout = kernel.setting("tiller-connection-timeout")
        target = ServiceTarget(tunnel=True, namespace=kernel.setting("tiller-namespace"))
        if timeout.isdecimal():
            target = target.replace(timeout=int(timeout))
        tunnel = kernel.first_or_none("helm_open_tunnel", target=target)
        if tunnel is None:
            raise PluginError(
                f"plugin {quote(name)} needs a tunnel to Tiller, and none can be opened",
                plugin=name,
                details=("no installed plugin opens one",),
                hint="--host names the address of a Tiller",
            )
        kernel.settings.flags["host"] = tunnel.address
        debug(kernel, f"Created tunnel using local port: '{tunnel.address.rpartition(':')[2]}'\n")
    debug(kernel, f"SERVER: {quote(kernel.setting('host'))}\n")
    return tunnel
