from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pilothouse.core.errors import DamagedRecordError
from pilothouse.core.hapi import record
from pilothouse.plugins.contrib.migration import helm3_record
from pilothouse.plugins.contrib.migration.helm2_remainder import restored
from pilothouse.plugins.contrib.migration.helm3_release import read_release
from pilothouse.plugins.contrib.migration.import_notes import import_notes
from stand_ins.migration import Document, World, native, sealed


def body(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data)).decode()


BROKEN = {
    "": "it is no JSON",
    "!!!": "it is no JSON",
    "eA": "it is no base64",
    body(b"{"): "it is no JSON",
    body(b"[]"): "it is no JSON object",
    body(b"null"): "it is no JSON object",
    body(b'{"a": NaN}'): "it is no JSON",
    body(b'{"a": 1e999}'): "it is no JSON",
    body(b'{"a": ' + b"9" * 5000 + b"}"): "it is no JSON",
    body(b"[" * 100_000): "it nests deeper than 200 levels",
    body(b'{"a":' * 300 + b"1" + b"}" * 300): "it nests deeper than 200 levels",
    body(b'{"a":[' + b"[]," * 1_000_000 + b"1]}"): "it has more than 1000000 lists and objects",
    base64.b64encode(gzip.compress(b"{}")[:-9]).decode(): "it is cut off",
    base64.b64encode(b"\x1f\x8b\x08" + b"\xff" * 40).decode(): "it is damaged gzip",
    body(b" " * (helm3_record.MAX_DOCUMENT + 1)): f"it has more than {helm3_record.MAX_DOCUMENT} bytes when unpacked",
}


@pytest.mark.parametrize(("text", "reason"), BROKEN.items(), ids=range(len(BROKEN)))
def test_what_is_no_record_is_a_declared_error(text: str, reason: str) -> None:
    with pytest.raises(DamagedRecordError) as caught:
        helm3_record.unpack(text, "web.v1")
    assert caught.value.message == f"the Helm 3 record web.v1 cannot be read: {reason}"
    assert caught.value.key == "web.v1"


def test_brackets_in_texts_are_no_nesting() -> None:
    document = {"a": "[" * 5000 + '\\"{' * 500}
    assert helm3_record.unpack(body(json.dumps(document).encode()), "web.v1") == document


def changed(path: str, value: Any) -> Document:
    document = native()
    inner: Any = document
    *parents, last = path.split(".")
    for name in parents:
        inner = inner.setdefault(name, {})
    inner[last] = value
    return document


WRONG: list[tuple[str, Any, str]] = [
    ("name", 5, "name is not a text"),
    ("name", "../web", "it has no name of a release, or no revision"),
    ("name", "web\x1b[31m", "it has no name of a release, or no revision"),
    ("version", 0, "it has no name of a release, or no revision"),
    ("version", "1", "version is not a whole number"),
    ("version", True, "version is not a whole number"),
    ("version", 2**31, "version is not a whole number"),
    ("info", [], "info is not an object"),
    ("info.status", "great", "info.status is no status of Helm 3"),
    ("info.status", {}, "info.status is not a text"),
    ("info.last_deployed", "yesterday", "info.last_deployed is not a time"),
    ("chart.metadata.maintainers", [[]], "chart.metadata.maintainers[0] is not an object"),
    ("chart.metadata.keywords", [1], "chart.metadata.keywords is not a list of texts"),
    ("chart.metadata.annotations", {"a": 1}, "chart.metadata.annotations is not an object with texts"),
    ("chart.metadata.deprecated", "yes", "chart.metadata.deprecated is not true or false"),
    ("chart.templates", [{"name": "a", "data": "é"}], "chart.templates[0].data is not base64"),
    ("chart.templates", [{"name": "../a", "data": ""}], "chart.templates has a file whose name leads out of the chart"),
    ("chart.files", [{"name": "/etc/passwd"}], "chart.files has a file whose name leads out of the chart"),
    ("chart.files", [None] * 100_001, "chart.files has more than 100000 items"),
    ("chart.values", "a: 1", "chart.values is not an object"),
    ("config", [1], "config is not an object"),
    ("manifest", {"a": 1}, "manifest is not a text"),
    ("hooks", {"a": 1}, "hooks is not a list"),
    ("hooks", [{"events": ["party"]}], "hooks[0].events has one that Helm v2 does not know"),
    ("hooks", [{"delete_policies": ["x"]}], "hooks[0].delete_policies has one that Helm v2 does not know"),
    ("hooks", [{"weight": 1.5}], "hooks[0].weight is not a whole number"),
]


