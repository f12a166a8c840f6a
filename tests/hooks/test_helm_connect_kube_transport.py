from __future__ import annotations

from typing import Any, ClassVar

from hooks.unanswered_rules import UnansweredRules
from pilothouse.core.model.kube_object import ClusterTarget


class TestConnectKubeTransport(UnansweredRules):
    hook = "helm_connect_kube_transport"
    arguments: ClassVar[dict[str, Any]] = {"target": ClusterTarget()}
