"""When a claim of storage is ready. Rule: pkg/kube/wait.go volumesReady"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ....core.protocols import KubeClient


def claim(live: dict[str, Any], namespace: str, kube: KubeClient) -> str:
    """A PersistentVolumeClaim that is bound."""
    phase = (live.get("status") or {}).get("phase")
    return "" if phase == "Bound" else f"not bound ({phase or 'no phase'})"
