from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_getters"


def test_by_default_there_are_http_and_https(kernel: Kernel) -> None:
    provided = {found.entry.name: found.plugin.name for found in kernel.registry(HOOK).winners()}
    assert provided == {"http": "getter_http", "https": "getter_http"}


class TestGetters(RecordRules):
    hook = HOOK
    name = "s3"
    own = 'GetterEntry("s3", "my_plugin:fetch")'
    entry = "GetterEntry"
