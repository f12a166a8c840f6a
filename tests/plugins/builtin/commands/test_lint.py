from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from chart_folders import write_chart
from pilothouse.core.testkit import write_plugins

RULES = """
from pilothouse.core.entries import LintRuleEntry
from pilothouse.core.model.lint import WARNING, LintFinding
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_lint_rules():
    return [LintRuleEntry("options", "rules:options", enabled=False)]

def options(subject, kernel):
    yield LintFinding(WARNING, "x.yaml", subject.options.values_text, 3, 5)
    yield LintFinding(WARNING, "x.yaml", subject.options.kube_version, 3)
"""


@pytest.fixture
def charts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a chart without faults, one to warn of, and one with errors."""
    monkeypatch.chdir(tmp_path)
    chart = "apiVersion: v1\nname: {}\nversion: 0.1.0\nicon: https://example.com/i.png\n"
    write_chart(tmp_path / "good", Chart_yaml=chart.format("good"))
    write_chart(tmp_path / "so.so", Chart_yaml=chart.format("so.so"))
    write_chart(tmp_path / "bad", Chart_yaml=chart.format("good"))
    write_plugins(tmp_path / "rules", {"rules": RULES})
    return tmp_path


NAME = "name should be lower case letters and numbers. Words may be separated with dashes"
SO_SO = f"==> Linting so.so\n[WARNING] Chart.yaml: {NAME}\n\n"


def test_a_chart_without_faults(helm: Any, charts: Path) -> None:
    assert helm("lint", "good") == (0, "==> Linting good\nLint OK\n\n1 chart(s) linted, no failures\n", "")


def test_the_current_folder_is_checked_when_none_is_named(
    helm: Any, charts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(charts / "good")
    assert helm("lint") == (0, "==> Linting .\nLint OK\n\n1 chart(s) linted, no failures\n", "")


def test_charts_with_errors_and_what_is_no_chart_are_failures(helm: Any, charts: Path) -> None:
    assert helm("lint", "good", "bad", "gone", "so.so") == (
        1,
        "==> Linting good\nLint OK\n\n"
        "==> Linting bad\n[ERROR] Chart.yaml: directory name (bad) and chart name (good) must be the same\n\n"
        "==> Skipping gone\n"
        "unable to check Chart.yaml file in chart: stat gone/Chart.yaml: no such file or directory\n\n" + SO_SO,
        "Error: 3 chart(s) linted, 2 chart(s) failed\n",
    )


def test_warnings_are_failures_only_when_it_is_strict(helm: Any, charts: Path) -> None:
    assert helm("lint", "so.so") == (0, f"{SO_SO}1 chart(s) linted, no failures\n", "")
    assert helm("lint", "so.so", "--strict") == (1, SO_SO, "Error: 1 chart(s) linted, 1 chart(s) failed\n")


def test_values_come_from_flags_and_files(helm: Any, charts: Path) -> None:
    (charts / "v.yaml").write_text("a: {b: 1000000}\nc: null\n")
    words = ("-f", "v.yaml", "--set", "d=1", "--set-string", "e=1", "--enable", "options", "--kube-version", "v1.22.3")
    assert helm("lint", "good", *words, PILOTHOUSE_PLUGINS_DIR=str(charts / "rules")).stdout == (
        "==> Linting good\n"
        '[WARNING] x.yaml:3:5: a:\n  b: 1000000\nc: null\nd: 1\ne: "1"\n (options)\n'
        "[WARNING] x.yaml:3: v1.22.3 (options)\n\n"
        "1 chart(s) linted, no failures\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("-f", "none.yaml"), "open none.yaml: no such file or directory"),
        (("-f", "-"), "open -: no such file or directory"),
        (("-f", "http://localhost/v.yaml"), "open http://localhost/v.yaml: no such file or directory"),
        (("--set", "a"), 'failed parsing --set data: key "a" has no value'),
        (("--enable", "unused-values,typo"), "unknown lint rule 'typo'"),
        (("--disable", "typo"), "unknown lint rule 'typo'"),
        (("-o", "xml"), 'unknown output format "xml"'),
        (("--kube-version", "x"), "could not parse a kubernetes version: Invalid Semantic Version"),
    ],
)
def test_what_is_wrong_with_flags_is_said_before_anything_is_checked(
    helm: Any, charts: Path, words: tuple[str, ...], message: str
) -> None:
    assert helm("lint", "good", *words) == (1, "", f"Error: {message}\n")


UNUSED = "[WARNING] values.yaml:1:1: message is read by no template (unused-values)\n"


@pytest.mark.parametrize(
    ("setting", "words", "found"),
    [
        ("", ("--enable", "unused-values"), UNUSED),
        ("", ("--enable", "all"), UNUSED),
        ("", ("--enable", "all", "--disable", "unused-values"), "Lint OK\n"),
        ("unused-values", (), UNUSED),
        (" all , no:missing-values", (), UNUSED),
        ("unused-values", ("--disable", "unused-values"), "Lint OK\n"),
        ("no:unused-values", ("--enable", "unused-values"), UNUSED),
        ("no:all", (), "Lint OK\n"),
    ],
)
def test_rules_are_chosen_by_setting_and_flags(
    helm: Any, charts: Path, setting: str, words: tuple[str, ...], found: str
) -> None:
    outcome = helm("lint", "good", *words, PILOTHOUSE_LINT_RULES=setting)
    assert outcome == (0, f"==> Linting good\n{found}\n1 chart(s) linted, no failures\n", "")


def test_no_rules_at_all_find_nothing(helm: Any, charts: Path) -> None:
    assert helm("lint", "bad", "--disable", "all").stdout == (
        "==> Linting bad\nLint OK\n\n1 chart(s) linted, no failures\n"
    )


def test_findings_are_printed_as_documents_too(helm: Any, charts: Path) -> None:
    outcome = helm("lint", "so.so", "gone", "-o", "json", "--enable", "unused-values")
    assert (outcome.code, outcome.stderr) == (1, "Error: 1 chart(s) linted, 1 chart(s) failed\n")
    name = {"rule": "chart", "severity": "WARNING", "file": "Chart.yaml", "line": 0, "column": 0, "text": NAME}
    unused = {"rule": "unused-values", "severity": "WARNING", "file": "values.yaml", "line": 1, "column": 1}
    assert json.loads(outcome.stdout) == [
        {"path": "so.so", "findings": [name, {**unused, "text": "message is read by no template"}]},
        {
            "path": "gone",
            "skipped": "unable to check Chart.yaml file in chart: stat gone/Chart.yaml: no such file or directory",
        },
    ]
    assert helm("lint", "good", "-o", "yaml") == (0, "- findings: []\n  path: good\n\n", "")
