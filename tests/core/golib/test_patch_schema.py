from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.golib.merge_keys import PACKAGES, TYPES
from pilothouse.core.golib.patch_schema import (
    PatchError,
    Schema,
    objects_of,
    schema_for,
    schema_from_document,
    types_of,
)


@pytest.mark.parametrize(
    ("api_version", "kind", "known"),
    [
        ("apps/v1", "Deployment", True),
        ("extensions/v1beta1", "Deployment", True),
        ("v1", "ConfigMap", True),
        ("networking.k8s.io/v1beta1", "Ingress", True),
        ("rbac.authorization.k8s.io/v1", "Role", True),
        ("networking.k8s.io/v1", "Ingress", False),
        ("batch/v1", "CronJob", False),
        ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", False),
        ("apiregistration.k8s.io/v1", "APIService", False),
        ("example.com/v1", "Deployment", False),
        ("v1", "PodSpec", False),
        ("v1", "ConfigMapList", False),
        ("", "", False),
    ],
)
def test_only_kinds_of_the_client_scheme_have_a_schema(api_version: str, kind: str, known: bool) -> None:
    assert (schema_for(api_version, kind) is not None) is known


def follow(api_version: str, kind: str, *path: str) -> Schema:
    schema = schema_for(api_version, kind)
    assert schema is not None
    for key in path:
        field = schema.map_field(key)
        schema = field.schema.inner if field.schema.go_kind == "slice" else field.schema
    return schema


@pytest.mark.parametrize(
    ("path", "key", "rules"),
    [
        (("apps/v1", "Deployment", "spec"), "strategy", (False, "", True)),
        (("apps/v1", "Deployment", "spec", "template", "spec"), "containers", (True, "name", False)),
        (("apps/v1", "Deployment", "spec", "template", "spec"), "volumes", (True, "name", True)),
        (("apps/v1", "Deployment", "spec", "template", "spec"), "tolerations", (False, "", False)),
        (("v1", "Pod", "spec", "containers"), "ports", (True, "containerPort", False)),
        (("v1", "Pod", "spec", "containers"), "volumeMounts", (True, "mountPath", False)),
        (("v1", "Service", "spec"), "ports", (True, "port", False)),
        (("v1", "ServiceAccount",), "secrets", (True, "name", False)),
        (("v1", "ServiceAccount",), "imagePullSecrets", (False, "", False)),
        (("v1", "Pod", "metadata"), "finalizers", (True, "", False)),
        (("v1", "Pod", "metadata"), "ownerReferences", (True, "uid", False)),
        (("extensions/v1beta1", "Ingress", "spec"), "rules", (False, "", False)),
    ],
)  # fmt: skip
def test_fields_are_merged_as_their_tags_say(path: tuple[str, ...], key: str, rules: tuple[bool, str, bool]) -> None:
    field = follow(*path).map_field(key)
    assert (field.merges, field.merge_key, field.retains_keys) == rules


def test_unknown_fields_and_fields_of_simple_values_are_refused() -> None:
    pod_spec = follow("v1", "Pod", "spec")
    with pytest.raises(PatchError, match='unable to find api field in struct PodSpec for the json field "none"'):
        pod_spec.map_field("none")
    labels = follow("v1", "Pod", "metadata", "labels")
    with pytest.raises(PatchError, match="data type is not struct, instead is: map"):
        labels.map_field("a")
    with pytest.raises(PatchError, match="data type is not struct, instead is: int32"):
        follow("apps/v1", "Deployment", "spec", "replicas").map_field("a")
    with pytest.raises(PatchError, match="expected slice or array type, but got: struct"):
        pod_spec.list_field("affinity")


def test_every_shape_of_the_table_is_known() -> None:
    own_rules = {"meta.v1.Time", "meta.v1.MicroTime", "api.resource.Quantity", "util.intstr.IntOrString"}
    open_shapes = {"runtime.RawExtension", "meta.v1.FieldsV1"}
    used = {
        word.partition("=")[2].rstrip("!").partition("~")[0].removeprefix("[]").removeprefix("{}").removeprefix("[]")
        for words in TYPES.values()
        for word in words.split()
    }
    assert used <= {*TYPES, *own_rules, *open_shapes, *"sbilfy"}
    assert set(PACKAGES.values()) <= {name.rpartition(".")[0] for name in TYPES}


DOCUMENT: dict[str, Any] = {
    "definitions": {
        "io.k8s.api.new.v1.Thing": {
            "x-kubernetes-group-version-kind": [{"group": "new.k8s.io", "version": "v1", "kind": "Thing"}],
            "properties": {
                "kind": {"type": "string"},
                "metadata": {"$ref": "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},
                "parts": {
                    "type": "array",
                    "items": {"$ref": "#/definitions/io.k8s.api.new.v1.Part"},
                    "x-kubernetes-patch-merge-key": "name",
                    "x-kubernetes-patch-strategy": "merge,retainKeys",
                },
                "limits": {
                    "type": "object",
                    "additionalProperties": {"$ref": "#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity"},
                },
                "open": {"type": "object"},
            },
        },
        "io.k8s.api.new.v1.Part": {
            "properties": {
                "size": {"type": "integer", "format": "int32"},
                "inner": {"$ref": "#/definitions/io.k8s.api.new.v1.Part"},
            }
        },
        "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": {"properties": {"name": {"type": "string"}}},
        "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": "string"},
        "com.example.v1.Custom": {
            "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Custom"}],
            "properties": {"metadata": {"$ref": "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}},
        },
    }
}  # fmt: skip


def test_a_servers_document_tells_of_its_built_in_kinds() -> None:
    definitions = DOCUMENT["definitions"]
    assert objects_of(definitions) == {"new.k8s.io/v1": ["io.k8s.api.new.v1.Thing"]}
    assert types_of(definitions, ["io.k8s.api.new.v1.Thing"]) == {
        "meta.v1.ObjectMeta": "name=s",
        "new.v1.Part": "inner=new.v1.Part size=i",
        "new.v1.Thing": (
            "kind=s limits={}api.resource.Quantity metadata=meta.v1.ObjectMeta open=any parts=[]new.v1.Part~name!"
        ),
    }
    schema = schema_from_document(DOCUMENT, "new.k8s.io/v1", "Thing")
    assert schema is not None
    field = schema.list_field("parts")
    rules = field.merges, field.merge_key, field.retains_keys
    assert (field.schema.shape, rules) == ("new.v1.Part", (True, "name", True))
    assert schema_from_document(DOCUMENT, "example.com/v1", "Custom") is None
    assert schema_from_document({}, "new.k8s.io/v1", "Thing") is None
