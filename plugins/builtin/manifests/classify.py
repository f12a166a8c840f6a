"""Telling chart hooks from generic manifests.

Rules: pkg/tiller/hooks.go, pkg/hooks/hooks.go. Files are visited by name and documents in their order
(both are random in Helm).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....core.errors import ManifestError
from ....core.golib.strconv import NumError, atoi, parse_int, quote
from ....core.golib.types import GoError
from ....core.golib.unmarshal import STRING, MapType, StructType, unmarshal
from ....core.golib.utf8 import WHITE_SPACE
from ....core.manifest_documents import split_documents
from ....core.model.manifest import DELETE_POLICIES, HOOK_EVENTS, ChartHook, ClassifiedManifests, Manifest
from .kind_order import sort_by_kind

HOOK = "helm.sh/hook"
WEIGHT = "helm.sh/hook-weight"
DELETE_POLICY = "helm.sh/hook-delete-policy"
DELETE_TIMEOUT = "helm.sh/hook-delete-timeout"

EVENTS = frozenset(HOOK_EVENTS[1:])
DEFAULT_DELETE_TIMEOUT = 60
"""Seconds, for chart hooks with a delete policy."""

_HEAD = StructType(
    "releaseutil.SimpleHead",
    {
        "apiVersion": STRING,
        "kind": STRING,
        "metadata": StructType("", {"name": STRING, "annotations": MapType(STRING)}),
    },
)


def classify(files: Mapping[str, str], order: str) -> ClassifiedManifests:
    """The documents of rendered `files`: chart hooks in document order, the rest in ``install``/``uninstall`` order.

    Partials (base name with ``_`` in front) are skipped, and so are blank files, with a notice. Raises ManifestError
    (``YAML parse error on FILE: …``).
    """
    classified = ClassifiedManifests([], [], [])
    for source in sorted(files):
        text = files[source]
        if source.rpartition("/")[2].startswith("_"):
            continue
        if not text.strip(WHITE_SPACE):
            classified.notices.append(f"info: manifest {quote(source)} is empty. Skipping.")
            continue
        for document in split_documents(text):
            manifest = read_manifest(source, document)
            if HOOK in manifest.annotations:
                _add_hook(manifest, classified)
            else:
                classified.manifests.append(manifest)
    classified.manifests = sort_by_kind(classified.manifests, order)
    return classified


def _unreadable(source: str, error: GoError) -> ManifestError:
    """The error for a document that is no YAML. What it says stays untold: it may be a Secret."""
    from ....core.source_place import yaml_hint

    message = f"YAML parse error on {source}: {error}"
    line, column = getattr(error, "line", None), getattr(error, "column", None)
    place = f" at line {line}" + (f", column {column}," if column else "") if line else ""
    return ManifestError(
        message,
        details=(
            f"reading stopped{place} of a document that this template renders",
            f"`pilothouse template CHART -x {source.partition('/')[2]}` shows it",
        ),
        hint=yaml_hint(error),
    )


def read_manifest(source: str, document: str) -> Manifest:
    """A document with its kind, API version, name and annotations read. Raises ManifestError."""
    try:
        head = unmarshal(document, _HEAD)
    except GoError as error:
        raise _unreadable(source, error) from None
    metadata: dict[str, Any] = head.get("metadata", {})
    return Manifest(
        source,
        document,
        head.get("kind", ""),
        head.get("apiVersion", ""),
        metadata.get("name", ""),
        metadata.get("annotations"),
    )


def _add_hook(manifest: Manifest, classified: ClassifiedManifests) -> None:
    """Take a manifest as a chart hook; with an event that nobody knows it is dropped, with a notice."""
    events = _words(manifest, HOOK)
    if not EVENTS.issuperset(events):
        classified.notices.append(f"info: skipping unknown hook: {quote(manifest.annotations[HOOK])}")
        return
    hook = ChartHook(manifest, events, _weight(manifest))
    for policy in _words(manifest, DELETE_POLICY):
        if policy in DELETE_POLICIES:
            hook.delete_policies.append(policy)
        else:
            classified.notices.append(f"info: skipping unknown hook delete policy: {quote(policy)}")
    if hook.delete_policies:
        hook.delete_timeout = _delete_timeout(manifest, classified.notices)
    classified.hooks.append(hook)


def _words(manifest: Manifest, annotation: str) -> list[str]:
    """The comma separated words of an annotation, trimmed and in small letters; none when it is absent."""
    if annotation not in manifest.annotations:
        return []
    return [word.strip(WHITE_SPACE).lower() for word in manifest.annotations[annotation].split(",")]


def _weight(manifest: Manifest) -> int:
    """The weight as an int32; 0 when absent or no number."""
    try:
        weight = atoi(manifest.annotations.get(WEIGHT, ""))
    except NumError:
        return 0
    return (weight + (1 << 31)) % (1 << 32) - (1 << 31)


def _delete_timeout(manifest: Manifest, notices: list[str]) -> int:
    """The last of the timeouts named; what is no number counts as Go's parser left it."""
    timeout = DEFAULT_DELETE_TIMEOUT
    for word in _words(manifest, DELETE_TIMEOUT):
        try:
            timeout = parse_int(word)
            usable = timeout >= 0
        except NumError as error:
            timeout = int(error.value)
            usable = False
        if not usable:
            notices.append(f"info: ignoring invalid hook delete timeout value: {quote(word)}")
    return timeout
