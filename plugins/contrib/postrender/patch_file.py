"""Reading a file of patches: a list of them, or a mapping with ``patches`` and more, as Kustomize has them."""

from __future__ import annotations

import os
from typing import Any

from ....core.errors import UsageError
from ....core.golib import yaml
from ....core.manifest_documents import split_documents
from .documents import Document
from .json_patch import JsonPatchError, Operation
from .selecting import ExactTarget, Target

MAX_SIZE = 8 * 1024 * 1024
"""Bytes that a file of patches, or one that it names, may have."""

_ALLOW_MISSING = "allowMissingTarget"
_KEYS = ("patches", "images", "commonLabels", "commonAnnotations", "apiVersion", "kind")
_PATCH_KEYS = ("target", "patch", "path", _ALLOW_MISSING)
_IMAGE_KEYS = ("name", "newName", "newTag", "digest", _ALLOW_MISSING)


class Patch:
    """One patch: for which objects it is, and either `operations` or the mapping `merge` to lay over them.

    `title` is what errors call it. Unless `allows_missing`, there has to be an object for it.
    """

    __slots__ = ("allows_missing", "merge", "operations", "target", "title")

    def __init__(
        self,
        title: str,
        target: Target | ExactTarget,
        *,
        operations: list[Operation] | None = None,
        merge: dict[str, Any] | None = None,
        allows_missing: bool = False,
    ) -> None:
        self.title = title
        self.target = target
        self.operations = operations
        self.merge = merge
        self.allows_missing = allows_missing


class Image:
    """What becomes of the images of one name: another name, tag or digest, each empty where it stays."""

    __slots__ = ("allows_missing", "digest", "name", "new_name", "new_tag")

    def __init__(self, name: str, new_name: str, new_tag: str, digest: str, *, allows_missing: bool = False) -> None:
        self.name = name
        self.new_name = new_name
        self.new_tag = new_tag
        self.digest = digest
        self.allows_missing = allows_missing


class Patches:
    """All that a file asks for."""

    __slots__ = ("annotations", "images", "labels", "patches", "path")

    def __init__(
        self, path: str, patches: list[Patch], images: list[Image], labels: dict[str, str], annotations: dict[str, str]
    ) -> None:
        self.path = path
        self.patches = patches
        self.images = images
        self.labels = labels
        self.annotations = annotations


def read_patches(path: str) -> Patches:
    """Read and check a file of patches; files that it names are looked for beside it. Raises UsageError."""
    given = _parse(path, _read_file(path))
    if isinstance(given, list):
        given = {"patches": given}
    if not isinstance(given, dict):
        raise UsageError(f"{path}: a list of patches is expected, or a mapping with `patches`")
    _check_keys(path, given, _KEYS)
    patches: list[Patch] = []
    for number, item in enumerate(_list(path, given, "patches"), 1):
        patches += _patches(path, f"patch {number} of {path}", item)
    return Patches(
        path,
        patches,
        [_image(f"image {number} of {path}", item) for number, item in enumerate(_list(path, given, "images"), 1)],
        _texts(path, given, "commonLabels"),
        _texts(path, given, "commonAnnotations"),
    )


def _patches(path: str, title: str, given: Any) -> list[Patch]:
    """The patches of one item: a merge patch may be several documents."""
    given = _mapping(title, given)
    _check_keys(title, given, _PATCH_KEYS)
    body = given.get("patch")
    if (body is None) == (given.get("path") is None):
        raise UsageError(f"{title}: it has to have either `patch` or `path`")
    if given.get("path") is not None:
        beside = os.path.join(os.path.dirname(path), _text(title, given, "path"))
        bodies = [_parse(beside, text) for text in split_documents(_read_file(beside))]
    elif isinstance(body, str):
        bodies = [_parse(title, text) for text in split_documents(body)]
    else:
        bodies = [body]
    return [_patch(title, given, body) for body in bodies if body is not None]


def _patch(title: str, given: dict[str, Any], body: Any) -> Patch:
    try:
        chosen = Target(_mapping(title, given["target"])) if given.get("target") is not None else None
        allows_missing = _switch(title, given)
        if isinstance(body, list):
            if chosen is None:
                raise UsageError("a JSON patch needs a target")
            operations = [Operation(operation) for operation in body]
            return Patch(title, chosen, operations=operations, allows_missing=allows_missing)
        if not isinstance(body, dict):
            raise UsageError("the patch is neither a list of operations nor a mapping")
        target = chosen or ExactTarget(Document("", "", body))
        return Patch(title, target, merge=_without_identity(body), allows_missing=allows_missing)
    except (UsageError, JsonPatchError) as error:
        raise UsageError(str(error) if str(error).startswith(title) else f"{title}: {error}") from None


def _without_identity(body: dict[str, Any]) -> dict[str, Any]:
    """A merge patch without what names its object: with a target, that is no part of the patch. Rule: Kustomize"""
    merge = {key: value for key, value in body.items() if key not in ("apiVersion", "kind")}
    metadata = merge.get("metadata")
    if isinstance(metadata, dict):
        merge["metadata"] = {key: value for key, value in metadata.items() if key not in ("name", "namespace")}
    return merge


def _image(title: str, given: Any) -> Image:
    given = _mapping(title, given)
    _check_keys(title, given, _IMAGE_KEYS)
    name, new_name, new_tag, digest = (_text(title, given, key) for key in _IMAGE_KEYS[:4])
    if not name or not (new_name or new_tag or digest):
        raise UsageError(f"{title}: it has to have a name, and one of newName, newTag and digest")
    return Image(name, new_name, new_tag, digest, allows_missing=_switch(title, given))


def _read_file(path: str) -> str:
    try:
        with open(path, "rb") as stream:
            content = stream.read(MAX_SIZE + 1)
    except OSError as error:
        raise UsageError(f"open {path}: {(error.strerror or str(error)).lower()}") from None
    if len(content) > MAX_SIZE:
        raise UsageError(f"{path}: it is larger than {MAX_SIZE} bytes")
    return content.decode("utf-8", "surrogateescape")


def _parse(title: str, text: str) -> Any:
    try:
        return yaml.to_json_value(text)
    except yaml.YamlError as error:
        raise UsageError(f"{title}: {error}") from None


def _check_keys(title: str, given: dict[str, Any], known: tuple[str, ...]) -> None:
    for key in given:
        if key not in known:
            raise UsageError(f"{title}: unknown key {key!r}; there are {', '.join(known)}")


def _mapping(title: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f"{title}: a mapping is expected")
    return value


def _list(title: str, given: dict[str, Any], key: str) -> list[Any]:
    value = given.get(key)
    if value is not None and not isinstance(value, list):
        raise UsageError(f"{title}: {key} is no list")
    return value or []


def _text(title: str, given: dict[str, Any], key: str) -> str:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{title}: {key} is no text", hint="numbers and dates stand in quotes where a text is meant")
    return value or ""


def _switch(title: str, given: dict[str, Any]) -> bool:
    value = given.get(_ALLOW_MISSING, False)
    if not isinstance(value, bool):
        raise UsageError(f"{title}: {_ALLOW_MISSING} is neither true nor false")
    return value


def _texts(title: str, given: dict[str, Any], key: str) -> dict[str, str]:
    value = given.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise UsageError(f"{title}: {key} is no mapping of texts", hint="numbers and booleans stand in quotes")
    return value
