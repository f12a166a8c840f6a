from __future__ import annotations

import pytest
from pilothouse.core.adapter import PluginAdapter, resolve_type, summarize
from pilothouse.core.errors import PluginError
from pilothouse.core.model.chart import Chart
from pilothouse.core.plugin_record import HookRecord, PluginRecord


def test_making_a_stand_in_imports_nothing_and_shows_extension_points_only() -> None:
    load = HookRecord("helm_load_chart", "load", ("path",))
    record = PluginRecord("x", "no.such.module", "distribution", hooks=(load,))
    adapter = PluginAdapter(record)
    assert dir(adapter) == ["load"]
    assert adapter.load.pilothouse_implements["specname"] == "helm_load_chart"  # type: ignore[attr-defined]


def test_a_plugin_that_has_gone_since_it_was_examined_is_an_error() -> None:
    record = PluginRecord(
        "x", "no.such.module", "distribution", distribution="dist-x", version="1",
        hooks=(HookRecord("helm_load_chart", "load", ("path",)),),
    )  # fmt: skip
    with pytest.raises(PluginError) as caught:
        PluginAdapter(record).load("web")  # type: ignore[attr-defined]
    assert caught.value.message == (
        "plugin 'x' (dist-x 1) cannot be imported: ModuleNotFoundError: No module named 'no'"
    )


def test_argument_names_from_a_damaged_index_never_become_code() -> None:
    record = PluginRecord("x", "os", "distribution", hooks=(HookRecord("helm_load_chart", "load", ("a=print('hi')",)),))
    with pytest.raises(PluginError, match="bad argument names"):
        PluginAdapter(record)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        (True, "True"),
        (7, "7"),
        ("s3cr3t", "str[6]"),
        (b"s3cr3t", "bytes[6]"),
        ({"password": "s3cr3t"}, "dict[1]"),
        (["s3cr3t"], "list[1]"),
        (Chart, "<type>"),
        (1.5, "<float>"),
        (PluginRecord("s3cr3t", "", ""), "<PluginRecord>"),
    ],
)
def test_the_trace_shows_shapes_and_no_contents(value: object, shown: str) -> None:
    assert summarize(value) == shown


def test_types_of_answers_are_named_relative_to_the_package() -> None:
    assert [resolve_type("builtins:dict"), resolve_type("core.model.chart:Chart")] == [dict, Chart]
