from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_engines"


def test_by_default_there_are_gotpl(kernel: Kernel) -> None:
    provided = {found.entry.name: found.plugin.name for found in kernel.registry(HOOK).winners()}
    assert provided == {"gotpl": "gotpl"}


class TestEngines(RecordRules):
    hook = HOOK
    name = "upper"
    own = 'EngineEntry("upper", "prints templates in capitals")'
    entry = "EngineEntry"
