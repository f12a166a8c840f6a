"""Test files, values and snapshots come with a chart, and whoever wrote it may mean harm."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from chart_test_files import Run, lines, outcomes, write
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.errors import ChartError
from pilothouse.plugins.builtin.chart_tests.assertions import ASSERTIONS
from pilothouse.plugins.builtin.chart_tests.suites import read_suites

KIND = {"asserts": [{"isKind": {"of": "Deployment"}}]}


def suite(*tests: dict[str, Any], **fields: Any) -> str:
    return json.dumps({"template": "deployment.yaml", **fields, "tests": tests or [KIND]})


@pytest.fixture(autouse=True)
def unseen_by_the_loader(chart: Path) -> None:
    """A chart is not loaded at all when it has links that lead out of it, unless it ignores them, as here."""
    write(chart, {".helmignore": "tests\nmore\nsuites\n"})


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file outside the chart that nothing may show or change."""
    path = tmp_path / "outside" / "secret.yaml"
    write(tmp_path, {"outside/secret.yaml": "password: hunter2\n"})
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../../outside/secret.yaml",
        "../tests/../../outside/secret.yaml",
        "{absolute}",
        "link.yaml",
        "folder/secret.yaml",
    ],
)
def test_values_files_outside_the_chart_are_not_read(name: str, run: Run, chart: Path, secret: Path) -> None:
    (chart / "tests").mkdir()
    (chart / "tests/link.yaml").symlink_to(secret)
    (chart / "tests/folder").symlink_to(secret.parent)
    report = run(suite(values=[name.format(absolute=secret)]))
    assert outcomes(report) == ["error"]
    assert f"leaves {chart}: it resolves to {secret}" in lines(report)[0]
    assert "hunter2" not in repr(report)


def test_links_within_the_chart_are_followed(run: Run, chart: Path) -> None:
    write(chart, {"more/values.yaml": "replicas: 9\n"})
    (chart / "tests").mkdir()
    (chart / "tests/link.yaml").symlink_to("../more/values.yaml")
    assert outcomes(
        run(suite({"asserts": [{"equal": {"path": "spec.replicas", "value": 9}}]}, values=["link.yaml"]))
    ) == ["passed"]


def test_test_files_that_are_links_out_of_the_chart_are_not_read(run: Run, chart: Path, secret: Path) -> None:
    (chart / "tests").mkdir()
    (chart / "tests/a_test.yaml").symlink_to(secret)
    report = run({})
    assert outcomes(report) == ["error"]
    assert lines(report) == [f"{chart}/tests/a_test.yaml leaves {chart}: it resolves to {secret}"]


def test_folders_that_are_links_are_not_searched(run: Run, chart: Path, tmp_path: Path) -> None:
    write(tmp_path, {"outside/x_test.yaml": suite()})
    (chart / "tests").symlink_to(tmp_path / "outside")
    (chart / "more").mkdir()
    (chart / "more/loop").symlink_to(chart / "more")
    assert outcomes(run({}, files=("more/**/*_test.yaml", "**/*_test.yaml"))) == []
    report = run({}, files=("tests/x_test.yaml",))
    assert (outcomes(report), "leaves" in lines(report)[0]) == (["error"], True)


@pytest.mark.parametrize("what", ["folder", "file"])
def test_snapshots_are_neither_read_nor_written_through_links_out_of_the_chart(
    what: str, run: Run, chart: Path, secret: Path
) -> None:
    (chart / "tests").mkdir()
    if what == "folder":
        (chart / "tests/__snapshot__").symlink_to(secret.parent)
    else:
        (chart / "tests/__snapshot__").mkdir()
        (chart / "tests/__snapshot__/a_test.yaml.snap").symlink_to(secret)
    report = run(suite({"asserts": [{"matchSnapshot": {}}]}), update_snapshots=True)
    assert "error" in outcomes(report)
    assert secret.read_text() == "password: hunter2\n"
    assert [path.name for path in secret.parent.iterdir()] == ["secret.yaml"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_pipes_are_not_waited_for(run: Run, chart: Path) -> None:
    (chart / "tests").mkdir()
    os.mkfifo(chart / "tests/pipe.yaml")
    report = run(suite(values=["pipe.yaml"]))
    assert lines(report) == [f"{chart}/tests/pipe.yaml is no regular file"]
    report = run({}, files=("tests/p*.yaml",))
    assert lines(report) == [f"{chart}/tests/pipe.yaml is no regular file"]


def test_test_files_that_are_too_large_are_refused(run: Run, chart: Path) -> None:
    report = run("#" * (4 * 1024 * 1024 + 1))
    assert lines(report) == [f"{chart}/tests/a_test.yaml is larger than the maximum size 4194304 bytes"]


def bomb() -> str:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join([*levels, "tests: *a9", ""])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (bomb(), "document contains excessive aliasing"),
        ("tests: " + "[" * 1000 + "]" * 1000, "exceeded max depth of 200"),
        ("tests: &a [*a]\n", "anchor 'a' value contains itself"),
        ("\0", "control characters are not allowed"),
        (suite(set={"a[99999999]": 1}), "is greater than 65536"),
        (suite({"asserts": [{"matchRegex": {"path": "kind", "pattern": "(a{1000}){1000}"}}]}), "invalid repeat count"),
        (suite({"asserts": [{"exists": {"path": "[?(" * 1000}}]}), "a path may have 30 filters"),
        (suite({"asserts": [{"exists": {"path": "a[?(" + "(" * 3000 + "@"}}]}), "filters may be nested 50 times"),
    ],
)
def test_what_would_use_up_the_machine_is_refused(text: str, problem: str, run: Run) -> None:
    report = run(text)
    assert (outcomes(report), problem in lines(report)[0]) == (["error"], True)


