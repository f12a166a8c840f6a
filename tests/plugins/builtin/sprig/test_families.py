from __future__ import annotations

from importlib import import_module

from pilothouse.plugins.builtin.sprig.families import FAMILIES


def test_the_index_names_every_function_of_every_family_once() -> None:
    tables = {
        family: list(import_module(f"pilothouse.plugins.builtin.sprig.{family}").FUNCTIONS)
        for family in sorted(set(FAMILIES.values()))
    }
    assert sorted((name, family) for family, names in tables.items() for name in names) == sorted(FAMILIES.items())


def test_functions_that_show_the_environment_are_left_out() -> None:
    assert {"env", "expandenv", "toJson"}.isdisjoint(FAMILIES)
