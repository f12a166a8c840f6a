from __future__ import annotations

from hooks.record_rules import RecordRules
from pilothouse.core.kernel import Kernel

HOOK = "helm_register_commands"


def test_by_default_commands_provides_every_command(kernel: Kernel) -> None:
    registry = kernel.registry(HOOK)
    assert {found.plugin.name for found in registry.winners()} == {"commands"}
    assert {"template", "version", "plugins list", "plugins explain"} <= set(registry)


class TestCommands(RecordRules):
    hook = HOOK
    name = "greet"
    own = 'CommandEntry("greet", "say hello", "my_plugin:greet")'
    entry = "CommandEntry"
