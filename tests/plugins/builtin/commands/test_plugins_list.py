from __future__ import annotations

import json
from pathlib import Path

import pytest
from distributions import announce, engine, install
from pilothouse import __version__
from pilothouse.core import testkit

REPLACING = """
from pilothouse.core.entries import OutputFormatEntry
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_output_formats():
    return [OutputFormatEntry(name, "mine:write", replaces="output") for name in ("json", "yaml")]
"""
TYPO = """
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_lod_chart(path): ...
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plugins = {"mine": REPLACING, "bad": "1 / 0", "off": engine("off"), "typo": TYPO}
    testkit.write_plugins(tmp_path / "plugins", plugins)
    return tmp_path / "plugins"


def rows(*words: str) -> dict[str, dict[str, object]]:
    outcome = testkit.run([*words, "plugins", "list", "--json"])
    assert (outcome.code, outcome.stderr) == (0, "")
    return {row["name"]: row for row in json.loads(outcome.stdout)}


def test_every_plugin_is_listed_with_its_status_and_why(folder: Path) -> None:
    listed = rows("--plugins-dir", str(folder), "-p", "no:off")
    names = ("values", "output", "mine", "bad", "off", "typo")
    assert {name: (listed[name]["status"], listed[name]["why"]) for name in names} == {
        "values": ("active", ""),
        "output": ("shadowed", "everything it registers is replaced by mine"),
        "mine": ("active", ""),
        "bad": ("broken", "ZeroDivisionError: division by zero"),
        "off": ("disabled", "left out by no:off"),
        "typo": ("broken", "implements helm_lod_chart, which is no extension point"),
    }


def test_a_plugin_that_is_off_says_what_switches_it_on() -> None:
    listed = rows()
    names = ("jinja2", "s3", "encrypted", "git", "jsonschema")
    assert {name: (listed[name]["status"], listed[name]["why"]) for name in names} == {
        "jinja2": ("disabled", "off until asked for: engine jinja2"),
        "s3": ("disabled", "off until asked for: store s3, s3://, command s3"),
        "encrypted": ("disabled", "off until asked for: store encrypted, command encryption"),
        "git": ("disabled", "off until asked for: git+https://, git+ssh://, git+file://"),
        "jsonschema": ("disabled", "off until asked for: --validate-schema"),
    }


def test_a_row_says_where_a_plugin_comes_from_and_what_it_implements(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "dist-x", {"listed_x": engine("x")}, announce(x="listed_x"), version="1.2")
    monkeypatch.syspath_prepend(tmp_path)
    listed = rows()
    assert listed["x"] == {
        "name": "x",
        "version": "1.2",
        "distribution": "dist-x",
        "kind": "distribution",
        "module": "listed_x",
        "hooks": ["helm_register_engines"],
        "status": "active",
        "why": "",
    }
    assert (listed["output"]["version"], listed["output"]["kind"]) == (__version__, "builtin")


def test_without_json_the_list_is_a_table(folder: Path) -> None:
    lines = testkit.run(["--plugins-dir", str(folder), "--no-plugins", "plugins", "list"]).stdout.splitlines()
    table = {line.split()[0]: " ".join(line.split()) for line in lines}
    assert table["NAME"] == "NAME VERSION FROM STATUS EXTENSION POINTS"
    assert table["output"] == f"output {__version__} builtin active register_output_formats"
    assert table["mine"] == "mine - file disabled: left out by --no-plugins"
    assert {line.index(line.split()[1]) for line in lines} == {len("tiller_manifests  ")}
