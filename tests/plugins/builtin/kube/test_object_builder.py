"""Manifests become objects as cli-runtime builds them."""

from __future__ import annotations

import pytest
from pilothouse.core.errors import KubeConnectionError, KubeError, KubeStatusError, UnknownKindError
from pilothouse.core.model.kube_object import ApiResource, KubeObject
from pilothouse.plugins.builtin.kube.object_builder import build_objects

SERVED = {
    ("v1", "ConfigMap"): ApiResource("", "v1", "ConfigMap", "configmaps", True),
    ("v1", "ConfigMapList"): ApiResource("", "v1", "ConfigMapList", "configmaplists", True),
    ("v1", "List"): ApiResource("", "v1", "List", "lists", False),
    ("v1", "Namespace"): ApiResource("", "v1", "Namespace", "namespaces", False),
    ("apps/v1", "Deployment"): ApiResource("apps", "v1", "Deployment", "deployments", True),
}


def resolve(api_version: str, kind: str) -> ApiResource:
    found = SERVED.get((api_version, kind))
    if found is None:
        raise UnknownKindError(f'no matches for kind "{kind}" in version "{api_version}"')
    return found


def yaml(text: str) -> str:
    """What begins with a brace would be a stream of JSON values."""
    return "---\n" + text if text.startswith("{") and not text.startswith('{"') else text


def build(text: str, namespace: str = "default") -> list[KubeObject]:
    return build_objects(yaml(text), namespace, resolve)


def refusal(text: str) -> KubeError:
    with pytest.raises(KubeError) as caught:
        build(text)
    return caught.value


def seen(text: str) -> list[tuple[str, str, str]]:
    return [(it.kind, it.namespace, it.name) for it in build(text)]


def test_objects_come_in_the_order_of_the_documents_with_a_namespace() -> None:
    text = """
---
# Source: a.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: one}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: two
  namespace: elsewhere
"""
    first, second = build(text)
    assert (first.path, first.content) == (
        "/api/v1/namespaces/default/configmaps/one",
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one", "namespace": "default"}},
    )
    assert (second.path, second.content["metadata"]) == (
        "/apis/apps/v1/namespaces/elsewhere/deployments/two",
        {"name": "two", "namespace": "elsewhere"},
    )


def test_kinds_without_namespaces_lose_theirs() -> None:
    (found,) = build("{apiVersion: v1, kind: Namespace, metadata: {name: a, namespace: b}}")
    assert (found.path, found.content["metadata"]) == ("/api/v1/namespaces/a", {"name": "a"})


@pytest.mark.parametrize(
    ("metadata", "after", "namespace"),
    [
        ("", {"namespace": "default"}, "default"),
        ("metadata: {}", {"namespace": "default"}, "default"),
        ("metadata: {namespace: ''}", {"namespace": "default"}, "default"),
        ("metadata: {namespace: 5}", {"namespace": "default"}, "default"),
        ("metadata: null", None, "default"),
        ("metadata: [1]", [1], "default"),
        ("metadata: {name: 7}", {"name": 7, "namespace": "default"}, "default"),
    ],
)
def test_metadata_may_be_missing_or_odd(metadata: str, after: object, namespace: str) -> None:
    (found,) = build(f"apiVersion: v1\nkind: ConfigMap\n{metadata}\n")
    assert (found.name, found.namespace, found.content["metadata"]) == ("", namespace, after)


def test_without_a_namespace_none_is_set() -> None:
    (found,) = build("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}", "")
    assert (found.path, found.content["metadata"]) == ("/api/v1/configmaps/a", {"name": "a"})


def test_lists_are_taken_apart() -> None:
    text = """
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
- {apiVersion: apps/v1, kind: Deployment, metadata: {name: b, namespace: c}}
"""
    assert seen(text) == [("ConfigMap", "default", "a"), ("Deployment", "c", "b")]


def test_items_of_a_list_of_one_kind_need_not_say_what_they_are() -> None:
    (found,) = build("{apiVersion: v1, kind: ConfigMapList, items: [{metadata: {name: a}}]}")
    assert found.content == {
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "default"},
    }  # fmt: skip


def test_items_are_found_in_any_case_of_letters_and_may_be_null() -> None:
    assert seen("{apiVersion: v1, kind: List, Items: [{apiVersion: v1, kind: ConfigMap}]}") == [
        ("ConfigMap", "default", "")
    ]
    assert seen("{apiVersion: v1, kind: List, items: null}") == []


