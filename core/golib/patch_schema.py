"""k8s.io/apimachinery/pkg/util/strategicpatch: which fields an API type has and how patches merge them.

Types are words of text, as `merge_keys` explains; they come from that table or from a server's OpenAPI document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .strconv import quote
from .types import GoError

_PREFIX = re.compile(r"io\.k8s\.(api\.|apimachinery\.pkg\.(apis\.)?)")
_LETTERS = {
    ("string", None): "s",
    ("boolean", None): "b",
    ("integer", "int32"): "i",
    ("integer", "int64"): "l",
    ("number", "double"): "f",
    ("string", "byte"): "y",
}
_SIMPLE_KINDS = {"s": "string", "b": "bool", "i": "int32", "l": "int64", "f": "float64", "y": "slice"}


class PatchError(GoError):
    """A patch that cannot be made or applied; the text is word for word Go's."""


class Field:
    """What a field holds (`schema` is of its value, or of the elements of a list) and how it is merged.

    `merges` says whether a list is merged rather than replaced, by `merge_key` or, where that is empty, as a set of
    simple values; `retains_keys` whether a patch has to name all keys that stay.
    """

    __slots__ = ("merge_key", "merges", "retains_keys", "schema")

    def __init__(self, schema: Schema, merges: bool, merge_key: str, retains_keys: bool) -> None:
        self.schema = schema
        self.merges = merges
        self.merge_key = merge_key
        self.retains_keys = retains_keys


class Schema:
    """An API type, or a list, map or simple value inside one. `shape` is its word in the table of `types`."""

    __slots__ = ("_fields", "_types", "shape")

    def __init__(self, types: Mapping[str, str], shape: str) -> None:
        self._types = types
        self._fields: dict[str, str] | None = None
        self.shape = shape

    @property
    def go_kind(self) -> str:
        """Go's kind of the type: ``struct``, ``map``, ``slice``, ``string`` and so on."""
        if self.shape.startswith("[]"):
            return "slice"
        if self.shape.startswith("{}"):
            return "map"
        return _SIMPLE_KINDS.get(self.shape, "struct")

    @property
    def name(self) -> str:
        """The name of a struct, without its package."""
        return self.shape.rpartition(".")[2]

    @property
    def inner(self) -> Schema:
        """What a list or map holds."""
        return Schema(self._types, self.shape[2:])

    def fields(self) -> Mapping[str, str]:
        """The words of a struct's fields by name; none for types that marshal themselves."""
        if self._fields is None:
            words = self._types.get(self.shape, "").split()
            self._fields = {name: word for name, _, word in (entry.partition("=") for entry in words)}
        return self._fields

    def held_under(self, name: str) -> Schema:
        """What a struct's field holds; KeyError when there is none of that name."""
        return Schema(self._types, self.fields()[name].rstrip("!").partition("~")[0])

    def map_field(self, key: str) -> Field:
        """The field in which an object stands under `key`.

        Raises PatchError when the type has no such field or is no struct. Rule: LookupPatchMetadataForStruct
        """
        if self.go_kind != "struct":
            raise PatchError(f"merging an object in json but data type is not struct, instead is: {self.go_kind}")
        fields = self.fields()
        word = fields.get(key)
        if word is None:
            folded = key.lower()
            word = next((fields[name] for name in fields if name.lower() == folded), None)
        if word is None:
            raise PatchError(f"unable to find api field in struct {self.name} for the json field {quote(key)}")
        retains_keys = word.endswith("!")
        shape, merges, merge_key = word.rstrip("!").partition("~")
        return Field(Schema(self._types, shape), bool(merges), merge_key, retains_keys)

    def list_field(self, key: str) -> Field:
        """The field in which a list stands under `key`, with the schema of its elements. Raises as `map_field`."""
        field = self.map_field(key)
        if field.schema.go_kind != "slice" or field.schema.shape.startswith("[][]"):
            raise PatchError(f"expected slice or array type, but got: {self.go_kind}")
        return Field(field.schema.inner, field.merges, field.merge_key, field.retains_keys)


def schema_for(api_version: str, kind: str) -> Schema | None:
    """The schema of a kind that the client scheme of Kubernetes 1.16 knows; None for any other."""
    from .merge_keys import PACKAGES, TYPES

    return _schema_of_kind(PACKAGES, TYPES, api_version, kind)


def schema_from_document(document: Mapping[str, Any], api_version: str, kind: str) -> Schema | None:
    """The schema of a built-in kind out of a server's OpenAPI v2 document; None when it has no such kind."""
    definitions = document.get("definitions", {})
    objects = objects_of(definitions)
    for name in objects.get(api_version, ()):
        if name.rpartition(".")[2] == kind:
            return Schema(types_of(definitions, [name]), short_name(name))
    return None


def _schema_of_kind(
    packages: Mapping[str, str], types: Mapping[str, str], api_version: str, kind: str
) -> Schema | None:
    name = f"{packages.get(api_version)}.{kind}"
    schema = Schema(types, name)
    return schema if schema.fields().get("metadata") == "meta.v1.ObjectMeta" and "kind" in schema.fields() else None


def short_name(reference: str) -> str:
    """``core.v1.Pod`` for ``#/definitions/io.k8s.api.core.v1.Pod``."""
    return _PREFIX.sub("", reference.rpartition("/")[2], count=1)


def objects_of(definitions: Mapping[str, Any]) -> dict[str, list[str]]:
    """The definitions of the built-in objects in an OpenAPI document by API version."""
    objects: dict[str, list[str]] = {}
    for name, schema in definitions.items():
        entries = schema.get("x-kubernetes-group-version-kind", ())
        metadata = schema.get("properties", {}).get("metadata", {}).get("$ref", "")
        if name.startswith("io.k8s.api.") and len(entries) == 1 and metadata.endswith(".ObjectMeta"):
            version = "/".join(filter(None, (entries[0]["group"], entries[0]["version"])))
            objects.setdefault(version, []).append(name)
    return objects


def types_of(definitions: Mapping[str, Any], roots: Iterable[str]) -> dict[str, str]:
    """The words of all types that objects of the definitions `roots` hold, themselves included, sorted by name."""
    types: dict[str, str] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        properties = definitions.get(name, {}).get("properties")
        if properties is None or short_name(name) in types:
            continue
        words = [_word(field, schema, waiting) for field, schema in sorted(properties.items())]
        types[short_name(name)] = " ".join(words)
    return dict(sorted(types.items()))


def _word(name: str, schema: Mapping[str, Any], waiting: list[str]) -> str:
    """A field as a word of the table; types it names are put on the list of those to be read."""
    strategies = schema.get("x-kubernetes-patch-strategy", "").split(",")
    word = f"{name}={_shape(schema, waiting)}"
    if "merge" in strategies and schema.get("type") == "array":
        word += "~" + schema.get("x-kubernetes-patch-merge-key", "")
    return word + ("!" if "retainKeys" in strategies else "")


def _shape(schema: Mapping[str, Any], waiting: list[str]) -> str:
    """What a field may hold. Where a document leaves it open, it is a struct without fields."""
    if "$ref" in schema:
        reference: str = schema["$ref"]
        waiting.append(reference.rpartition("/")[2])
        return short_name(reference)
    if schema.get("type") == "array":
        return "[]" + _shape(schema["items"], waiting)
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return "{}" + _shape(schema["additionalProperties"], waiting)
    return _LETTERS.get((schema.get("type"), schema.get("format")), "any")  # type: ignore[arg-type]
