from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_readiness"


def test_by_default_there_are_none(kernel: Kernel) -> None:
    assert list(kernel.registry(HOOK)) == []


class TestReadiness(RecordRules):
    hook = HOOK
    name = "example.com/v1/Database"
    own = 'ReadinessEntry("example.com/v1/Database", "my_plugin:is_ready")'
    entry = "ReadinessEntry"
