"""What a test gives its chart (values, release, capabilities, versions), files and subcharts, and how a run ends."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from chart_test_files import CHART, Run, lines, outcomes, write
from pilothouse.core.errors import ChartError
from pilothouse.core.model.chart_tests import ChartTestOptions, ChartTestResult
from pilothouse.core.model.coverage import Coverage
from pilothouse.core.testkit import make_kernel

SHOW = {
    "templates/show.yaml": """\
values: {{ .Values | toJson }}
release: {{ pick .Release "Name" "Namespace" "Revision" "IsInstall" "IsUpgrade" "Service" | toJson }}
chart: {{ printf "%s %s %s" .Chart.Name .Chart.Version .Chart.AppVersion | quote }}
{{- with .Capabilities.KubeVersion }}
kube: {{ printf "%s %s %s" .Major .Minor .GitVersion | quote }}
{{- end }}
apps: {{ .Capabilities.APIVersions.Has "apps/v1" }}
own: {{ .Capabilities.APIVersions.Has "own/v1" }}
more: {{ .Capabilities.APIVersions.Has "more/v1" }}
"""
}


def suite(equal: dict[str, Any], test: dict[str, Any] | None = None, **fields: Any) -> str:
    """A suite whose only test expects values at paths of what show.yaml shows."""
    asserts = [{"equal": {"path": path, "value": value}} for path, value in equal.items()]
    return json.dumps({"template": "show.yaml", **fields, "tests": [{"asserts": asserts, **(test or {})}]})


def holds(run: Run, text: str, files: dict[str, str] | None = None, **options: Any) -> None:
    report = run({**SHOW, **(files or {}), "tests/a_test.yaml": text}, **options)
    assert (outcomes(report), lines(report)) == (["passed"], [])


def test_values_of_the_chart_files_and_set_are_laid_over_each_other(run: Run, tmp_path: Path) -> None:
    files = {
        "tests/values/suite.yaml": "a: suite\nb: suite\nc: suite\nd: suite\n",
        "tests/values/test.yaml": "c: test\nd: test\n",
    }
    write(tmp_path, {"cli.yaml": "b: cli\nc: cli\nd: cli\n"})
    expected = {"values": {"image": {"tag": "x"}, "replicas": 2, "a": "suite", "b": "cli", "c": "test", "d": "set"}}
    text = suite(
        expected,
        {"values": ["values/test.yaml"], "set": {"d": "set"}},
        values=["./values/suite.yaml"],
        set={"d": "suite set", "image.tag": "x"},
    )
    holds(run, text, files, value_files=(str(tmp_path / "cli.yaml"),))
    holds(run, text, files, value_files=(str(tmp_path / "cl*.yaml"),))


def test_set_gives_values_at_paths_and_null_takes_defaults_away(run: Run) -> None:
    test = {"set": {"image": {"more": [1, {"a": None}]}, "list[1].[a.b/c]": "x", "replicas": None}}
    expected = {"image": {"tag": "stable", "more": [1, {"a": None}]}, "list": [None, {"a.b/c": "x"}]}
    holds(run, suite({"values": expected}, test))


def test_numbers_reach_templates_as_helm_gives_them(run: Run) -> None:
    """Large numbers are floats there, which a test has to see."""
    files = {"templates/show.yaml": "a: {{ .Values.a }}\nb: {{ int .Values.a }}\n"}
    text = suite({"a": 1e7, "b": 10_000_000}, set={"a": 10_000_000}).replace("10000000.0", "1e+07")
    holds(run, text, files)


def test_the_release_is_what_suite_and_test_say(run: Run) -> None:
    default = {"Name": "RELEASE-NAME", "Namespace": "NAMESPACE", "Revision": 0, "IsInstall": True, "IsUpgrade": False}
    holds(run, suite({"release": {**default, "Service": "Tiller"}}))
    changed = {"Name": "n", "Namespace": "s", "Revision": 3, "IsInstall": False, "IsUpgrade": True}
    text = suite(
        {"release": {**changed, "Service": "Tiller"}},
        {"release": {"name": "n", "revision": 3}},
        release={"name": "other", "namespace": "s", "upgrade": True},
    )
    holds(run, text)
    holds(run, text.replace('"upgrade"', '"isUpgrade"'))


def test_versions_of_the_chart_are_what_suite_and_test_say(run: Run) -> None:
    holds(run, suite({"chart": "web 1.2.3 4.5.6"}))
    holds(run, suite({"chart": "web 2.0.0 9"}, {"chart": {"appVersion": 9}}, chart={"version": "2.0.0"}))


def test_capabilities_are_what_suite_and_test_say(run: Run) -> None:
    holds(run, suite({"kube": "1 14 v1.14.0", "apps": True, "own": False}))
    capabilities = {"majorVersion": 1, "minorVersion": "20", "apiVersions": ["own/v1"]}
    holds(run, suite({"kube": "1 20 v1.20.0", "apps": False, "own": True, "more": False}, capabilities=capabilities))
    more = {"capabilities": {"minorVersion": 21, "apiVersions": ["more/v1"]}}
    holds(run, suite({"kube": "1 21 v1.21.0", "own": True, "more": True}, more, capabilities=capabilities))
    none = {"capabilities": {"apiVersions": None}}
    holds(run, suite({"kube": "1 20 v1.20.0", "apps": True, "own": False}, none, capabilities=capabilities))


FAILING = {
    "templates/fail.yaml": '{{ required "a (name) is\\nneeded" .Values.name }}',
    "templates/nested.yaml": '{{ include "check" . }}',
    "templates/_check.tpl": '{{ define "check" }}{{ if .Values.bad }}{{ fail "\\nbad (value)" }}{{ end }}{{ end }}',
}


@pytest.mark.parametrize(
    ("template", "values", "assertion", "outcome"),
    [
        ("fail.yaml", {}, {"failedTemplate": {}}, "passed"),
        ("fail.yaml", {}, {"failedTemplate": {"errorMessage": "a (name) is\nneeded"}}, "passed"),
        ("fail.yaml", {}, {"failedTemplate": {"errorMessage": "needed"}}, "passed"),
        ("fail.yaml", {}, {"failedTemplate": {"errorMessage": "is"}}, "failed"),
        ("fail.yaml", {}, {"failedTemplate": {"errorPattern": "(?s)name.*needed$"}}, "passed"),
        ("fail.yaml", {}, {"failedTemplate": {"errorPattern": "a (name)"}}, "passed"),
        ("fail.yaml", {}, {"failedTemplate": {"errorPattern": "(name"}}, "passed"),
        ("fail.yaml", {}, {"failedTemplate": {"errorPattern": "error calling required"}}, "passed"),
        ("fail.yaml", {}, {"failedTemplate": {"errorPattern": "^execution error at .web/templates/fail"}}, "passed"),
        ("fail.yaml", {}, {"failedTemplate": {"errorPattern": "other"}}, "failed"),
        ("fail.yaml", {}, {"failedTemplate": {"errorPattern": "other"}, "not": True}, "passed"),
        ("fail.yaml", {}, {"failedTemplate": {"errorPattern": "needed"}, "not": True}, "failed"),
        ("fail.yaml", {}, {"notFailedTemplate": {}}, "error"),
        ("fail.yaml", {}, {"isKind": {"of": "x"}}, "error"),
        ("fail.yaml", {"name": "a: b"}, {"failedTemplate": {}}, "failed"),
        ("fail.yaml", {"name": "a: b"}, {"notFailedTemplate": {}}, "passed"),
        ("nested.yaml", {"bad": True}, {"failedTemplate": {"errorMessage": "bad (value)"}}, "passed"),
        ("nested.yaml", {"bad": True}, {"failedTemplate": {"errorPattern": "bad (value)"}}, "passed"),
        ("deployment.yaml", {"bad": True}, {"failedTemplate": {}}, "failed"),
    ],
)  # fmt: skip
def test_that_templates_fail_is_expected_where_they_do(
    template: str, values: dict[str, Any], assertion: dict[str, Any], outcome: str, run: Run
) -> None:
    text = json.dumps({"template": template, "set": values, "tests": [{"asserts": [assertion]}]})
    assert outcomes(run({**FAILING, "tests/a_test.yaml": text})) == [outcome]


def test_another_template_that_fails_is_not_the_one_that_was_meant(run: Run) -> None:
    tests = [{"template": "deployment.yaml", "asserts": [{"failedTemplate": {}}]}]
    report = run({**FAILING, "tests/a_test.yaml": json.dumps({"tests": tests})})
    assert outcomes(report) == ["failed"]
    assert lines(report)[2].startswith("this template did not fail, but another one did: render error in")


def test_beside_an_expected_failure_other_assertions_fail(run: Run) -> None:
    tests = [{"template": "fail.yaml", "asserts": [{"failedTemplate": {}}, {"isKind": {"of": "x"}}]}]
    report = run({**FAILING, "tests/a_test.yaml": json.dumps({"tests": tests})})
    assert (outcomes(report), lines(report)[0]) == (["failed"], "- asserts[1] `isKind` fail")


def test_rendered_text_that_is_no_manifest_is_an_error(run: Run) -> None:
    test = json.dumps({"template": "x.yaml", "tests": [{"asserts": [{"isKind": {"of": "x"}}]}]})
    report = run({"templates/x.yaml": "a: [\n", "tests/a_test.yaml": test})
    assert lines(report) == ["web/templates/x.yaml is no YAML: yaml: line 1: did not find expected node content"]
    report = run({"templates/x.yaml": "- a\n", "tests/a_test.yaml": test})
    assert (outcomes(report), lines(report)) == (["error"], ["web/templates/x.yaml is no mapping, but list: ['a']"])


SUBCHARTS = {
    "requirements.yaml": """\
