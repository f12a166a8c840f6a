"""What the contract finds in an engine that was written without it."""

from __future__ import annotations

import unittest
from pathlib import Path

from pilothouse.testing import EngineContract, write_plugins

CARELESS = """
    from pilothouse.core.entries import EngineEntry
    from pilothouse.hookspecs import hookimpl

    @hookimpl
    def helm_register_engines():
        return [EngineEntry("careless", "str.format")]

    @hookimpl
    def helm_render_chart(chart, render_values):
        if chart.metadata.engine == "careless":
            objects = {"values": render_values.values, "release": render_values.release, "chart": chart.metadata}
            return {f"{chart.name}/{one.name}": one.data.decode().format(**objects) for one in chart.templates}
"""


class Careless(EngineContract):
    engine = "careless"
    value = "{values[greeting]}"
    release = "{release.name}/{release.namespace}"
    chart = "{chart.name}-{chart.version}"
    wrong = "fine: true\nwrong: {values[nothing]}\n"
    wrong_line = 2
    forbidden = ("{values.__class__}",)


def test_the_contract_finds_what_is_wrong_with_a_careless_engine(tmp_path: Path) -> None:
    write_plugins(tmp_path, {"careless": CARELESS})
    contract = Careless()
    contract.plugins_folder = str(tmp_path)
    failed, skipped = [], []
    for name in [name for name in dir(contract) if name.startswith("test_")]:
        try:
            getattr(contract, name)()
        except unittest.SkipTest:
            skipped.append(name)
        except Exception:
            failed.append(name)
    assert failed == [
        "test_a_wrong_template_ends_the_command_without_a_traceback",
        "test_a_wrong_template_is_an_error_that_says_where",
        "test_bytes_that_are_no_text_are_no_crash",
        "test_every_template_is_named_by_its_path_from_the_top_chart",
        "test_nothing_is_never_printed_as_python_would",
        "test_numbers_and_booleans_look_as_in_yaml",
        "test_what_no_template_may_have_is_refused",
    ]
    assert skipped == [
        "test_a_template_without_an_end_is_ended",
        "test_partials_are_called_and_print_nothing_themselves",
    ]
