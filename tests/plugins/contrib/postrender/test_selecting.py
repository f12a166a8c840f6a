from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.errors import UsageError
from pilothouse.plugins.contrib.postrender.documents import Document
from pilothouse.plugins.contrib.postrender.selecting import ExactTarget, Target, parse_selector

WEB = Document(
    "a.yaml",
    "",
    {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {
            "name": "web-1",
            "namespace": "shop",
            "labels": {"app": "web", "tier": "front"},
            "annotations": {"helm.sh/hook": "pre-install,pre-upgrade"},
        },
    },
)


@pytest.mark.parametrize(
    ("target", "matches"),
    [
        ({}, True),
        ({"kind": "Deployment", "name": "web-1"}, True),
        ({"kind": "Deploy"}, False),
        ({"kind": "Deployment|StatefulSet"}, True),
        ({"name": "web-[0-9]+"}, True),
        ({"name": "web"}, False),
        ({"name": "eb-1"}, False),
        ({"group": "apps", "version": "v1"}, True),
        ({"group": "extensions"}, False),
        ({"namespace": "shop"}, True),
        ({"namespace": "default"}, False),
        ({"labelSelector": "app=web"}, True),
        ({"labelSelector": "app=web,tier!=front"}, False),
        ({"annotationSelector": "helm.sh/hook"}, True),
        ({"annotationSelector": "!helm.sh/hook"}, False),
        ({"kind": "Deployment", "labelSelector": "app=other"}, False),
    ],
)
def test_all_that_a_target_says_has_to_fit(target: dict[str, Any], matches: bool) -> None:
    assert Target(target).matches(WEB) is matches


@pytest.mark.parametrize(
    ("selector", "fits"),
    [
        ("a=1", True),
        ("a==1", True),
        ("a = 1 , b = 2", True),
        ("a=2", False),
        ("a!=2", True),
        ("missing!=2", True),
        ("a in (1, 2)", True),
        ("a in (3)", False),
        ("a notin (3)", True),
        ("missing notin (3)", True),
        ("a", True),
        ("missing", False),
        ("!missing", True),
        ("!a", False),
        ("a=1,!b", False),
        ("empty=", True),
    ],
)
def test_selectors_are_those_of_kubernetes(selector: str, fits: bool) -> None:
    held = {"a": "1", "b": "2", "empty": ""}
    assert all(requirement(held) for requirement in parse_selector(selector)) is fits


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ({"names": "x"}, "target has no field 'names'; there are group, version, kind, name, namespace, labelSelector, "
                         "annotationSelector"),
        ({"name": 7}, "name of target is no text"),
        ({"name": "("}, "name of target: error parsing regexp: missing closing ): `^(?:()$`"),
        ({"labelSelector": "a in 1"}, "selector 'a in 1' cannot be read from 'a in 1' on"),
        ({"labelSelector": "a=1,=2"}, "selector 'a=1,=2' cannot be read from '=2' on"),
    ],
)  # fmt: skip
def test_targets_that_cannot_be_read_are_errors(target: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        Target(target)
    assert caught.value.message == message


def test_a_patch_without_a_target_is_for_the_object_that_it_names() -> None:
    named = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web-1"}}
    assert ExactTarget(Document("", "", named)).matches(WEB)
    elsewhere = {**named, "metadata": {"name": "web-1", "namespace": "other"}}
    assert not ExactTarget(Document("", "", elsewhere)).matches(WEB)
    with pytest.raises(UsageError):
        ExactTarget(Document("", "", {"kind": "Deployment"}))
