"""Reading test files: what may stand in them, and what is said of one that is wrong."""

from __future__ import annotations

import pytest
from chart_test_files import Run, lines, outcomes
from pilothouse.core.errors import ChartError
from pilothouse.plugins.builtin.chart_tests.suites import read_suites

ONE = "  - asserts:\n      - isKind: {of: Deployment}\n"


def refused(text: str, *, strict: bool = False, rendered: bool = False) -> str:
    with pytest.raises(ChartError) as caught:
        read_suites("a_test.yaml", text, strict=strict, rendered=rendered)
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", ":1: the suite has to be a mapping, not a list"),
        ("suite: x\n", ":1: the suite: no tests found"),
        ("suite: x\ntests:\n  - it: y\n", ":3: tests[0]: no asserts found"),
        ("suite: x\n\ntests: 5\n", ":3: the suite.tests: a list is expected, not the number 5"),
        (
            "tests:\n  - asserts:\n      - isKynd: {of: x}\n",
            ":3: tests[0].asserts[0] has no field 'isKynd'; did you mean isKind?",
        ),
        ("tests:\n  - asserts:\n      - not: true\n", ":3: tests[0].asserts[0]: no assertion type defined"),
        (
            "tests:\n  - asserts:\n      - isKind: {of: x}\n        isNull: {path: a}\n",
            ":3: tests[0].asserts[0]: assertion type `isKind` and `isNull` is declared duplicately",
        ),
        (
            "tests:\n  - asserts:\n      - isKind: x\n",
            ":3: tests[0].asserts[0].isKind has to be a mapping, not the text 'x'",
        ),
        ("tests:\n  - asserts:\n      - isKind: {}\n", ":3: tests[0].asserts[0].isKind: of is expected"),
        (
            "tests:\n  - asserts:\n      - isKind:\n          of: 1.5\n",
            ":4: tests[0].asserts[0].isKind.of: a text is expected, not the number 1.5 (quotes make it one)",
        ),
        (
            "tests:\n  - asserts:\n      - equal: {path: 'a[', value: 1}\n",
            ":3: tests[0].asserts[0].equal.path: invalid path 'a[', at character 3: an index such as [0], a slice such "
            "as [0:2] or a name in quotes is expected",
        ),
        (
            "tests:\n  - asserts:\n      - matchRegex: {path: a, pattern: '('}\n",
            ":3: tests[0].asserts[0].matchRegex.pattern: error parsing regexp: missing closing ): `(`",
        ),
        (
            "tests:\n  - asserts:\n      - matchRegex: {path: a}\n",
            ":3: tests[0].asserts[0].matchRegex.pattern: the pattern is empty, and is found in every text",
        ),
        ("tests:\n  - asserts:\n      - hasDocuments: {}\n", ":3: tests[0].asserts[0].hasDocuments: count is expected"),
        (
            "tests:\n  - asserts:\n      - lengthEqual: {path: a}\n",
            ":3: tests[0].asserts[0].lengthEqual: 'count' field must be set if 'path' is used",
        ),
        (
            "tests:\n  - asserts:\n      - lengthEqual: {path: a, paths: [b], count: 1}\n",
            ":3: tests[0].asserts[0].lengthEqual: either path or paths is expected",
        ),
        (
            "tests:\n  - asserts:\n      - lengthEqual:\n          paths:\n            - a\n            - 'b['\n",
            ":6: tests[0].asserts[0].lengthEqual.paths: invalid path 'b[', at character 3: an index such as [0], a "
            "slice such as [0:2] or a name in quotes is expected",
        ),
        (
            "tests:\n  - asserts:\n      - greaterOrEqual: {path: a, value: [1]}\n",
            ":3: tests[0].asserts[0].greaterOrEqual.value: a number or a text is expected",
        ),
        (
            "tests:\n  - asserts:\n      - failedTemplate: {errorMessage: a, errorPattern: b}\n",
            ":3: tests[0].asserts[0].failedTemplate: single attribute 'errorMessage' or 'errorPattern' supported at "
            "the same time",
        ),
        ("documentIndex: -2\ntests:\n" + ONE, ":1: the suite.documentIndex: an index counts from 0"),
        ("documentIndex: a\ntests:\n" + ONE, ":1: the suite.documentIndex: an integer is expected, not the text 'a'"),
        ("documentSelector: {value: a}\ntests:\n" + ONE, ":1: the suite.documentSelector: path is expected"),
        (
            "documentSelector: {path: a, matchMany: 1}\ntests:\n" + ONE,
            ":1: the suite.documentSelector.matchMany: true or false is expected, not the number 1",
        ),
        ("values: a\ntests:\n" + ONE, ":1: the suite.values: a list is expected, not the text 'a'"),
        ("values:\n  - a\n  - 5\ntests:\n" + ONE, ":3: the suite.values: a text is expected, not the number 5"),
        ("set: [a]\ntests:\n" + ONE, ":1: the suite.set has to be a mapping, not a list"),
        ("set:\n  a: 1\n  b[0: 1\ntests:\n" + ONE, ":3: the suite.set.b[0: 'b[0' lacks a ]"),
        (
            "release:\n  name: " + "a" * 54 + "\ntests:\n" + ONE,
            ":2: the suite.release.name: the name of a release may have 53 characters",
        ),
        (
            "release: {revision: x}\ntests:\n" + ONE,
            ":1: the suite.release.revision: an integer is expected, not the text 'x'",
        ),
        (
            "chart: {version: 1.5}\ntests:\n" + ONE,
            ":1: the suite.chart.version: a text is expected, not the number 1.5 (quotes make it one)",
        ),
        (
            "snapshotId: ../x\ntests:\n" + ONE,
            ":1: the suite.snapshotId: letters, digits, dots, dashes and underscores are expected",
        ),
        ("skip: {minimumVersion: x}\ntests:\n" + ONE, ":1: the suite.skip.minimumVersion: Invalid Semantic Version"),
        ("suite: [a\n", ":2: did not find expected ',' or ']'"),
        ("tests:\n" + ONE + "---\n# two\nsuite: x\ntests:\n  - it: y\n", ":8: tests[0]: no asserts found"),
        ("tests:\n" + ONE + "---\nsuite: x\ntests: {a: 'b\n", ":7: found unexpected end of stream"),
    ],
)
def test_a_file_that_is_wrong_says_on_which_line_and_what_was_expected(text: str, message: str) -> None:
    assert refused(text) == "a_test.yaml" + message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("suit: x\ntests:\n" + ONE, ":1: the suite has no field 'suit'; did you mean suite?"),
        ("tests:\n  - its: x\n    asserts: [isKind: {of: x}]\n", ":2: tests[0] has no field 'its'; did you mean it?"),
        (
            "tests:\n  - asserts: [isKind: {what: x, of: z}]\n",
            ":2: tests[0].asserts[0].isKind has no field 'what'; there are of",
        ),
        ("release: {nam: x}\ntests:\n" + ONE, ":1: the suite.release has no field 'nam'; did you mean name?"),
        ("chart: {name: x}\ntests:\n" + ONE, ":1: the suite.chart has no field 'name'; there are appVersion, version"),
        (
            "skip: {because: x}\ntests:\n" + ONE,
            ":1: the suite.skip has no field 'because'; there are minimumVersion, reason",
        ),
    ],
)
def test_fields_that_mean_nothing_are_refused_when_reading_is_strict(text: str, message: str) -> None:
    assert refused(text, strict=True) == "a_test.yaml" + message
    assert read_suites("a_test.yaml", text, strict=False)


