from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_lint_rules"


def test_by_default_there_are_helm_s_rules_and_further_ones_that_are_off(kernel: Kernel) -> None:
    rules = [provided.entry for provided in kernel.registry(HOOK).winners()]
    assert [(rule.name, rule.enabled) for rule in rules] == [
        ("chart", True),
        ("values", True),
        ("templates", True),
        ("numbers-in-exponent-form", False),
        ("unused-values", False),
        ("missing-values", False),
        ("removed-api-versions", False),
        ("unquoted-booleans", False),
        ("unquoted-numbers", False),
        ("duplicate-keys", False),
    ]
    assert all(callable(kernel.registered(HOOK, rule.name)) for rule in rules)


class TestLintRules(RecordRules):
    hook = HOOK
    name = "no-latest"
    own = 'LintRuleEntry("no-latest", "my_plugin:no_latest")'
    entry = "LintRuleEntry"