def test_a_list_without_items_is_an_object() -> None:
    assert [it.path for it in build("{apiVersion: v1, kind: List}")] == ["/api/v1/lists"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{apiVersion: v1, kind: Nope}", 'unable to recognize "": no matches for kind "Nope" in version "v1"'),
        ("{kind: Nope}", 'unable to recognize "": no matches for kind "Nope" in version ""'),
        ("{apiVersion: /v1, kind: Nope}", 'unable to recognize "": no matches for kind "Nope" in version "v1"'),
        (
            "{data: {b: <1>, a: 2.0}, apiVersion: v1}",
            "unable to decode \"\": Object 'Kind' is missing in "
            '\'{"apiVersion":"v1","data":{"a":2,"b":"\\u003c1\\u003e"}}\'',
        ),
        ('{"apiVersion": "v1"}', 'unable to decode "": Object \'Kind\' is missing in \'{"apiVersion": "v1"}\''),
        (
            "# a comment\n{kind: ConfigMap, apiVersion: a/b/c}",
            'unable to decode "": Object \'Kind\' is missing in \'{"apiVersion":"a/b/c","kind":"ConfigMap"}\'',
        ),
        ("# x\n{kind: [1]}", "unable to decode \"\": Object 'Kind' is missing in '{\"kind\":[1]}'"),
        (
            "- a",
            'unable to decode "": json: cannot unmarshal array into Go value of type unstructured.detector',
        ),
        (
            "text",
            'unable to decode "": json: cannot unmarshal string into Go value of type unstructured.detector',
        ),
        (
            "{apiVersion: v1, kind: List, items: {}}",
            'unable to decode "": json: cannot unmarshal object into Go struct field decodeList.Items of type '
            "[]json.RawMessage",
        ),
        (
            "{apiVersion: v1, kind: List, items: [text]}",
            'unable to decode "": json: cannot unmarshal string into Go value of type map[string]interface {}',
        ),
        (
            "{apiVersion: v1, kind: List, items: [{apiVersion: x/v1, kind: Nope}]}",
            'unable to recognize no matches for kind "Nope" in version "x/v1"',
        ),
        (
            "{apiVersion: v1, kind: List, items: [{metadata: {name: a}}]}",
            'unable to get type info from the object "*unstructured.Unstructured": '
            "Object 'Kind' is missing in 'object has no kind field '",
        ),
        (
            "{apiVersion: v1, kind: List, items: [{kind: ConfigMap}]}",
            'unable to get type info from the object "*unstructured.Unstructured": '
            "Object 'apiVersion' is missing in 'object has no apiVersion field'",
        ),
        (
            "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: List, items: []}]}",
            "*unstructured.Unstructured is not a list: no Items field in this object",
        ),
        ("a: [", "error parsing : error converting YAML to JSON: yaml: line 1: did not find expected node content"),
    ],
)
def test_what_cannot_be_built_is_told_in_go_s_words(text: str, message: str) -> None:
    assert refusal(text).message == message


def test_all_bad_documents_are_told_each_message_once() -> None:
    documents = (
        "# x\n{apiVersion: v1, kind: Nope}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: fine}}",
        "{apiVersion: v1, kind: Nope, metadata: {name: again}}",
        "{apiVersion: v1, kind: List, items: [{apiVersion: x/v1, kind: Odd}, {}]}",
        "b: [",
        "{apiVersion: v1, kind: Unseen}",
    )
    error = refusal("\n---\n".join(documents))
    assert error.message == (
        '[unable to recognize "": no matches for kind "Nope" in version "v1", '
        'unable to recognize no matches for kind "Odd" in version "x/v1", '
        'unable to get type info from the object "*unstructured.Unstructured": '
        "Object 'Kind' is missing in 'object has no kind field ', "
        "error parsing : error converting YAML to JSON: yaml: line 1: did not find expected node content]"
    )
    assert type(error) is KubeError


def test_unknown_kinds_alone_are_an_error_of_their_own() -> None:
    assert type(refusal("{apiVersion: v1, kind: Nope}\n---\n{apiVersion: v1, kind: Odd}")) is UnknownKindError


def test_objects_of_unknown_kinds_are_named_with_where_the_server_has_those_kinds() -> None:
    text = (
        "{apiVersion: extensions/v1beta1, kind: Deployment, metadata: {name: web}}\n---\n"
        "{apiVersion: x/v1, kind: Odd, metadata: {name: one}}\n---\n{kind: Odd}"
    )
    with pytest.raises(UnknownKindError) as caught:
        build_objects(yaml(text), "default", resolve, lambda _: {"Deployment": ["apps/v1"]})
    assert caught.value.details == (
        "Deployment/web is of extensions/v1beta1: the server has that kind in apps/v1",
        "Odd/one is of x/v1: the server has no kind of that name",
        "Odd/ is of no apiVersion: the server has no kind of that name",
    )
    assert caught.value.hint == "the CRD has to be there first: from a chart of its own, or a crd-install hook"


def test_no_more_objects_of_unknown_kinds_are_named_than_can_be_read() -> None:
    text = "\n---\n".join(f"{{apiVersion: x/v1, kind: Odd, metadata: {{name: n{number}}}}}" for number in range(10))
    with pytest.raises(UnknownKindError) as caught:
        build_objects(yaml(text), "default", resolve, lambda _: {"Odd": ["y/v1"]})
    assert caught.value.details[-2:] == ("Odd/n7 is of x/v1: the server has that kind in y/v1", "and 2 more")
    assert caught.value.hint == ""


def test_a_kind_is_asked_for_once() -> None:
    asked: list[str] = []

    def count(api_version: str, kind: str) -> ApiResource:
        asked.append(kind)
        return resolve(api_version, kind)

    text = "\n---\n".join(["{apiVersion: v1, kind: ConfigMap}", "{apiVersion: v1, kind: Nope}"] * 3)
    with pytest.raises(UnknownKindError):
        build_objects("---\n" + text, "default", count)
    assert asked == ["ConfigMap", "Nope"]


def test_a_refused_discovery_is_told_with_the_document() -> None:
    def refuse(api_version: str, kind: str) -> ApiResource:
        raise KubeStatusError("Unauthorized", code=401)

    with pytest.raises(KubeError) as caught:
        build_objects("---\n{apiVersion: v1, kind: ConfigMap}", "default", refuse)
    assert caught.value.message == 'unable to recognize "": Unauthorized'


def test_a_server_out_of_reach_is_not_blamed_on_a_document() -> None:
    def fail(api_version: str, kind: str) -> ApiResource:
        raise KubeConnectionError("connection refused")

    with pytest.raises(KubeConnectionError, match=r"^connection refused$"):
        build_objects("---\n{apiVersion: v1, kind: ConfigMap}", "default", fail)
