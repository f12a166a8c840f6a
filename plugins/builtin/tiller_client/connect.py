"""From what a command says about its Tiller to the service behind it. Rules: newClient in cmd/helm/helm.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .channel import Channel
from .connecting import Connector, Way, way_to
from .service import TillerService

if TYPE_CHECKING:
    from ....core.model.service_target import ServiceTarget
    from ....core.protocols import KernelView


def connect_tiller(target: ServiceTarget, kernel: KernelView, way: Way | None = None) -> TillerService:
    """The service of a Tiller, by the way to its address unless another is given.

    Nothing is connected yet. Raises TillerTlsError for files for TLS that cannot be used, TillerError for an address
    that is none.
    """
    context = None
    if target.tls is not None:
        from .tls_material import client_context

        context = client_context(target.tls)
    connector = Connector(target, way or way_to(target.host), context, kernel)
    return TillerService(Channel(connector.connect, connector.explain))
