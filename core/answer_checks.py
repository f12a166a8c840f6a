"""Whether an answer of a foreign plugin is what its type promises, further in than its own type.

Checked is what the program would stumble over much later and elsewhere: charts, manifests, and what lists and tables
hold. Built-in plugins are not checked: mypy has done that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .model.chart import Chart, File, Metadata
from .model.manifest import ChartHook, ClassifiedManifests, Manifest

_MAX_CHARTS = 100_000

_PROTOCOLS = {
    "helm_connect_kube": "KubeClient",
    "helm_connect_kube_transport": "KubeTransport",
    "helm_connect_release_service": "ReleaseService",
    "helm_fetch_repository_index": "RepositoryIndex",
    "helm_find_getter": "Getter",
    "helm_open_command_plugins": "CommandPluginService",
    "helm_open_repositories": "RepositoryService",
    "helm_open_repository_index": "RepositoryIndex",
    "helm_open_tunnel": "Tunnel",
    "helm_rehearse_writes": "Rehearsal",
}
"""What extension points want whose answers may be of any class."""

_PLAIN = (bool, int, float, str, bytes, tuple, list, dict, set, frozenset)


def find_fault(hook: str, answer: Any) -> str:
    """What is wrong with an answer, as the end of a sentence (``a Chart whose metadata is …``); empty if nothing is.

    The answer itself is of the type that the extension point promises.
    """
    wanted = _PROTOCOLS.get(hook)
    if wanted is not None:
        plain = isinstance(answer, _PLAIN) or (hook == "helm_find_getter" and not callable(answer))
        return f"{type(answer).__name__}, {wanted} is expected" if plain else ""
    return next(_FAULTS[type(answer)](answer), "") if type(answer) in _FAULTS else ""


def _wrong(holder: str, field: str, value: Any, expected: type[Any]) -> str:
    return f"a {holder} whose {field} is {type(value).__name__}, {expected.__name__} is expected"


def _fields(thing: Any, expected: dict[str, type[Any]]) -> Iterator[str]:
    """Fields of an object that are of other types, or not there."""
    for field, wanted in expected.items():
        value = getattr(thing, field, None)
        if not isinstance(value, wanted):
            yield _wrong(type(thing).__name__, field, value, wanted)


def _items(thing: Any, field: str, wanted: type[Any]) -> Iterator[str]:
    """Items of a list in an object that are of other types."""
    for item in getattr(thing, field):
        if not isinstance(item, wanted):
            yield f"a {type(thing).__name__} whose {field} hold {type(item).__name__}, {wanted.__name__} is expected"


def _chart_faults(chart: Chart) -> Iterator[str]:
    waiting: list[Any] = [chart]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen or len(seen) > _MAX_CHARTS:
            yield "a Chart that is its own subchart"
            return
        seen.add(id(one))
        yield from _fields(one, _CHART)
        yield from _fields(one.metadata, _METADATA)
        for field in ("templates", "files"):
            yield from _items(one, field, File)
            for file in getattr(one, field):
                yield from _fields(file, {"name": str, "data": bytes})
        yield from _items(one, "dependencies", Chart)
        waiting += one.dependencies


def _classified_faults(classified: ClassifiedManifests) -> Iterator[str]:
    yield from _fields(classified, {"hooks": list, "manifests": list, "notices": list})
    yield from _items(classified, "hooks", ChartHook)
    yield from _items(classified, "manifests", Manifest)
    yield from _items(classified, "notices", str)
    for hook in classified.hooks:
        yield from _fields(hook, {"manifest": Manifest, "events": list, "weight": int, "delete_policies": list})
    for manifest in (*classified.manifests, *(hook.manifest for hook in classified.hooks)):
        yield from _fields(manifest, _MANIFEST)


def _table_faults(table: dict[Any, Any]) -> Iterator[str]:
    for key in table:
        if not isinstance(key, str):
            yield f"a dict with a key that is {type(key).__name__}, str is expected"


_CHART: dict[str, type[Any]] = {
    "metadata": Metadata,
    "templates": list,
    "values_text": str,
    "dependencies": list,
    "files": list,
    "origin": str,
}
_METADATA: dict[str, type[Any]] = {
    "name": str,
    "version": str,
    "engine": str,
    "tiller_version": str,
    "kube_version": str,
}
_MANIFEST: dict[str, type[Any]] = {"source": str, "content": str, "kind": str, "name": str, "annotations": dict}
_FAULTS: dict[type[Any], Callable[[Any], Iterator[str]]] = {
    Chart: _chart_faults,
    ClassifiedManifests: _classified_faults,
    dict: _table_faults,
}
