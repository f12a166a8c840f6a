from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_output_formats"


def test_by_default_there_are_json_and_yaml(kernel: Kernel) -> None:
    provided = {found.entry.name: found.plugin.name for found in kernel.registry(HOOK).winners()}
    assert provided == {"json": "output", "yaml": "output"}


class TestOutputFormats(RecordRules):
    hook = HOOK
    name = "csv"
    own = 'OutputFormatEntry("csv", "my_plugin:to_csv")'
    entry = "OutputFormatEntry"
