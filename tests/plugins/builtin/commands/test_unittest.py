"""``unittest`` as somebody meets it who writes the first tests of a chart."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pilothouse.core.testkit import Outcome
from pilothouse.plugins.builtin.chart_tests.assertions import ASSERTIONS

SUITE = """\
suite: the deployment
templates:
  - deployment.yaml
tests:
  - it: runs as many replicas as wanted
    set:
      replicaCount: 3
    asserts:
      - isKind:
          of: Deployment
      - equal:
          path: spec.replicas
          value: 3
  - it: stays as it is
    asserts:
      - matchSnapshot:
          path: spec.template.spec
  - it: waits
    skip:
      reason: not written yet
    asserts:
      - exists:
          path: spec.later
"""

PASSED = """\

### Chart [ web ]

 PASS  the deployment\tweb/tests/deployment_test.yaml
\t- SKIPPED 'waits': not written yet

Charts:      1 passed, 1 total
Test Suites: 1 passed, 1 total
Tests:       2 passed, 1 skipped, 3 total
Snapshot:    1 passed, 1 total{written}
Time:        S
"""

FAILED = """\

### Chart [ web ]

 FAIL  the deployment\tweb/tests/deployment_test.yaml
\t- runs as many replicas as wanted

\t\t- asserts[1] `equal` fail
\t\t\tTemplate:\tweb/templates/deployment.yaml
\t\t\tDocumentIndex:\t0
\t\t\tPath:\tspec.replicas
\t\t\tExpected to equal:
\t\t\t\t3
\t\t\tActual:
\t\t\t\t1
\t\t\tDiff:
\t\t\t\t--- Expected
\t\t\t\t+++ Actual
\t\t\t\t@@ -1 +1 @@
\t\t\t\t-3
\t\t\t\t+1

\t- stays as it is

\t\t- asserts[0] `matchSnapshot` fail
\t\t\tTemplate:\tweb/templates/deployment.yaml
\t\t\tDocumentIndex:\t0
\t\t\tPath:\tspec.template.spec
\t\t\tExpected to match snapshot 1:
\t\t\t\t--- Expected
\t\t\t\t+++ Actual
\t\t\t\t@@ -1,3 +1,3 @@
\t\t\t\t containers:
\t\t\t\t-  - image: nginx:stable
\t\t\t\t+  - image: nginx:newest
\t\t\t\t     imagePullPolicy: IfNotPresent

\t- SKIPPED 'waits': not written yet

Snapshot Summary: 1 snapshot failed. Check changes and use `-u` to update snapshot.

Charts:      1 failed, 0 passed, 1 total
Test Suites: 1 failed, 0 passed, 1 total
Tests:       2 failed, 0 passed, 1 skipped, 3 total
Snapshot:    1 failed, 0 passed, 1 total
Time:        S
"""


@pytest.fixture
def web(helm: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A chart that was just created, with a test file, in the current folder."""
    monkeypatch.chdir(tmp_path)
    assert helm("create", "web").code == 0
    (tmp_path / "web/tests").mkdir()
    (tmp_path / "web/tests/deployment_test.yaml").write_text(SUITE)
    return tmp_path / "web"


def timeless(outcome: Outcome) -> tuple[int, str, str]:
    return outcome.code, re.sub(r"(?m)^(Time: +)\S+$", r"\1S", outcome.stdout), outcome.stderr


def break_chart(web: Path) -> None:
    """Make the number of replicas, and the image, something else."""
    deployment = web / "templates/deployment.yaml"
    text = deployment.read_text().replace("{{ .Values.replicaCount }}", "1")
    deployment.write_text(text.replace(".Values.image.tag", '"newest"').replace(".Chart.AppVersion", '"newest"'))
    values = web / "values.yaml"
    values.write_text(values.read_text().replace("tag: stable", "tag: newest"))


def test_tests_pass_fail_with_the_chart_and_pass_again(helm: Any, web: Path) -> None:
    assert timeless(helm("unittest", "web")) == (0, PASSED.format(written=", 1 written"), "")
    assert timeless(helm("unittest", "web")) == (0, PASSED.format(written=""), "")
    break_chart(web)
    assert timeless(helm("unittest", "web")) == (1, FAILED, "Error: tests of charts have failed\n")
    updated = helm("unittest", "-u", "web")
    assert (updated.code, "1 failed, 1 passed, 1 skipped, 3 total" in updated.stdout) == (1, True)
    (web / "tests/deployment_test.yaml").write_text(SUITE.replace("value: 3", "value: 1"))
    assert timeless(helm("unittest", "web")) == (0, PASSED.format(written=""), "")