def test_patterns_take_no_time_that_grows_with_their_cleverness(run: Run) -> None:
    value = {"asserts": [{"notMatchRegex": {"path": "metadata.name", "pattern": "^(a+)+$"}}]}
    assert outcomes(run(suite(value, release={"name": "a" * 53}))) == ["passed"]


def test_deep_values_are_errors_not_crashes(run: Run) -> None:
    deep: Any = 1
    for _ in range(190):
        deep = {"a": deep}
    files = {
        "templates/deep.yaml": "x: {{ .Values.x | toJson }}\n",
        "tests/a_test.yaml": suite(
            {"asserts": [{"equal": {"path": "x", "value": deep}}]}, template="deep.yaml", set={"x": deep}
        ),
    }
    assert outcomes(run(files))[0] in ("passed", "error")


def test_huge_differences_are_shown_in_part(run: Run) -> None:
    template = "text: |\n{{ range until 5000 }}  line {{ . }}\n{{ end }}"
    expected = "".join(f"other {n}\n" for n in range(5000))
    report = run({
        "templates/long.yaml": template,
        "tests/a_test.yaml": suite({"asserts": [{"equal": {"path": "text", "value": expected}}]}, template="long.yaml"),
    })  # fmt: skip
    assert outcomes(report) == ["failed"]
    assert len(lines(report)) < 1000
    assert any(line.startswith("… ") and line.endswith("more lines") for line in lines(report))


def test_names_of_templates_lead_nowhere(run: Run, secret: Path) -> None:
    report = run(suite({"template": "../../../outside/secret.yaml", **KIND}))
    assert (outcomes(report), "not exists or not selected" in lines(report)[-1]) == (["failed"], True)
    assert "hunter2" not in repr(report)


def test_a_chart_of_suites_outside_the_chart_is_not_loaded(run: Run, chart: Path, tmp_path: Path) -> None:
    write(tmp_path, {"outside/Chart.yaml": "apiVersion: v1\nname: x\nversion: 1.0.0\n"})
    (chart / "suites").symlink_to(tmp_path / "outside")
    report = run({}, suites_chart="suites")
    assert (outcomes(report), lines(report)) == (["error"], [f"{chart}/suites leaves {chart}"])


fields = st.sampled_from(
    sorted({
        "suite", "values", "set", "templates", "template", "excludeTemplates", "documentIndex", "documentSelector",
        "release", "capabilities", "chart", "skip", "snapshotId", "tests", "it", "asserts", "not", "path", "value",
        "name", "revision", "apiVersions", "version", "reason", "minimumVersion", "matchRegex", "a[0].b",
        *ASSERTIONS, *(field for kind in ASSERTIONS.values() for field in kind.fields),
    })
)  # fmt: skip
leaves = (
    st.none() | st.booleans() | st.integers(-5, 10**25) | st.floats() | st.sampled_from(["", "a", "a[", "(", "1.0"])
)
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(fields, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(fields, trees, max_size=3), trees, st.sampled_from(sorted(ASSERTIONS)), trees, st.booleans())
def test_any_file_is_one_of_suites_or_an_error_with_a_line(
    suite_fields: dict[str, Any], test: Any, name: str, given_fields: Any, strict: bool
) -> None:
    asserts = [{name: given_fields}]
    document = {
        **suite_fields,
        "tests": [{**test, "asserts": asserts} if isinstance(test, dict) else {"asserts": asserts}],
    }
    message = "a_test.yaml:1: "
    try:
        read_suites("a_test.yaml", json.dumps(document), strict=strict)
    except ChartError as error:
        message = error.message
    assert message.startswith("a_test.yaml:1: ")
