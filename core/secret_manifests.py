"""Manifests without what Secrets hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .concealment import MARK

if TYPE_CHECKING:
    from .model.release import Release

_DATA = ("data", "stringData")
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_SEPARATOR = re.compile(r"(^|\n)---(?=\s|$)")
_COMMENTS = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*")
_SECRET = re.compile(r"secret|\\|!", re.IGNORECASE)
"""What no text lacks that has a Secret in it: the word, or an escape or a tag by which YAML can write it otherwise."""


def without_secrets(release: Release) -> Release:
    """A copy of a release in whose manifest and chart hooks every Secret has marks instead of its data."""
    from .model.manifest import ChartHook, Manifest
    from .model.release import Release

    hooks = []
    for hook in release.hooks:
        old = hook.manifest
        manifest = Manifest(old.source, hide(old.content), old.kind, old.api_version, old.name, old.annotations)
        hooks.append(ChartHook(manifest, hook.events, hook.weight, hook.delete_policies, hook.delete_timeout))
    return Release(
        release.name,
        release.namespace,
        release.revision,
        release.chart,
        info=release.info,
        values_text=release.values_text,
        manifest=hide(release.manifest),
        hooks=hooks,
        extras=release.extras,
    )


def without_secrets_below(message: str) -> str:
    """An error's message without the data of Secrets in the manifest that a dry run puts below it."""
    sentence, separator, manifest = message.partition("\n---\n")
    return f"{sentence}{separator}{hide(manifest)}"


def hide(text: str) -> str:
    """YAML documents with the data of every Secret replaced by marks.

    A document without one stays as it is; one with a Secret is written anew below its leading comments. What may be
    one and cannot be read is left out whole.
    """
    if not _SECRET.search(text):
        return text
    parts, at = [], 0
    for separator in _SEPARATOR.finditer(text):
        parts += [_hide_document(text[at : separator.start()]), separator[0]]
        at = separator.end()
    return "".join([*parts, _hide_document(text[at:])])


def _hide_document(text: str) -> str:
    """One document, with what stands between it and its separator."""
    if not _SECRET.search(text):
        return text
    from .golib.yaml import YamlError, dump, load

    leading = _COMMENTS.match(text)
    comments = leading[0] if leading is not None else ""
    try:
        document = load(text)
        if not _hide_values(document):
            return text
        comments = comments or ("\n" if text[:1] in (" ", "\t") else "")
        return comments + dump(document).removesuffix("\n") + ("\n" if text.endswith("\n") else "")
    except YamlError:
        return f"{comments}# {MARK}: this document may be a Secret and cannot be read"


def _hide_values(value: Any) -> bool:
    """Put marks into every Secret in a document, lists of objects included; whether there was one."""
    if isinstance(value, list):
        return True in list(map(_hide_values, value))
    if not isinstance(value, dict):
        return False
    items = value.get("items")
    kind = str(value.get("kind")).lower()
    if kind == "secretlist" and isinstance(items, list):
        for item in items:
            _hide_data(item)
        return True
    if kind != "secret":
        return _hide_values(items)
    _hide_data(value)
    return True


def _hide_data(value: Any) -> None:
    """Put marks into one Secret."""
    if not isinstance(value, dict):
        return
    for field in _DATA:
        data = value.get(field)
        if isinstance(data, dict):
            value[field] = dict.fromkeys(data, MARK)
        elif data is not None:
            value[field] = MARK
    metadata = value.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if isinstance(annotations, dict) and _LAST_APPLIED in annotations:
        annotations[_LAST_APPLIED] = MARK
