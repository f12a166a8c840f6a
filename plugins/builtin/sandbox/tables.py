"""Objects as tables (meta.k8s.io Table), with the columns that kubectl shows.

Rules: pkg/printers/internalversion of Kubernetes 1.20; custom kinds say their columns themselves. The cells of each
built-in kind are in `table_cells`.
"""

from __future__ import annotations

from typing import Any

from . import moments, table_cells
from .cluster import Cluster
from .crds import version_of
from .kinds import Kind
from .reads import META, partial
from .store import Object

_NUMBERS = frozenset(
    ("Restarts", "Desired", "Current", "Ready", "Up-to-date", "Available", "Active", "Allowed Disruptions", "Webhooks",
     "Value", "Drivers")
)  # fmt: skip
_TEXT_COUNTS = frozenset(("apps/deployments", "apps/statefulsets", "/pods"))


def table(cluster: Cluster, kind: Kind, things: list[Object], version: str, included: str) -> Object:
    """The table of some objects of a kind.

    `included` is how much of each object its row carries: ``None``, ``Metadata``, ``Object``.
    """
    if kind.definition:
        columns, cells = _custom_columns(kind), _custom_cells
    else:
        columns, cells = _columns(kind), _built_in_cells
    rows = []
    for thing in things:
        row: Object = {"cells": cells(kind, thing, cluster.now)}
        if kind.store == "/pods":
            row |= _completion(thing)
        row["object"] = _row_object(thing, included)
        rows.append(row)
    return {
        "kind": "Table",
        "apiVersion": META,
        "metadata": {"resourceVersion": version},
        "columnDefinitions": columns,
        "rows": rows,
    }


def _columns(kind: Kind) -> list[Object]:
    names = table_cells.COLUMNS.get(kind.store)
    if names is None:
        return [_column("Name", "string", "name"), _column("Created At", "date")]
    found = []
    for word in names.split(";"):
        name = word.removesuffix("*")
        sort = "integer" if name in _NUMBERS and not (kind.store in _TEXT_COUNTS and name != "Restarts") else "string"
        if name in ("Suspend", "Global-Default"):
            sort = "boolean"
        found.append(_column(name, sort, "name" if name == "Name" else "", priority=int(word.endswith("*"))))
    return found


def _column(name: str, sort: str, form: str = "", *, priority: int = 0, text: str = "") -> Object:
    return {"name": name, "type": sort, "format": form, "description": text, "priority": priority}


def _built_in_cells(kind: Kind, thing: Object, now: float) -> list[Any]:
    cells = table_cells.CELLS.get(kind.store)
    name = thing["metadata"]["name"]
    if cells is None:
        return [name, thing["metadata"].get("creationTimestamp")]
    return [name, *cells(thing, now)]


def _custom_columns(kind: Kind) -> list[Object]:
    columns = [_column("Name", "string", "name")]
    for entry in _printed(kind):
        text = f"Custom resource definition column (in JSONPath format): {entry.get('jsonPath')}"
        columns.append(
            _column(
                str(entry.get("name")),
                str(entry.get("type")),
                str(entry.get("format", "")),
                priority=entry.get("priority", 0),
                text=entry.get("description") or text,
            )
        )
    return columns


def _custom_cells(kind: Kind, thing: Object, now: float) -> list[Any]:
    cells = [thing["metadata"]["name"]]
    for entry in _printed(kind):
        value = _at_path(thing, str(entry.get("jsonPath", "")))
        if entry.get("type") == "date" and value is not None:
            value = moments.age(value, now)
        elif entry.get("type") == "string" and value is not None and not isinstance(value, str):
            value = table_cells.as_text(value)
        cells.append(value)
    return cells


def _printed(kind: Kind) -> list[Object]:
    columns = version_of(kind).get("additionalPrinterColumns")
    if isinstance(columns, list) and columns:
        return [entry for entry in columns if isinstance(entry, dict)]
    return [{"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"}]


def _at_path(thing: Any, path: str) -> Any:
    """What a plain JSONPath (fields and numbers) leads to, or None."""
    for step in path.replace("[", ".").replace("]", "").split("."):
        if not step:
            continue
        if isinstance(thing, list) and step.isdigit():
            thing = thing[int(step[:9])] if int(step[:9]) < len(thing) else None
        else:
            thing = thing.get(step.strip("'\"")) if isinstance(thing, dict) else None
    return thing


def _row_object(thing: Object, included: str) -> Any:
    if included == "None":
        return None
    return thing if included == "Object" else partial(thing)


def _completion(pod: Object) -> Object:
    """What a row says of a Pod that has ended."""
    phase = (pod.get("status") or {}).get("phase")
    texts = {
        "Succeeded": "The pod has completed successfully.",
        "Failed": "The pod failed.",
    }
    if phase not in texts:
        return {}
    condition = {"type": "Completed", "status": "True", "reason": phase, "message": texts[phase]}
    return {"conditions": [condition]}
