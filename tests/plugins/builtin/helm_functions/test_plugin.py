from __future__ import annotations

from pilothouse.plugins.builtin.helm_functions.encoding import FUNCTIONS
from pilothouse.plugins.builtin.helm_functions.late_bound import LATE_BOUND
from pilothouse.plugins.builtin.helm_functions.plugin import helm_register_template_functions


def test_every_function_is_registered() -> None:
    entries = helm_register_template_functions()
    assert {entry.name for entry in entries if entry.late_bound} == set(LATE_BOUND)
    assert {entry.name for entry in entries if not entry.late_bound} == set(FUNCTIONS)
