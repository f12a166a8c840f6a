from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_flags"


def test_by_default_no_flag_is_added(kernel: Kernel) -> None:
    assert list(kernel.registry(HOOK)) == []


class TestFlags(RecordRules):
    hook = HOOK
    name = "--ticket"
    own = 'FlagEntry("--ticket", "why", "ticket", ("install",), short="")'
    entry = "FlagEntry"
