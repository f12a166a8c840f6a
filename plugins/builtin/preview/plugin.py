"""The extension points that `preview` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.protocols import KernelView, KubeClient
    from ....core.rehearsal_protocol import Rehearsal


@hookimpl(trylast=True)
def helm_rehearse_writes(kube: KubeClient, kernel: KernelView) -> Rehearsal:
    """A twin of any cluster; where the server refuses dry runs, what would come of a write is computed."""
    from .rehearsal import RehearsedCluster

    return RehearsedCluster(kube)
