from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_lint_rules"


def test_by_default_there_are_none(kernel: Kernel) -> None:
    assert list(kernel.registry(HOOK)) == []


class TestLintRules(RecordRules):
    hook = HOOK
    name = "no-latest"
    own = 'LintRuleEntry("no-latest", "my_plugin:no_latest")'
    entry = "LintRuleEntry"
