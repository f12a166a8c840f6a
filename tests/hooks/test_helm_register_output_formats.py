from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_output_formats"


def test_by_default_there_are_json_and_yaml(kernel: Kernel) -> None:
    provided = {found.entry.name: found.plugin.name for found in kernel.registry(HOOK).winners()}
    assert provided == {"json": "output", "yaml": "output"}


def test_a_format_turns_a_document_into_text(kernel: Kernel) -> None:
    document = {"b": ["<x>"], "a": 1.0}
    formats = [kernel.find(HOOK, name) for name in ("json", "yaml")]
    assert [kernel.load(found)(document) for found in formats if found is not None] == [
        '{"b":["\\u003cx\\u003e"],"a":1}\n',
        "a: 1\nb:\n- <x>\n",
    ]


class TestOutputFormats(RecordRules):
    hook = HOOK
    name = "csv"
    own = 'OutputFormatEntry("csv", "my_plugin:to_csv")'
    entry = "OutputFormatEntry"