def test_the_current_folder_is_tested_when_none_is_named(helm: Any, web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(web)
    outcome = helm("unittest", "-d")
    assert outcome.code == 0
    assert "\n PASS  the deployment\t./tests/deployment_test.yaml\n\tok runs as many" in outcome.stdout


def test_charts_without_tests_and_folders_without_charts(helm: Any, web: Path) -> None:
    (web / "tests/deployment_test.yaml").unlink()
    outcome = timeless(helm("unittest", "web", "none"))
    assert outcome == (
        1,
        "\n### Chart [ web ]\n\nno test files found\n\n### Error: none: stat none: no such file or directory\n\n"
        "\nCharts:      1 failed, 1 errored, 1 passed, 2 total\nTest Suites: 0 passed, 0 total\n"
        "Tests:       0 passed, 0 total\nSnapshot:    0 passed, 0 total\nTime:        S\n",
        "Error: tests of charts have failed\n",
    )


def test_a_test_file_that_is_wrong_says_where(helm: Any, web: Path) -> None:
    (web / "tests/deployment_test.yaml").write_text("suite: x\ntests:\n  - asserts:\n      - isKynd: {}\n")
    outcome = timeless(helm("unittest", "web"))
    assert outcome[:2] == (
        1,
        "\n### Chart [ web ]\n\n FAIL  \tweb/tests/deployment_test.yaml\n\tExecution Error:\n\n"
        "\t\tweb/tests/deployment_test.yaml:4: tests[0].asserts[0] has no field 'isKynd'; did you mean isKind?\n\n\n"
        "Charts:      1 failed, 0 passed, 1 total\nTest Suites: 1 failed, 1 errored, 0 passed, 1 total\n"
        "Tests:       0 passed, 0 total\nSnapshot:    0 passed, 0 total\nTime:        S\n",
    )


def test_options_reach_the_tests(helm: Any, web: Path, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("image: {repository: apache}\n")
    (web / "more").mkdir()
    (web / "more/x.yaml").write_text(
        "templates: [deployment.yaml]\nunknown: 1\ntests:\n"
        '  - asserts: [matchRegex: {path: "spec.template.spec.containers[0].image", pattern: "^apache"}]\n'
    )
    assert helm("unittest", "web", "-f", "more/*.yaml").code == 1
    assert helm("unittest", "web", "-f", "more/*.yaml", "-v", "more.yaml").code == 0
    assert helm("unittest", "web", "-f", "more/*.yaml", "-v", "more.yaml", "--strict").code == 1
    assert helm("unittest", "web", "--ci").code == 1
    assert not (web / "tests/__snapshot__").exists()
    assert helm("unittest", "web", "--with-subchart=false", "--skip-schema-validation").code == 0


def test_failfast_ends_with_the_first_failure(helm: Any, web: Path) -> None:
    break_chart(web)
    outcome = helm("unittest", "-q", "web", "web")
    assert "Charts:      1 failed, 0 passed, 1 total" in outcome.stdout
    assert "Tests:       1 failed, 0 passed, 1 total" in outcome.stdout


def test_colours_are_printed_where_they_are_wanted(helm: Any, web: Path) -> None:
    (web / "tests/deployment_test.yaml").write_text(SUITE.replace("the deployment", '"the \\e[2J deployment"'))
    coloured = helm("unittest", "web", "--color").stdout
    assert "\x1b[30;42m PASS \x1b[0m the \\x1b[2J deployment\t" in coloured
    assert "\x1b" not in helm("unittest", "web").stdout


def report(helm: Any, web: Path, form: str) -> str:
    """The report on a run with a test that passes, one that fails, one that is skipped, and a file that is wrong."""
    helm("unittest", "web")
    (web / "tests/x_test.yaml").write_text("tests: '<&\\x01>'\n")
    (web / "tests/deployment_test.yaml").write_text(SUITE.replace("value: 3", 'value: "<&\\x01>"'))
    outcome = helm("unittest", "web", "-o", "report", "-t", form)
    assert outcome.code == 1
    return Path("report").read_text()


WRONG = "web/tests/x_test.yaml:1: the suite.tests: a list is expected, not the text "


def test_the_report_for_junit(helm: Any, web: Path) -> None:
    root = ET.fromstring(report(helm, web, "JUnit"))
    suites = [{key: one.get(key) for key in ("name", "tests", "failures", "errors", "skipped")} for one in root]
    assert (root.tag, suites) == (
        "testsuites",
        [
            {"name": "the deployment", "tests": "3", "failures": "1", "errors": "0", "skipped": "1"},
            {"name": "web/tests/x_test.yaml", "tests": "1", "failures": "0", "errors": "1", "skipped": "0"},
        ],
    )
    cases = [
        (case.get("name"), [(child.tag, child.get("message")) for child in case]) for case in root.iter("testcase")
    ]
    assert cases == [
        ("runs as many replicas as wanted", [("failure", "- asserts[1] `equal` fail")]),
        ("stays as it is", []),
        ("waits", [("skipped", "not written yet")]),
        ("(test file)", [("error", WRONG + "'<&\\\\x01>'")]),
    ]
    failure = root.find(".//failure")
    assert failure is not None
    assert "Path:\tspec.replicas" in str(failure.text)


def test_the_report_for_xunit(helm: Any, web: Path) -> None:
    root = ET.fromstring(report(helm, web, "xunit"))
    counts = [[one.get(key) for key in ("name", "total", "passed", "failed", "skipped", "errors")] for one in root]
    assert counts == [
        ["web/tests/deployment_test.yaml", "3", "1", "1", "1", "0"],
        ["web/tests/x_test.yaml", "1", "0", "0", "0", "1"],
    ]
    assert [test.get("result") for test in root.iter("test")] == ["Fail", "Pass", "Skip", "Fail"]
    assert [one.get("exception-type") for one in root.iter("failure")] == ["Helm-Validation", "Helm-Validation-Error"]


def test_the_report_for_nunit(helm: Any, web: Path) -> None:
    root = ET.fromstring(report(helm, web, "NUnit"))
    assert {key: root.get(key) for key in ("total", "errors", "failures", "skipped", "not-run")} == {
        "total": "4", "errors": "1", "failures": "1", "skipped": "1", "not-run": "1",
    }  # fmt: skip
    assert [(one.get("result"), one.get("executed")) for one in root.iter("test-case")] == [
        ("Failure", "true"),
        ("Success", "true"),
        ("Skipped", "false"),
        ("Error", "true"),
    ]


def test_the_report_for_sonar(helm: Any, web: Path) -> None:
    root = ET.fromstring(report(helm, web, "Sonar"))
    assert [one.get("path") for one in root] == ["web/tests/deployment_test.yaml", "web/tests/x_test.yaml"]
    assert [[child.tag for child in case] for case in root.iter("testCase")] == [
        ["failure"],
        [],
        ["skipped"],
        ["error"],
    ]


def test_the_report_as_tap(helm: Any, web: Path) -> None:
    lines = [line for line in report(helm, web, "tap").splitlines() if not line.startswith("# ")]
    assert lines == [
        "TAP version 13",
        "1..4",
        "not ok 1 - the deployment: runs as many replicas as wanted",
        "ok 2 - the deployment: stays as it is",
        "ok 3 - the deployment: waits # SKIP not written yet",
        "not ok 4 - web/tests/x_test.yaml: (test file)",
    ]


def test_reports_that_cannot_be_written(helm: Any, web: Path) -> None:
    assert timeless(helm("unittest", "web", "-t", "odd"))[2] == 'Error: unknown output type "odd"\n'
    assert helm("unittest", "web", "-o", "none/x").stderr == "Error: open none/x: no such file or directory\n"


def test_coverage_is_shown_written_and_demanded(helm: Any, web: Path) -> None:
    shown = helm("unittest", "web", "--coverage")
    assert shown.code == 0
    assert re.search(r"\nweb/templates/ingress.yaml +28 +28 .* 0\.0%", shown.stdout)
    reports = ("--coverage-report", "json:c.json", "--coverage-report", "html:c.html")
    written = helm("unittest", "web", *reports, "--coverage-omit", "*/ingress.yaml")
    assert (written.code, "TOTAL" in written.stdout) == (0, False)
    document = Path("c.json").read_text()
    assert json.loads(document)
    assert "deployment.yaml" in document
    assert "ingress.yaml" not in document
    assert Path("c.html").read_text().startswith("<!")
    failed = helm("unittest", "web", "--coverage-fail-under", "99.5")
    assert failed.code == 1
    assert re.fullmatch(r"Error: the tests reach \d+\.\d % of the templates, 99\.5 % are wanted\n", failed.stderr)
    assert helm("unittest", "web", "--coverage-fail-under", "1").code == 0
    assert helm("unittest", "web", "--coverage-fail-under", "x").stderr == 'Error: invalid percentage "x"\n'
    assert helm("unittest", "web", "--coverage-report", "odd").stderr == 'Error: unknown coverage report "odd"\n'
    assert helm("unittest", "web", "--coverage-report", ":x").stderr == 'Error: invalid coverage report ":x"\n'


PAGE = (Path(__file__).parents[4] / "docs" / "unittest.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_does_what_the_page_says(helm: Any, web: Path) -> None:
    suite = re.search(r'```yaml title="web/tests/deployment_test.yaml"\n(.*?)```', PAGE, re.DOTALL)
    shown = re.search(r"```console\n\$ pilothouse unittest web\n(.*?)```", PAGE, re.DOTALL)
    assert suite is not None
    assert shown is not None
    (web / "tests/deployment_test.yaml").write_text(suite[1])
    code, stdout, _ = timeless(helm("unittest", "web"))
    assert (code, stdout) == (0, re.sub(r"0\.120s", "S", shown[1]))


def test_the_page_names_every_assertion_with_its_fields() -> None:
    table = PAGE[PAGE.index("## Assertions") : PAGE.index("## Paths")]
    rows = [row.split(" | ") for row in table.splitlines() if row.startswith("| `")]
    named = {name: set(re.findall(r"`(\w+)", row[1])) for row in rows for name in re.findall(r"`(\w+)`", row[0])}
    named |= {name: {"path"} for name in ("isNull", "isNotNull", "isEmpty", "isNotEmpty")}
    named["matchSnapshotRaw"] = set()
    assert named == {name: set(kind.fields) for name, kind in ASSERTIONS.items()}