dependencies:
  - {name: child, version: 0.1.0, repository: "", condition: child.enabled}
  - {name: other, version: 0.1.0, repository: "", alias: alias}
""",
    "charts/child/Chart.yaml": "apiVersion: v1\nname: child\nversion: 0.1.0\n",
    "charts/child/values.yaml": "colour: blue\n",
    "charts/child/templates/c.yaml": "colour: {{ .Values.colour }}\nshared: {{ .Values.global.shared }}\n",
    "charts/child/tests/c_test.yaml": json.dumps({
        "suite": "of the child", "template": "c.yaml", "values": ["red.yaml"], "set": {"global.shared": "g"},
        "tests": [{"asserts": [{"equal": {"path": "", "value": {"colour": "red", "shared": "g"}}}]}],
    }),
    "charts/child/tests/red.yaml": "colour: red\n",
    "charts/other/Chart.yaml": "apiVersion: v1\nname: other\nversion: 0.1.0\n",
    "charts/other/templates/o.yaml": "chart: {{ .Chart.Name }}\nsize: {{ .Values.size }}\n",
    "charts/other/tests/o_test.yaml": json.dumps({
        "suite": "of the other", "template": "o.yaml", "set": {"size": 5},
        "tests": [{"asserts": [{"equal": {"path": "", "value": {"chart": "alias", "size": 5}}}]}],
    }),
    "tests/a_test.yaml": json.dumps({
        "suite": "of the parent", "template": "charts/child/templates/c.yaml",
        "tests": [{"set": {"child.colour": "green"}, "asserts": [{"equal": {"path": "colour", "value": "green"}}]}],
    }),
}  # fmt: skip


def test_subcharts_are_tested_from_their_parent_and_by_themselves(run: Run) -> None:
    report = run(SUBCHARTS)
    assert [(one.suite, one.outcome) for one in report.results] == [
        ("of the parent", "passed"),
        ("of the child", "passed"),
        ("of the other", "passed"),
    ]
    assert [one.suite for one in run(SUBCHARTS, with_subcharts=False).results] == ["of the parent"]


def test_tests_of_subcharts_that_are_not_enabled_do_not_run(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"off.yaml": "child: {enabled: false}\n"})
    report = run(SUBCHARTS, value_files=(str(tmp_path / "off.yaml"),))
    assert [one.suite for one in report.results] == ["of the parent", "of the other"]


ONE = json.dumps(
    {"template": "deployment.yaml", "tests": [{"it": "is", "asserts": [{"isKind": {"of": "Deployment"}}]}]}
)


def test_test_files_are_found_by_patterns_in_the_chart(run: Run, chart: Path) -> None:
    write(chart, {"more/x.yaml": ONE, "more/deep/y.yaml": ONE, "more/deep/z.txt": ONE})
    files = {"tests/a_test.yaml": ONE, "tests/b.yaml": ONE, "tests/below/c_test.yaml": ONE}

    def found(*patterns: str) -> list[str]:
        return [one.file.removeprefix(f"{chart}/") for one in run(files, files=patterns).results]

    assert found() == ["tests/a_test.yaml"]
    assert found("tests/b.yaml") == ["tests/b.yaml"]
    assert found("more/**/*.yaml") == ["more/deep/y.yaml", "more/x.yaml"]
    assert found("tests/**/*_test.yaml", "tests/*.yaml") == [
        "tests/a_test.yaml",
        "tests/below/c_test.yaml",
        "tests/b.yaml",
    ]
    assert found("tests/?.yaml", "none/*.yaml") == ["tests/b.yaml"]
    assert found("tests/[a-c].yaml") == ["tests/b.yaml"]
    assert found("tests/[!b]*.yaml") == found("tests/[^b]*.yaml") == ["tests/a_test.yaml"]
    with pytest.raises(ChartError, match="is no pattern: bad character range z-a"):
        found("tests/[z-a].yaml")


def test_a_test_file_elsewhere_is_run_where_the_user_names_it(run: Run, tmp_path: Path) -> None:
    elsewhere = suite({"values": {"image": {"tag": "stable"}, "replicas": 7}}, values=["v.yaml"])
    write(tmp_path, {"else/a_test.yaml": elsewhere, "else/v.yaml": "replicas: 7\n"})
    assert outcomes(run(SHOW, files=(str(tmp_path / "else" / "*_test.yaml"),))) == ["passed"]
    assert outcomes(run(SHOW, files=("../else/a_test.yaml",))) == ["passed"]


def test_a_chart_in_an_archive_is_tested_by_files_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "web-1.2.3.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in CHART.items():
            member = tarfile.TarInfo(f"web/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    write(tmp_path, {"a_test.yaml": ONE})
    kernel = make_kernel()
    options = ChartTestOptions(files=(str(tmp_path / "a_test.yaml"),))
    assert outcomes(kernel.first("helm_run_chart_tests", path=str(path), options=options)) == ["passed"]


def test_the_first_failure_ends_the_run_where_that_is_wanted(run: Run) -> None:
    tests = [{"asserts": [{"isKind": {"of": "a"}}, {"isKind": {"of": "b"}}]}, {"asserts": [{"isKind": {"of": "c"}}]}]
    bad = json.dumps({"template": "deployment.yaml", "tests": tests})
    files = {"tests/a_test.yaml": ONE, "tests/b_test.yaml": bad, "tests/c_test.yaml": ONE}
    assert outcomes(run(files)) == ["passed", "failed", "failed", "passed"]
    report = run(files, fail_fast=True)
    assert outcomes(report) == ["passed", "failed"]
    assert len([line for line in lines(report) if line.startswith("- asserts")]) == 1


def test_results_are_told_as_they_come(run: Run) -> None:
    heard: list[ChartTestResult] = []
    report = run({"tests/a_test.yaml": ONE, "tests/b_test.yaml": "tests: 1"}, report=heard.append)
    assert tuple(heard) == report.results
    assert [(one.name, one.outcome) for one in heard] == [("is", "passed"), ("", "error")]


def test_suites_come_from_templates_of_a_chart_of_tests(run: Run, chart: Path) -> None:
    files = {
        "suites/Chart.yaml": "apiVersion: v1\nname: suites\nversion: 0.1.0\n",
        "suites/values.yaml": "sizes: [1, 2]\n",
        "suites/templates/sizes.yaml": """\
{{ range .Values.sizes }}
---
suite: size {{ . }}
template: deployment.yaml
set: {replicas: {{ . }}}
tests:
  - it: has the size
    asserts:
      - equal: {path: spec.replicas, value: {{ . }}}
      - matchSnapshot: {path: spec.replicas}
{{ end }}
""",
    }
    report = run(files, suites_chart="suites")
    assert [(one.suite, one.outcome) for one in report.results] == [("size 1", "passed"), ("size 2", "passed")]
    assert sorted(path.name for path in chart.glob("suites/templates/__snapshot__/*")) == [
        "sizes.yaml_0.snap",
        "sizes.yaml_1.snap",
    ]
    again = run(files, suites_chart="suites")
    assert (outcomes(again), again.snapshots_written) == (["passed", "passed"], 0)
    report = run({"suites/templates/sizes.yaml": '{{ fail "no" }}'}, suites_chart="suites")
    assert (outcomes(report), lines(report)[0].endswith("error calling fail: no")) == (["error"], True)


def test_coverage_knows_templates_that_no_suite_is_about(run: Run) -> None:
    coverage = Coverage()
    run({**FAILING, "tests/a_test.yaml": ONE}, coverage=coverage)
    reached = {file.name: file.figures.lines - file.figures.missed for file in coverage.files()}
    assert reached.keys() == {
        f"web/templates/{name}"
        for name in (
            "NOTES.txt",
            "_check.tpl",
            "_names.tpl",
            "config.yaml",
            "deployment.yaml",
            "fail.yaml",
            "nested.yaml",
        )
    }
    assert {name for name, lines in reached.items() if lines} == {
        "web/templates/deployment.yaml",
        "web/templates/_names.tpl",
    }


def test_what_is_no_chart_and_values_that_are_not_there_are_errors(tmp_path: Path, run: Run) -> None:
    kernel = make_kernel()
    with pytest.raises(ChartError, match="no such file or directory"):
        kernel.first("helm_run_chart_tests", path=str(tmp_path / "none"), options=ChartTestOptions())
    with pytest.raises(ChartError, match="open none.yaml: no such file or directory"):
        run(ONE, value_files=("none.yaml",))
    write(tmp_path, {"list.yaml": "- a\n", "bad.yaml": "a: [\n"})
    for name in ("list", "bad"):
        with pytest.raises(ChartError, match=f"failed to parse .*{name}.yaml: "):
            run(ONE, value_files=(str(tmp_path / f"{name}.yaml"),))