@pytest.mark.parametrize(("path", "value", "reason"), WRONG, ids=[f"{path}-{reason}" for path, _, reason in WRONG])
def test_fields_of_the_wrong_type_are_named(path: str, value: Any, reason: str) -> None:
    with pytest.raises(DamagedRecordError) as caught:
        read_release(changed(path, value))
    assert caught.value.message == reason


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PATHS = st.sampled_from(
    [path for path, _, _ in WRONG]
    + ["pilothouse", "pilothouse.sum", "pilothouse.remainder", "namespace", "chart", "chart.lock", "chart.schema"]
    + ["chart.metadata", "chart.metadata.dependencies", "chart.metadata.name", "info.notes"]
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PATHS, ANYTHING)
def test_any_value_anywhere_is_a_release_or_a_declared_error(path: str, value: Any) -> None:
    try:
        document = changed(path, value)
        restored(document, read_release(document))
    except DamagedRecordError:
        return


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_document_or_a_declared_error(data: bytes) -> None:
    for text in (data.decode("latin-1"), base64.b64encode(data).decode(), body(data)):
        try:
            assert isinstance(helm3_record.unpack(text, "web.v1"), dict)
        except DamagedRecordError:
            continue


def stderr(world: World) -> str:
    outcome = world.run("import", "--from", "helm3", "web")
    assert outcome.code == 1
    assert world.ok("list", "--all") == ""
    return outcome.stderr.splitlines()[0]


def test_a_record_of_another_release_or_namespace_is_refused(world: World) -> None:
    world.put_helm3(native(name="api"))
    assert stderr(world) == "Error: the Helm 3 record web.v1 cannot be imported: it is the record of api.v1"


def test_a_record_that_claims_another_namespace_is_refused(world: World) -> None:
    world.put_helm3(native(namespace="kube-system"))
    assert stderr(world) == "Error: the Helm 3 record web.v1 cannot be imported: it is of another namespace"


def test_objects_that_only_look_like_records_are_passed_over_or_refused(world: World) -> None:
    for name in ("sh.helm.release.v1.web", "sh.helm.release.v1.web.v0", "sh.helm.release.v1.web.vx", "other"):
        world.put_secret(name, "web", sealed(b"{}"))
    assert stderr(world) == 'Error: release: "web" not found'
    world.put_secret("sh.helm.release.v1.web.v1", "web", base64.b64encode(b"\xff\xfe").decode())
    assert stderr(world).startswith("Error: the Helm 3 record web.v1 cannot be read: ")


def test_a_remainder_that_somebody_made_up_counts_for_nothing_or_is_refused(world: World) -> None:
    world.ok("install", world.chart(), "--name", "web")
    world.ok("export", "--to", "helm3", "web")
    (document,) = world.helm3_documents().values()
    world.ok("delete", "--purge", "web")
    plain = read_release(document)
    assert restored({**document, "manifest": "other"}, plain) is None
    for remainder in ("", "!", sealed(b"x")):
        with pytest.raises(DamagedRecordError):
            restored({**document, "pilothouse": {**document["pilothouse"], "remainder": remainder}}, plain)


def test_a_remainder_leads_into_no_other_namespace(world: World) -> None:
    """Whoever may write Secrets in one namespace can make up the remainder and its sum."""
    world.ok("install", world.chart(), "--name", "web")
    world.ok("export", "--to", "helm3", "web")
    (document,) = world.helm3_documents().values()
    release = world.stored("web.v1")
    release.namespace = "kube-system"
    forged = {**document["pilothouse"], "remainder": record.pack(release)}
    with pytest.raises(DamagedRecordError, match="its remainder is of another revision"):
        restored({**document, "pilothouse": forged}, read_release(document))


def test_templates_that_open_actions_without_end_are_looked_through_once() -> None:
    template = {"name": "templates/a.yaml", "data": base64.b64encode(b"{{" * 500_000 + b" lookup").decode()}
    document = changed("chart.templates", [template])
    assert list(import_notes(document, read_release(document), whole=False)) == [
        "templates use lookup, which Helm v2 has not"
    ]


def test_texts_of_records_are_printed_without_control_characters(world: World) -> None:
    world.put_helm3(native(hooks=[{"events": ["\x1b]0;x\x07"]}]))
    assert "\x1b" not in world.run("import", "--from", "helm3", "web").stderr
