"""From a manifest to the text about its live objects.

Every object is read as the table that the server prints of it; workloads whose table does not carry them are read as
they are too, for the selector of their Pods. Groups are sorted by version and kind; of equal names the one that comes
first in the manifest is first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, KubeStatusError
from ....core.pod_selectors import SELECTING_KINDS, pod_selector
from .table_text import print_objects, sort_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.model.kube_object import KubeObject
    from ....core.protocols import KubeClient

MISSING_HEADER = "==> MISSING\nKIND\t\tNAME\n"

RELATED_PODS = "v1/Pod(related)"
"""The group of the Pods that workloads select."""

_FEW = 8
"""Up to so many objects are read one after the other: opening more connections would take longer."""


class _Found:
    """What was read of one object: its table (None: it is missing) and the table of the Pods that it selects.

    `vanished` says that it was there for the first of the two and not for the second.
    """

    __slots__ = ("pods", "table", "target", "vanished")

    def __init__(self, target: KubeObject) -> None:
        self.target = target
        self.table: dict[str, Any] | None = None
        self.pods: dict[str, Any] | None = None
        self.vanished = False

    def read(self, kube: KubeClient) -> None:
        """Ask the cluster. Raises KubeError when it cannot be reached."""
        try:
            table = kube.get_table(self.target)
        except KubeStatusError:
            return
        self.table = table
        resource = self.target.resource
        if (resource.api_version, resource.kind) not in SELECTING_KINDS:
            return
        try:
            selector = pod_selector(resource, _whole_object(table) or kube.get(self.target))
        except KubeStatusError:
            self.vanished = True
            return
        try:
            self.pods = kube.list_table(kube.resource("v1", "Pod"), self.target.namespace, labels=selector or "")
        except KubeStatusError:
            return


def describe_objects(manifest: str, namespace: str, kube: KubeClient) -> str:
    """The text about the live objects of `manifest`, as ``status -o json`` has it.

    An object that the server refuses to give (there is none, or it is forbidden) is listed as missing, twice, as both
    of Helm's passes over the objects do. Raises KubeError when there are no objects, when the manifest cannot be
    built, or when the cluster cannot be reached. Rule: pkg/kube/client.go Get
    """
    found = [_Found(target) for target in kube.build(manifest, namespace)]
    if not found:
        raise KubeError("no objects visited")
    if len(found) > _FEW:
        kube.in_parallel([_reading(one, kube) for one in found])
    else:
        for one in found:
            one.read(kube)
    return _text(found)


def _reading(one: _Found, kube: KubeClient) -> Callable[[], None]:
    return lambda: one.read(kube)


def _text(found: list[_Found]) -> str:
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        if one.table is not None:
            resource = one.target.resource
            groups.setdefault(f"{resource.version}/{resource.kind}", []).append(one.table)
    for one in found:
        if one.pods is not None:
            groups.setdefault(RELATED_PODS, []).append(one.pods)
    parts = [f"==> {key}\n{print_objects(sort_tables(groups[key]))}\n" for key in sorted(groups)]
    missing = [_missing_line(one.target) for one in found if one.table is None]
    missing += [_missing_line(one.target) for one in found if one.table is None or one.vanished]
    if missing:
        parts += [MISSING_HEADER, *missing]
    return "".join(parts)


def _missing_line(target: KubeObject) -> str:
    resource = target.resource
    return f"{resource.group}/{resource.version}, Resource={resource.plural}\t\t{target.name}\n"


def _whole_object(table: dict[str, Any]) -> dict[str, Any] | None:
    """The object itself, where the table has it (or is it, on a server without tables) and not only its metadata."""
    rows = table.get("rows")
    held = rows[0].get("object") if rows else table
    return held if held and "spec" in held else None
