"""Plan files: what is written is what is read, and what is no plan is refused."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from foreign_hapi.facts import facts
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.errors import ReleaseError
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.manifest import ChartHook, Manifest
from pilothouse.core.model.plan import Plan, PlanGuard
from pilothouse.core.model.preview import ObjectPreview
from pilothouse.core.model.release import Release, ReleaseInfo
from pilothouse.plugins.builtin.plans import plan_format
from pilothouse.plugins.builtin.plans.open import open_plan
from pilothouse.plugins.builtin.plans.plan_format import decode_plan, encode_plan
from pilothouse.plugins.builtin.plans.save import save_plan

DAMAGED = "the file is damaged, or was changed after it was written"


def some_plan(**changes: Any) -> Plan:
    release = Release(
        "web",
        "default",
        3,
        Chart(Metadata("web", "1.0.0"), [File("templates/a.yaml", b"a: b")], "a: ü\n"),
        info=ReleaseInfo("PENDING_UPGRADE", notes="hello"),
        values_text="password: secret\n",
        manifest="\n---\n# Source: web/templates/a.yaml\nkind: ConfigMap\n",
        hooks=[ChartHook(Manifest("web/templates/h.yaml", "kind: Job"), ["pre-upgrade"])],
        extras={"apply-strategy": "three-way"},
    )
    plan = Plan(
        release,
        1,
        2,
        current_record="c" * 64,
        newest_record="n" * 64,
        server="https://127.0.0.1:6443",
        cluster="uid",
        created=1_600_000_000_000_000_000,
        guards=(PlanGuard("v1", "ConfigMap", "default", "web", "uid", "7", "f" * 64, 3),),
        objects=(
            ObjectPreview("change", "v1", "ConfigMap", "default", "web", {"data": {"a": "ü"}}, {"data": None}, "why"),
            ObjectPreview("create", "v1", "Secret", "default", "new", None, {"x": [1, 2.5, True, None]}),
        ),
        timeout=7,
        wait=True,
        atomic=True,
        description="as agreed",
        apply_strategy="three-way",
    )
    return plan.replace(**changes)


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = str(tmp_path / "plan")
    save_plan(some_plan(), path)
    assert facts(open_plan(path)) == facts(some_plan())


def test_the_same_plan_has_the_same_text() -> None:
    assert encode_plan(some_plan()) == encode_plan(some_plan())


@pytest.mark.parametrize("before", ["nothing", "file", "link"])
def test_a_plan_is_for_its_owner_alone_whatever_was_there(tmp_path: Path, before: str) -> None:
    path, other = tmp_path / "plan", tmp_path / "other"
    other.write_text("theirs")
    if before == "file":
        path.write_text("old")
        path.chmod(0o666)
    elif before == "link":
        path.symlink_to(other)
    save_plan(some_plan(), str(path))
    assert stat.S_IMODE(os.lstat(path).st_mode) == 0o600
    assert other.read_text() == "theirs"
    assert sorted(os.listdir(tmp_path)) == ["other", "plan"]


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(ReleaseError) as caught:
        call()
    return caught.value.message, caught.value.hint


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, reason in {
        tmp_path / "no" / "plan": "No such file or directory",
        tmp_path: "something else than a file is there",
        tmp_path / "pipe": "something else than a file is there",
    }.items():
        assert refusal(lambda path=path: save_plan(some_plan(), str(path)))[0] == (
            f"cannot write the plan to {path}: {reason}"
        )


def test_a_place_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, reason in {
        tmp_path / "no": "No such file or directory",
        tmp_path: "Is a directory",
        tmp_path / "pipe": "it is no file",
    }.items():
        message, _ = refusal(lambda path=path: open_plan(str(path)))
        assert message == f"cannot read the plan {path}: {reason}"
    assert refusal(lambda: open_plan("a\0b"))[0].startswith("cannot read the plan 'a\\x00b': ")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan"
    with path.open("wb") as stream:
        stream.truncate(1001)
    monkeypatch.setattr("pilothouse.plugins.builtin.plans.open.MAX_SIZE", 1000)
    assert refusal(lambda: open_plan(str(path)))[0] == f"cannot read the plan {path}: it has more than 1000 bytes"
    monkeypatch.setattr(plan_format, "MAX_SIZE", 1000)
    assert refusal(lambda: encode_plan(some_plan()))[0].endswith("bytes, at most 1000 are read again")


def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(encode_plan(some_plan()))
    return found


def with_digest(found: dict[str, Any]) -> bytes:
    found["digest"] = plan_format._digest(found["plan"])
    return json.dumps(found).encode()


FOREIGN: dict[bytes, tuple[str, str]] = {
    b"\xff\xfe": ("it is no text", "a plan is what `pilothouse upgrade --plan FILE` has written"),
    b"": ("it is no whole JSON: Expecting value: line 1 column 1 (char 0)", DAMAGED),
    b"[" * 100_000: ("it is nested too deeply", DAMAGED),
    b"NaN": ("it is no whole JSON: NaN is no number of JSON", DAMAGED),
    b"{}": ("it is no plan", "a plan is what `pilothouse upgrade --plan FILE` has written"),
    b"[]": ("it is no plan", "a plan is what `pilothouse upgrade --plan FILE` has written"),
    b'{"format": "pilothouse-plan"}': ("its version is no number", DAMAGED),
    b'{"format": "pilothouse-plan", "version": true}': ("its version is no number", DAMAGED),
    b'{"format": "pilothouse-plan", "version": 2}': (
        "it is of version 2, and this Pilothouse reads versions up to 1",
        "a newer Pilothouse wrote it: `pip install --upgrade pilothouse`, or make the plan anew",
    ),
    b'{"format": "pilothouse-plan", "version": 1}': ("its parts are not those of a plan", DAMAGED),
}


@pytest.mark.parametrize("data", FOREIGN)
def test_what_is_no_plan_is_refused(data: bytes) -> None:
    reason, hint = FOREIGN[data]
    assert refusal(lambda: decode_plan(data)) == (f"cannot read the plan: {reason}", hint)


def test_a_long_number_is_refused() -> None:
    message, _ = refusal(lambda: decode_plan(b"9" * 10_000))
    assert message.startswith("cannot read the plan: it is no whole JSON: Exceeds the limit")


def test_a_changed_plan_is_refused() -> None:
    found = document()
    found["plan"]["force"] = True
    assert refusal(lambda: decode_plan(json.dumps(found).encode())) == (
        "cannot read the plan: its digest is not that of its content",
        DAMAGED,
    )


def _set(*place: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(plan: dict[str, Any]) -> None:
        holder: Any = plan
        for name in place[:-1]:
            holder = holder[name]
        holder[place[-1]] = value

    return change


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "a field too few": (lambda plan: plan.pop("server"), "the plan lacks 'server'"),
    "a field too many": (_set("x\x1b", value=1), "the plan has the unknown field 'x\\x1b'"),
    "a text for a number": (_set("timeout", value="7"), "timeout of the plan is not what it should be"),
    "a switch for a number": (_set("timeout", value=True), "timeout of the plan is not what it should be"),
    "a number of 70 bits": (_set("timeout", value=1 << 70), "timeout of the plan is not what it should be"),
    "a number for a switch": (_set("force", value=1), "force of the plan is not what it should be"),
    "guards that are none": (_set("guards", value={}), "guards of the plan is not what it should be"),
    "a guard that is none": (_set("guards", 0, value=1), "guard 1 is no object"),
    "a guard with a bad name": (_set("guards", 0, "name", value="a\nb"), "name of guard 1 is not what it should be"),
    "an object that is none": (_set("objects", 1, value=None), "object 2 is no object"),
    "a state that is none": (_set("objects", 1, "live", value=[]), "live of object 2 is not what it should be"),
    "an unknown action": (_set("objects", 0, "action", value="eat"), "nobody knows what 'eat' an object is"),
    "a server with colours": (_set("server", value="\x1b[31m"), "server of the plan is not what it should be"),
    "no revision": (_set("planned", value=""), "its revision cannot be decoded: no release in it"),
    "revisions out of order": (_set("newest", value=3), "its revisions do not follow one another"),
    "a negative revision": (_set("current", value=-1), "its revisions do not follow one another"),
    "no fingerprint": (_set("newest_record", value=""), "it does not say which revisions it was made from"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_field_is_looked_at(change: str) -> None:
    found = document()
    act, reason = CHANGES[change]
    act(found["plan"])
    assert refusal(lambda: decode_plan(with_digest(found))) == (f"cannot read the plan: {reason}", plan_format.AGAIN)


def test_a_release_with_a_name_that_moves_the_cursor_is_refused() -> None:
    plan = some_plan()
    plan.planned.name = "web\x1b[2J"
    assert refusal(lambda: decode_plan(encode_plan(plan)))[0] == "cannot read the plan: 'web\\x1b[2J' is no name"


def test_an_object_that_json_cannot_hold_is_not_saved() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    for live, reason in ((deep, "an object is nested too deeply"), ({"a": float("nan")}, "Out of range float values")):
        objects = (ObjectPreview("create", "v1", "X", "", "x", live),)
        message, _ = refusal(lambda objects=objects: encode_plan(some_plan(objects=objects)))
        assert message.startswith(f"cannot save the plan: {reason}")


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_file_that_was_cut_or_changed_anywhere_is_refused(data: st.DataObject) -> None:
    whole = encode_plan(some_plan())
    place = data.draw(st.integers(0, len(whole) - 2))
    if data.draw(st.booleans()):
        changed = whole[:place]
    else:
        byte = data.draw(st.integers(0, 255))
        changed = whole[:place] + bytes((byte,)) + whole[place + 1 :]
    try:
        read = decode_plan(changed)
    except ReleaseError:
        return
    assert facts(read) == facts(some_plan())


def test_a_dash_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReleaseError, match="a plan is written to a file"):
        save_plan(some_plan(), "-")
    save_plan(some_plan(), "./-")
    assert os.listdir() == ["-"]
