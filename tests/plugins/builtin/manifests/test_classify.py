from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.errors import ManifestError
from pilothouse.core.model.manifest import ChartHook, Manifest
from pilothouse.plugins.builtin.manifests.classify import classify


def seen(manifest: Manifest) -> tuple[str, str, str]:
    return manifest.source, manifest.kind, manifest.name


def hook(text: str) -> ChartHook:
    (only,) = classify({"f": text}, "install").hooks
    return only


def annotated(**annotations: Any) -> str:
    names = {"hook": "helm.sh/hook", "weight": "helm.sh/hook-weight", "policy": "helm.sh/hook-delete-policy",
             "timeout": "helm.sh/hook-delete-timeout"}  # fmt: skip
    lines = "".join(f"    {names[name]}: {value}\n" for name, value in annotations.items())
    return f"kind: Job\nmetadata:\n  name: j\n  annotations:\n{lines}"


def test_files_are_taken_apart_and_ordered() -> None:
    classified = classify(
        {
            "c/z.yaml": "kind: Pod\nmetadata: {name: p1}\n---\nkind: Secret\napiVersion: v1\nmetadata: {name: s}\n",
            "c/hooks.yaml": annotated(hook="post-install") + "---\n" + annotated(hook="pre-install"),
            "c/a.yaml": "kind: Pod\nmetadata: {name: p0, annotations: {x: 1}}\n---\n# nothing\n",
            "c/_partial.yaml": "a: [",
            "c/blank.yaml": " \n",
        },
        "install",
    )
    assert [seen(manifest) for manifest in classified.manifests] == [
        ("c/z.yaml", "Secret", "s"),
        ("c/a.yaml", "Pod", "p0"),
        ("c/z.yaml", "Pod", "p1"),
        ("c/a.yaml", "", ""),
    ]
    assert [(seen(one.manifest), one.events) for one in classified.hooks] == [
        (("c/hooks.yaml", "Job", "j"), ["post-install"]),
        (("c/hooks.yaml", "Job", "j"), ["pre-install"]),
    ]
    assert classified.notices == ['info: manifest "c/blank.yaml" is empty. Skipping.']
    secret = classified.manifests[0]
    assert (secret.api_version, secret.content) == ("v1", "kind: Secret\napiVersion: v1\nmetadata: {name: s}")
    assert classified.manifests[1].annotations == {"x": "1"}


@pytest.mark.parametrize(
    ("weight", "value"), [("5", 5), ('"-3"', -3), ("x", 0), ("1.5", 0), ("' 1'", 0), ("2147483648", -(2**31))]
)
def test_the_weight_is_a_32_bit_number_or_nothing(weight: str, value: int) -> None:
    assert hook(annotated(hook="pre-install", weight=weight)).weight == value


def test_words_are_trimmed_and_written_small() -> None:
    one = hook(annotated(hook='" Pre-Install ,CRD-install"', policy="Hook-Failed, before-hook-creation"))
    assert (one.events, one.delete_policies) == (
        ["pre-install", "crd-install"],
        ["hook-failed", "before-hook-creation"],
    )


@pytest.mark.parametrize(
    ("annotations", "timeout", "notices"),
    [
        ({}, 0, []),
        ({"timeout": "'5'"}, 0, []),
        ({"policy": "hook-failed"}, 60, []),
        ({"policy": "hook-failed", "timeout": "'5,7'"}, 7, []),
        (
            {"policy": "hook-failed", "timeout": "5s"},
            0,
            ['info: ignoring invalid hook delete timeout value: "5s"'],
        ),
        ({"policy": "hook-failed", "timeout": "-1"}, -1, ['info: ignoring invalid hook delete timeout value: "-1"']),
        ({"policy": "never", "timeout": "1"}, 0, ['info: skipping unknown hook delete policy: "never"']),
    ],
)
def test_the_delete_timeout_needs_a_policy(annotations: dict[str, Any], timeout: int, notices: list[str]) -> None:
    classified = classify({"f": annotated(hook="pre-install", **annotations)}, "install")
    assert (classified.hooks[0].delete_timeout, classified.notices) == (timeout, notices)


def test_a_document_with_an_unknown_event_is_dropped() -> None:
    classified = classify({"f": annotated(hook="pre-install,sometime")}, "install")
    assert (classified.hooks, classified.manifests) == ([], [])
    assert classified.notices == ['info: skipping unknown hook: "pre-install,sometime"']


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: b: c", "error converting YAML to JSON: yaml: mapping values are not allowed in this context"),
        (
            "text",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type "
            "releaseutil.SimpleHead",
        ),
        (
            "metadata: {annotations: {a: {b: c}}}",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field "
            ".metadata.annotations of type string",
        ),
    ],
)
def test_text_that_is_no_manifest_names_its_file(text: str, problem: str) -> None:
    with pytest.raises(ManifestError) as caught:
        classify({"c/templates/x.yaml": text}, "install")
    assert str(caught.value) == f"YAML parse error on c/templates/x.yaml: {problem}"


def test_text_that_is_no_yaml_says_where_reading_stopped_and_how_to_see_it() -> None:
    text = "kind: Secret\nstringData:\n  a: b: hidden\n"
    with pytest.raises(ManifestError) as caught:
        classify({"c/charts/d/templates/x.yaml": text}, "install")
    assert caught.value.details == (
        "reading stopped at line 3, column 7, of a document that this template renders",
        "`pilothouse template CHART -x charts/d/templates/x.yaml` shows it",
    )
    assert caught.value.hint == "a text in which a colon is followed by a space has to be quoted"
