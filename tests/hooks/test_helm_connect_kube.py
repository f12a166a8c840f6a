from __future__ import annotations

from typing import Any, ClassVar

from hooks.unanswered_rules import UnansweredRules
from pilothouse.core.model.kube_object import ClusterTarget


class TestConnectKube(UnansweredRules):
    hook = "helm_connect_kube"
    arguments: ClassVar[dict[str, Any]] = {"target": ClusterTarget()}
