from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from distributions import announce, engine, install
from pilothouse.core.discovery import examine, find_candidates
from pilothouse.core.errors import PluginError
from pilothouse.core.plugin_module import import_plugin
from pilothouse.core.plugin_record import HookRecord, PluginRecord

HEAD = "from pilothouse.core.entries import *\nfrom pilothouse.hookspecs import hookimpl\n"

Examine = Callable[[str], PluginRecord]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the import path."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


@pytest.fixture
def examined(tmp_path: Path) -> Examine:
    """Examine a one-file plugin given as source text."""

    def do(source: str) -> PluginRecord:
        path = tmp_path / "plugin.py"
        path.write_text(HEAD + source, encoding="utf-8")
        return examine(PluginRecord("plugin", "plugin", "file", path=str(path)))

    return do


def installed() -> list[PluginRecord]:
    return find_candidates({}, {}, ())


# --- finding ---


def test_built_ins_come_first_then_contrib_then_distributions_by_name_then_files(site: Path, tmp_path: Path) -> None:
    install(site, "dist-b", {}, announce(b="b_plugin"))
    install(site, "dist-a", {}, announce(a="a_plugin", c="c_plugin"))
    for name in ("z.py", "y.py", "notes.txt", ".hidden.py", "-x.py"):
        (tmp_path / name).write_text("")
    found = find_candidates(
        {"values": "plugins.builtin.values.plugin"},
        {"jinja2": ("plugins.contrib.jinja2.plugin", (("engine", "jinja2"),))},
        [str(tmp_path)],
    )
    assert [(plugin.name, plugin.module, plugin.kind, plugin.origin) for plugin in found] == [
        ("values", "pilothouse.plugins.builtin.values.plugin", "builtin", "pilothouse"),
        ("jinja2", "pilothouse.plugins.contrib.jinja2.plugin", "contrib", "pilothouse"),
        ("a", "a_plugin", "distribution", "dist-a 1.0"),
        ("b", "b_plugin", "distribution", "dist-b 1.0"),
        ("c", "c_plugin", "distribution", "dist-a 1.0"),
        ("y", "y", "file", str(tmp_path / "y.py")),
        ("z", "z", "file", str(tmp_path / "z.py")),
    ]


def test_finding_imports_nothing(site: Path) -> None:
    install(site, "dist-a", {"never_imported": "raise SystemExit"}, announce(a="never_imported"))
    assert [plugin.name for plugin in installed()] == ["a"]
    assert "never_imported" not in sys.modules


def test_a_folder_of_plugins_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="^cannot read plugins directory .*/none: No such file or directory$"):
        find_candidates({}, {}, [str(tmp_path / "none")])


def test_a_distribution_counts_once_and_the_first_on_the_path_hides_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, version in (("old", "1.0"), ("new", "2.0")):
        install(tmp_path / folder, "dist-a", {}, announce(a=f"{folder}_plugin"), version=version)
        monkeypatch.syspath_prepend(tmp_path / folder)
    assert [(plugin.module, plugin.version) for plugin in installed()] == [("new_plugin", "2.0")]


def test_a_newer_distribution_without_plugins_hides_an_older_one_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "old", "dist-a", {}, announce(a="old_plugin"))
    install(tmp_path / "new", "dist-a", {}, "", version="2.0")
    for folder in ("old", "new"):
        monkeypatch.syspath_prepend(tmp_path / folder)
    assert installed() == []


def test_distributions_with_unreadable_metadata_are_passed_over_unless_they_are_ours(site: Path) -> None:
    (install(site, "foreign", {}, "") / "entry_points.txt").write_bytes(b"\xff\xfe")
    install(site, "ours", {}, "[pilothouse.plugins]\nno equals sign\n")
    (install(site, "nameless", {}, announce(n="n_plugin")) / "METADATA").unlink()
    found = {plugin.distribution: plugin for plugin in installed()}
    assert set(found) <= {"ours", ""}
    assert found["ours"].broken.startswith("its entry points cannot be read: ")


def test_names_from_metadata_are_made_printable(site: Path) -> None:
    install(site, "dist-a", {}, announce(**{"a\u202eb": "a_plugin"}))
    (plugin,) = installed()
    assert plugin.name == "a\\u202eb"
    assert examine(plugin).broken == "its entry point's name is not a plain word"


@pytest.mark.parametrize("value", ["a_plugin:thing", "a plugin", "a.", "a_plugin [extra]"])
def test_an_entry_point_must_name_a_module(value: str) -> None:
    broken = examine(PluginRecord("a", value, "distribution")).broken
    assert broken == f"its entry point names {value!r}, which is not a module"


# --- importing ---


