"""Snapshots: written when they are missing, compared by what they say, in the form of helm-unittest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from chart_test_files import Run, lines, outcomes, write
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import yaml
from pilothouse.plugins.builtin.chart_tests.snapshot_text import dump, dump_file

SNAPSHOT = "tests/__snapshot__/a_test.yaml.snap"

TWO = """\
config:
  1: |
    apiVersion: v1
    data:
      secret: aGVsbG8=
      text: |
        first
        second
    kind: ConfigMap
    metadata:
      name: one
  2: |
    apiVersion: v1
    data:
      empty: ""
      list:
        - a
        - a
        - b
    kind: ConfigMap
    metadata:
      name: two
      namespace: other
'notes: 1':
  1: |
    |
      Welcome to RELEASE-NAME.
      Enjoy.
"""


def suite(name: str = "config", template: str = "config.yaml", **assertion: Any) -> dict[str, Any]:
    return {"it": name, "template": template, "asserts": [assertion or {"matchSnapshot": {}}]}


def file(*tests: dict[str, Any], **fields: Any) -> str:
    return json.dumps({**fields, "tests": tests})


BOTH = file(suite(), suite("notes: 1", "NOTES.txt", matchSnapshotRaw={}))


def test_missing_snapshots_are_written_as_helm_unittest_writes_them(run: Run, chart: Path) -> None:
    report = run(BOTH)
    assert (outcomes(report), report.snapshots_written, report.snapshots_compared) == (["passed", "passed"], 3, 3)
    assert (chart / SNAPSHOT).read_text() == TWO
    (chart / SNAPSHOT).chmod(0o444)
    again = run(BOTH)
    assert (outcomes(again), again.snapshots_written) == (["passed", "passed"], 0)


def test_what_has_changed_fails_and_is_kept_when_that_is_wanted(run: Run, chart: Path) -> None:
    run(BOTH)
    config = chart / "templates/config.yaml"
    config.write_text(config.read_text().replace("second", "third"))
    report = run(BOTH)
    assert (outcomes(report), report.snapshots_failed) == (["failed", "passed"], 1)
    assert lines(report) == [
        "- asserts[0] `matchSnapshot` fail", "Template:\tweb/templates/config.yaml", "DocumentIndex:\t0",
        "Expected to match snapshot 1:", "--- Expected", "+++ Actual", "@@ -5,3 +5,3 @@", "first", "-    second",
        "+    third", "kind: ConfigMap",
    ]  # fmt: skip
    assert (chart / SNAPSHOT).read_text() == TWO
    updated = run(BOTH, update_snapshots=True)
    assert (outcomes(updated), updated.snapshots_written) == (["passed", "passed"], 1)
    assert (chart / SNAPSHOT).read_text() == TWO.replace("second", "third")
    assert outcomes(run(BOTH)) == ["passed", "passed"]


def test_a_snapshot_in_another_style_of_yaml_is_the_same(run: Run, chart: Path) -> None:
    style = (
        TWO.replace("name: one", "'name': \"one\"")
        .replace("        - a\n", "      - a\n")
        .replace("        - b", "      - b")
    )
    style = style.replace("Welcome", "Welcome").replace('empty: ""', "empty: ''").replace("first\n", "first\n")
    write(chart, {SNAPSHOT: style})
    report = run(BOTH, update_snapshots=True)
    assert (outcomes(report), report.snapshots_written) == (["passed", "passed"], 0)
    assert (chart / SNAPSHOT).read_text() == style


def test_negated_snapshots_fail_where_they_match(run: Run) -> None:
    run(file(suite()))
    report = run(file(suite(matchSnapshot={}, **{"not": True})))
    assert outcomes(report) == ["failed"]
    assert lines(report)[:4] == [
        "- asserts[0] NOT `matchSnapshot` fail", "Template:\tweb/templates/config.yaml", "DocumentIndex:\t0",
        "Expected NOT to match snapshot 1:",
    ]  # fmt: skip


def test_a_text_that_has_changed_fails(run: Run, chart: Path) -> None:
    notes = file(suite("notes", "NOTES.txt", matchSnapshotRaw={}))
    run(notes)
    write(chart, {"templates/NOTES.txt": "Welcome.\n"})
    report = run(notes)
    assert lines(report)[:1] == ["- asserts[0] `matchSnapshotRaw` fail"]
    assert lines(report)[-2:] == ["-  Enjoy.", "+  Welcome."]


def test_a_part_of_a_document_is_compared(run: Run, chart: Path) -> None:
    assert outcomes(run(file(suite(matchSnapshot={"path": "metadata"})))) == ["passed"]
    write(chart, {"values.yaml": "image: {tag: stable}\nreplicas: 5\n"})
    assert outcomes(run(file(suite(matchSnapshot={"path": "metadata"})))) == ["passed"]


def test_with_ci_nothing_is_written_and_what_is_missing_fails(run: Run, chart: Path) -> None:
    report = run(BOTH, ci=True)
    assert outcomes(report) == ["failed", "failed"]
    assert lines(report)[-1] == "no snapshot is stored, and with --ci none is written"
    assert not (chart / SNAPSHOT).exists()


def test_obsolete_snapshots_are_named_and_removed_with_an_update_alone(run: Run, chart: Path) -> None:
    run(BOTH)
    less = file(suite(documentIndex=0, matchSnapshot={}))
    report = run(less)
    assert report.snapshots_obsolete == (
        f"{chart}/{SNAPSHOT}: config 2",
        f"{chart}/{SNAPSHOT}: notes: 1 1",
    )
    assert (chart / SNAPSHOT).read_text() == TWO
    run(less, update_snapshots=True)
    assert (chart / SNAPSHOT).read_text() == TWO[: TWO.index("  2: |")]


def test_snapshots_of_tests_that_do_not_run_or_fail_are_not_obsolete(run: Run, chart: Path) -> None:
    run(BOTH)
    skipped = file({**suite(), "skip": {"reason": "later"}}, suite("notes: 1", isKind={"of": "Pod"}))
    assert run(skipped, update_snapshots=True).snapshots_obsolete == ()
    assert (chart / SNAPSHOT).read_text() == TWO


def test_suites_of_one_file_share_its_snapshots_unless_they_have_an_id(run: Run, chart: Path) -> None:
    text = file(suite("one")) + "\n---\n" + file(suite("two")) + "\n---\n" + file(suite("one"), snapshotId="more")
    assert run(text).snapshots_written == 6
    assert run(text).snapshots_obsolete == ()
    assert sorted(path.name for path in (chart / SNAPSHOT).parent.iterdir()) == [
        "a_test.yaml.snap",
        "a_test.yaml_more.snap",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a\n", "is no snapshot file: it has no tests by name"),
        ("a: b\n", "is no snapshot file: 'a' has no texts by number"),
        ("a: {x: b}\n", "is no snapshot file: 'a' has no texts by number"),
        ("a: {1: {}}\n", "is no snapshot file: 'a' has no texts by number"),
        ("a: [\n", "is no snapshot file: yaml: line 1: did not find expected node content"),
    ],
)
def test_a_file_that_is_none_of_snapshots_is_an_error(text: str, problem: str, run: Run, chart: Path) -> None:
    write(chart, {SNAPSHOT: text})
    report = run(BOTH)
    assert (outcomes(report), lines(report)) == (["error"], [f"{chart}/{SNAPSHOT} {problem}"])
    assert (chart / SNAPSHOT).read_text() == text


texts = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(texts.filter(lambda key: key != "<<"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(values)
def test_what_is_written_is_what_is_read(value: Any) -> None:
    assert yaml.to_json_value(dump(value)) == value
    assert yaml.to_json_value(dump_file({"a b": {1: dump(value), 10: "x", 2: ""}})) == {
        "a b": {"1": dump(value), "2": "", "10": "x"}
    }
