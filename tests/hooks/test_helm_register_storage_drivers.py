from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_storage_drivers"


def test_by_default_there_are_those_of_tiller(kernel: Kernel) -> None:
    provided = {found.entry.name: found.plugin.name for found in kernel.registry(HOOK).winners()}
    assert provided == {"configmap": "storage", "secret": "storage", "memory": "storage", "sql": "storage"}


class TestStorageDrivers(RecordRules):
    hook = HOOK
    name = "redis"
    own = 'StorageDriverEntry("redis", "my_plugin:connect")'
    entry = "StorageDriverEntry"
