from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_readiness"


def test_by_default_there_are_the_kinds_that_helm_waits_for(kernel: Kernel) -> None:
    provided = {found.entry.name for found in kernel.registry(HOOK).winners()}
    assert provided == {
        "v1/PersistentVolumeClaim",
        "v1/Pod",
        "v1/ReplicationController",
        "v1/Service",
        "apps/v1/DaemonSet",
        "apps/v1/Deployment",
        "apps/v1/ReplicaSet",
        "apps/v1/StatefulSet",
        "apps/v1beta1/Deployment",
        "apps/v1beta1/StatefulSet",
        "apps/v1beta2/DaemonSet",
        "apps/v1beta2/Deployment",
        "apps/v1beta2/ReplicaSet",
        "apps/v1beta2/StatefulSet",
        "extensions/v1beta1/DaemonSet",
        "extensions/v1beta1/Deployment",
        "extensions/v1beta1/ReplicaSet",
    }


def test_every_rule_can_be_imported(kernel: Kernel) -> None:
    for found in kernel.registry(HOOK).winners():
        assert callable(kernel.load(found)), found.entry.name


class TestReadiness(RecordRules):
    hook = HOOK
    name = "example.com/v1/Database"
    own = 'ReadinessEntry("example.com/v1/Database", "my_plugin:is_ready")'
    entry = "ReadinessEntry"