def test_a_suite_from_a_template_needs_a_name_and_gets_a_number_for_its_snapshots() -> None:
    assert refused("tests:\n" + ONE, rendered=True) == (
        "a_test.yaml:1: the suite: a suite that comes from a template needs a name, suite"
    )
    two = f"suite: a\ntests:\n{ONE}---\nsuite: b\nsnapshotId: own\ntests:\n{ONE}"
    assert [(one.name, one.snapshot_id) for one in read_suites("t", two, strict=True, rendered=True)] == [
        ("a", "0"),
        ("b", "own"),
    ]


def test_several_suites_stand_in_one_file(run: Run) -> None:
    text = f"---\nsuite: one\ntemplate: deployment.yaml\ntests:\n{ONE}--- # and\nsuite: two\ntests:\n{ONE}---\n"
    report = run(text)
    assert [(one.suite, one.outcome) for one in report.results] == [("one", "passed"), ("two", "failed")]


def test_backslashes_in_quotes_that_yaml_does_not_know_stand_for_themselves(run: Run) -> None:
    report = run(r"""
template: deployment.yaml
tests:
  - it: matches
    asserts:
      - matchRegex: {path: kind, pattern: "^\w+\.?$"}
      - matchRegex: {path: "spec.template.spec.containers[0].image", pattern: "nginx:\S+\\b"}
      - equal: {path: kind, value: "Deploym\x65nt"}
""")
    assert outcomes(report) == ["passed"]


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("postRenderer: {cmd: rm}", "postRenderer: a test file may not run programs: postRenderer is not supported"),
        (
            "kubernetesProvider: {objects: []}",
            "kubernetesProvider: templates of Helm v2 cannot look up objects: kubernetesProvider is not supported",
        ),
        ("includeCrds: true", "includeCrds: Helm v2 installs nothing from a crds folder: includeCrds is not supported"),
    ],
)
def test_what_is_not_supported_is_refused_where_it_is_asked_for(field: str, reason: str, run: Run) -> None:
    report = run(f"{field}\ntemplate: deployment.yaml\ntests:\n{ONE}")
    assert outcomes(report) == ["error"]
    assert lines(report)[0].endswith(f"tests/a_test.yaml:1: the suite.{reason}")


def test_tests_and_suites_are_skipped_with_a_reason(run: Run) -> None:
    report = run(
        f"template: deployment.yaml\ntests:\n{ONE}    skip: {{reason: later}}\n{ONE}"
        f"---\nskip: {{reason: never}}\ntests:\n{ONE}"
        f"---\nskip: {{minimumVersion: 0.8.0}}\ntemplate: deployment.yaml\ntests:\n{ONE}"
        f"---\nskip: {{minimumVersion: 99.0.0}}\ntests:\n{ONE}"
    )
    assert [(one.outcome, one.lines) for one in report.results] == [
        ("skipped", ("later",)),
        ("passed", ()),
        ("skipped", ("never",)),
        ("passed", ()),
        ("skipped", ("the suite needs helm-unittest 99.0.0; the form that is read is that of 1.1.0",)),
    ]


def test_a_file_that_is_wrong_is_an_error_and_other_files_are_run(run: Run) -> None:
    report = run({"tests/a_test.yaml": "tests: 5\n", "tests/b_test.yaml": f"template: deployment.yaml\ntests:\n{ONE}"})
    assert outcomes(report) == ["error", "passed"]
    assert report.failed
