from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_template_functions"


def test_by_default_sprig_and_helm_provide_functions(kernel: Kernel) -> None:
    registry = kernel.registry(HOOK)
    assert {found.plugin.name for found in registry.winners()} == {"sprig", "helm_functions"}
    assert [registry.find(name).plugin.name for name in ("trimSuffix", "include")] == ["sprig", "helm_functions"]


class TestTemplateFunctions(RecordRules):
    hook = HOOK
    name = "shout"
    own = 'TemplateFunctionEntry("shout", "my_plugin:shout")'
    entry = "TemplateFunctionEntry"