def test_one_file_plugins_take_no_names_from_other_modules(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("mine = True\n")
    record = PluginRecord("json", "json", "file", path=str(tmp_path / "json.py"))
    module = import_plugin(record)
    import json

    assert (module.mine, hasattr(json, "mine"), import_plugin(record) is module) == (True, False, True)


def test_a_file_that_fails_to_import_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("1 / 0\n")
    with pytest.raises(PluginError, match=r"bad.py\) cannot be imported: ZeroDivisionError: division by zero"):
        import_plugin(PluginRecord("bad", "bad", "file", path=str(tmp_path / "bad.py")))
    assert [name for name in sys.modules if name.endswith("_bad")] == []


# --- examining ---


def test_a_plugin_is_known_by_what_it_implements_and_yields(examined: Examine) -> None:
    record = examined("""
@hookimpl(tryfirst=True)
def helm_load_chart(path, kernel): ...

@hookimpl(wrapper=True)
def helm_render_chart(chart):
    return (yield)

@hookimpl(specname="helm_register_getters")
def getters():
    yield GetterEntry("s3", "plugin:fetch")

def helper(): ...
""")
    assert set(record.hooks) == {
        HookRecord("helm_load_chart", "helm_load_chart", ("path", "kernel"), tryfirst=True),
        HookRecord("helm_render_chart", "helm_render_chart", ("chart",), wrapper=True),
        HookRecord("helm_register_getters", "getters", ()),
    }
    assert record.entries == (("helm_register_getters", ("s3", "plugin:fetch", "")),)
    assert (record.broken, record.misspelt) == ("", ())


def test_a_decorated_implementation_is_found_under_its_name_in_the_module(examined: Examine) -> None:
    record = examined("""
def logged(function):
    def call(path): return function(path)
    return call

helm_load_chart = hookimpl(logged(lambda path: None))
""")
    assert record.hooks == (HookRecord("helm_load_chart", "helm_load_chart", ("path",)),)


def test_an_implementation_of_no_extension_point_is_noted(examined: Examine) -> None:
    record = examined("@hookimpl\ndef helm_lod_chart(path): ...\n@hookimpl(optionalhook=True)\ndef helm_new(): ...")
    assert (record.misspelt, record.broken) == (("helm_lod_chart",), "")


@pytest.mark.parametrize(
    ("source", "broken"),
    [
        ("import nothing_like_it", "ModuleNotFoundError: No module named 'nothing_like_it'"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise ValueError('\\x1b[2J')", "ValueError: \\x1b[2J"),
        ("def helm_load_chart(path): ...", "helm_load_chart is not marked with @hookimpl"),
        (
            "@hookimpl(hookwrapper=True)\ndef helm_load_chart(path): yield",
            "TypeError: hookimpl() got an unexpected keyword argument 'hookwrapper'",
        ),
        (
            "@hookimpl(wrapper=True)\ndef helm_register_engines(): yield",
            "helm_register_engines: only first-result extension points can be wrapped",
        ),
        (
            "@hookimpl\ndef helm_register_engines(): return [EngineEntry('a', 'b'), EngineEntry('a', 'c')]",
            "helm_register_engines returned two records called 'a'",
        ),
        (
            "@hookimpl\ndef helm_register_engines(): return [EngineEntry('a', None)]",
            "helm_register_engines returned EngineEntry whose help is NoneType, str is expected",
        ),
        (
            "@hookimpl\ndef helm_register_engines(): return [EngineEntry('a\\r', 'b')]",
            "helm_register_engines returned EngineEntry whose name has control characters",
        ),
        (
            "@hookimpl\ndef helm_register_commands(): return [CommandEntry('a', 'b', 'c:d', ['alias'])]",
            "helm_register_commands returned CommandEntry whose aliases is list, tuple is expected",
        ),
        (
            "@hookimpl\ndef helm_register_commands(): return [CommandEntry('a', 'b', 'c:d', ('x', 1))]",
            "helm_register_commands returned CommandEntry whose aliases has more than texts",
        ),
        (
            "@hookimpl\ndef helm_register_lint_rules(): return [LintRuleEntry('a', 'b:c', enabled=1)]",
            "helm_register_lint_rules returned LintRuleEntry whose enabled is int, bool is expected",
        ),
    ],
)
def test_what_cannot_be_used_is_broken_with_its_cause(examined: Examine, source: str, broken: str) -> None:
    assert examined(source).broken == broken


def test_a_wrapper_without_a_yield_is_told_so(examined: Examine) -> None:
    record = examined(HEAD + "@hookimpl(wrapper=True)\ndef helm_read_values(sources):\n    return {}")
    assert record.broken == "helm_read_values is marked as a wrapper but does not yield"


def test_specifications_that_a_plugin_imports_are_no_implementations(examined: Examine) -> None:
    record = examined("from pilothouse.hookspecs import *")
    assert record.broken == "it implements no extension point; functions that do are marked with @hookimpl"
    assert (record.hooks, record.misspelt) == ((), ())


def test_an_installed_plugin_is_examined_by_its_module(site: Path) -> None:
    install(site, "dist-a", {"engine_plugin_a": engine("upper")}, announce(a="engine_plugin_a"))
    (plugin,) = map(examine, installed())
    assert plugin.entries == (("helm_register_engines", ("upper", "an engine", "sandboxed", "", "")),)
