from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_storage_drivers"


def test_by_default_there_are_none(kernel: Kernel) -> None:
    assert list(kernel.registry(HOOK)) == []


class TestStorageDrivers(RecordRules):
    hook = HOOK
    name = "redis"
    own = 'StorageDriverEntry("redis", "my_plugin:connect")'
    entry = "StorageDriverEntry"
