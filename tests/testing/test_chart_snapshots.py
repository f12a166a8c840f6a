from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.testing import ChartObject
from pilothouse.testing.chart_snapshots import (
    ChartSnapshot,
    SnapshotFile,
    SnapshotMismatchError,
    difference,
    read_snapshots,
    snapshot_text,
    write_snapshots,
)

HEADER = "# Snapshots of tests: written by `pytest --chart-snapshot-update`, to be read when they change.\n"
TRICKY = "a :-#\n \t\r\x00é\u2028\x85'\"|>\U0001f600%&*!?{}[],\ufeff\\"
TEXTS = st.text(st.sampled_from(TRICKY), max_size=12) | st.text(st.characters(exclude_categories=["Cs"]))


def snapshot(file: SnapshotFile, *, update: bool = False, ci: bool = False) -> ChartSnapshot:
    return ChartSnapshot(file, "test_web", update=update, must_exist=ci, counts={})


@given(st.dictionaries(TEXTS, TEXTS, min_size=1))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str]) -> None:
    path = tmp_path_factory.getbasetemp() / "snapshots.yaml"
    path.write_text(write_snapshots(texts), encoding="utf-8", newline="\n")
    assert read_snapshots(path) == texts


def test_texts_are_kept_as_people_read_them() -> None:
    texts = {"test_a / 10": "a: 1\n\n  b: 2\n", "test_a / 9": "no end", "test_b / 1": "end\n\n"}
    assert write_snapshots({**texts, "test_c / 1": "\r", "test_d / 1": ""}) == (
        HEADER + '\n"test_a / 9": |2-\n  no end\n'
        '\n"test_a / 10": |2\n  a: 1\n\n    b: 2\n'
        '\n"test_b / 1": |2+\n  end\n\n'
        '"test_c / 1": "\\U0000000d"\n'
        '\n"test_d / 1": ""\n'
    )


def test_objects_are_kept_as_yaml() -> None:
    service = ChartObject({"kind": "Service", "spec": {"ports": [{"port": 80}]}})
    text = "kind: Service\nspec:\n  ports:\n  - port: 80\n"
    assert snapshot_text(service) == text
    assert snapshot_text([service, service]) == f"---\n{text}---\n{text}"
    assert snapshot_text(["a", 1]) == "- a\n- 1\n"
    assert snapshot_text("as: it is") == "as: it is"
    assert snapshot_text("\udcff") == "\ufffd"
    with pytest.raises(SnapshotMismatchError, match="object has no form in YAML"):
        snapshot_text(object())


def test_a_new_snapshot_is_written_and_compared_from_then_on(tmp_path: Path) -> None:
    file = SnapshotFile(tmp_path / "__chart_snapshots__" / "test_web.yaml")
    taken = snapshot(file)
    assert taken == "one"
    taken.match("two", name="second")
    assert taken == "three"
    file.save()
    assert read_snapshots(file.path) == {"test_web / 1": "one", "test_web / second": "two", "test_web / 2": "three"}
    assert [path.name for path in file.path.parent.iterdir()] == ["test_web.yaml"]
    again = snapshot(SnapshotFile(file.path))
    assert again == "one"
    with pytest.raises(SnapshotMismatchError) as caught:
        assert again == "three, not as it was"
    assert str(caught.value) == (
        "test_web / 2 is not as test_web.yaml has it (--chart-snapshot-update keeps the new one):\n"
        "--- snapshot\n+++ now\n@@ -1 +1 @@\n-three\n+three, not as it was"
    )


def test_a_name_stands_for_one_comparison(tmp_path: Path) -> None:
    taken = snapshot(SnapshotFile(tmp_path / "x.yaml"))
    taken.match("a", name="one")
    with pytest.raises(SnapshotMismatchError, match="the snapshot 'one' is compared twice in this test"):
        taken.match("a", name="one")


def test_on_ci_a_missing_snapshot_is_a_failure_and_nothing_is_written(tmp_path: Path) -> None:
    file = SnapshotFile(tmp_path / "x.yaml")
    missing = "there is no snapshot 'test_web / 1' in .*, and on CI none is written"
    with pytest.raises(SnapshotMismatchError, match=missing):
        snapshot(file, ci=True).match("a")
    file.save()
    assert list(tmp_path.iterdir()) == []
    snapshot(file, ci=True, update=True).match("a")
    file.save()
    assert read_snapshots(file.path) == {"test_web / 1": "a"}


def test_what_another_process_has_written_meanwhile_stays(tmp_path: Path) -> None:
    one, other = SnapshotFile(tmp_path / "x.yaml"), SnapshotFile(tmp_path / "x.yaml")
    one.put("a", "1")
    other.put("b", "2")
    assert one.kept == other.kept == {}
    one.save()
    other.save()
    assert read_snapshots(one.path) == {"a": "1", "b": "2"}


def test_a_file_without_snapshots_is_deleted(tmp_path: Path) -> None:
    file = SnapshotFile(tmp_path / "x.yaml")
    file.put("a", "1")
    file.save()
    SnapshotFile(file.path).save(remove=["a"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"- a\n", b"a: 1\n", b"a: {b: c}\n", b"a: [", b"\xff\xfe\x00"])
def test_a_file_that_is_none_of_ours_is_a_failure_that_names_it(tmp_path: Path, content: bytes) -> None:
    file = SnapshotFile(tmp_path / "x.yaml")
    file.path.write_bytes(content)
    with pytest.raises(SnapshotMismatchError, match=r"x\.yaml"):
        snapshot(file).match("a")


def test_differences_are_cut_and_line_ends_are_shown() -> None:
    assert difference("a\n", "a") == "they differ in the ends of lines: 'a\\n' and 'a'"
    lines = difference("\n".join(map(str, range(500))), "x").splitlines()
    assert (len(lines), lines[-1]) == (201, "… 304 more lines")


def test_differences_do_nothing_to_a_terminal(tmp_path: Path) -> None:
    file = SnapshotFile(tmp_path / "x.yaml")
    file.put("test_web / 1", "a")
    with pytest.raises(SnapshotMismatchError) as caught:
        snapshot(file).match("\x1b[2J")
    assert str(caught.value).splitlines()[-1] == "+\\x1b[2J"
