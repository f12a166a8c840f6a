"""Who wrote which field: ``metadata.managedFields``, which server-side apply decides by.

A set of fields is a set of paths. A step of a path is a field (``f:name``), an element of a list with a merge key
(``k:{"name":"web"}``), an element of a set (``v:"text"``) or ``.`` for the thing itself. Lists without a key are one
value. Format: sigs.k8s.io/structured-merge-diff.
"""

from __future__ import annotations

import json
from typing import Any

from ....core.golib.patch_schema import PatchError, Schema, schema_for
from .status import Refusal
from .store import Object

Path = tuple[str, ...]

_NOT_MANAGED = frozenset(("apiVersion", "kind"))
_NOT_MANAGED_METADATA = frozenset(
    ("name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink",
     "deletionTimestamp", "deletionGracePeriodSeconds")
)  # fmt: skip


def note_creation(thing: Object, manager: str, operation: str, api_version: str, timestamp: str) -> None:
    """Note on a new object that all its fields are of one writer."""
    owned = fields_of(thing, api_version)
    if owned:
        thing["metadata"]["managedFields"] = [_entry(manager, operation, api_version, timestamp, set(owned))]


def note_update(thing: Object, before: Object, manager: str, api_version: str, timestamp: str) -> None:
    """Note on an object that what differs from `before` is of one writer now."""
    old, new = fields_of(before, api_version), fields_of(thing, api_version)
    changed = {path for path, value in new.items() if path not in old or old[path] != value}
    entries = [dict(entry) for entry in thing["metadata"].get("managedFields") or ()]
    mine = None
    for entry in entries:
        owned = from_fields(entry.get("fieldsV1") or {})
        if entry.get("manager") == manager and entry.get("operation") == "Update":
            mine = entry
            owned = (owned | changed) & set(new)
            if changed:
                entry["time"] = timestamp
        else:
            owned = (owned - changed) & set(new)
        entry["fieldsV1"] = to_fields(owned)
    if mine is None and changed:
        entries.append(_entry(manager, "Update", api_version, timestamp, changed))
    _set(thing, entries)


def apply(
    live: Object, applied: Object, merged: Object, manager: str, api_version: str, timestamp: str, *, force: bool
) -> None:
    """Note on `merged` what a manager applied, and take from it what it no longer applies and nobody else owns.

    Raises Refusal when others own what it changes, unless `force`.
    """
    before, wanted = fields_of(live, api_version), fields_of(applied, api_version)
    entries = [dict(entry) for entry in live["metadata"].get("managedFields") or ()]
    conflicts: list[tuple[str, Path]] = []
    others: set[Path] = set()
    previous: set[Path] = set()
    for entry in entries:
        owned = from_fields(entry.get("fieldsV1") or {})
        if entry.get("manager") == manager and entry.get("operation") == "Apply":
            previous |= owned
            continue
        lost = {path for path in owned & set(wanted) if path[-1] != "." and before.get(path) != wanted[path]}
        conflicts += [(str(entry.get("manager")), path) for path in sorted(lost)]
        owned -= lost
        entry["fieldsV1"] = to_fields(owned)
        others |= owned
    if conflicts and not force:
        raise _conflict(conflicts)
    for path in sorted(previous - set(wanted) - others, key=len, reverse=True):
        _take_away(merged, path, api_version)
    mine = _entry(manager, "Apply", api_version, timestamp, set(wanted))
    kept = [entry for entry in entries if (entry.get("manager"), entry.get("operation")) != (manager, "Apply")]
    _set(merged, [mine, *kept])


def fields_of(thing: Object, api_version: str) -> dict[Path, Any]:
    """The fields of an object that somebody may own, with their values."""
    found: dict[Path, Any] = {}
    schema = schema_for(api_version, str(thing.get("kind")))
    for key, value in thing.items():
        if key == "metadata":
            inner = {name: part for name, part in value.items() if name not in _NOT_MANAGED_METADATA}
            _collect(inner, _held(schema, key), ("f:metadata",), found, is_top=True)
        elif key not in _NOT_MANAGED and value is not None:
            _collect(value, _held(schema, key), (f"f:{key}",), found, is_top=key in ("spec", "status"))
    return found


def _collect(value: Any, schema: Schema | None, path: Path, found: dict[Path, Any], *, is_top: bool = False) -> None:
    if isinstance(value, dict) and value:
        if not is_top and (schema is None or schema.go_kind != "struct"):
            found[*path, "."] = True
        for key, inner in value.items():
            if inner is not None:
                child = _held(schema, key)
                merge_key = _merge_key(schema, key)
                if isinstance(inner, list) and merge_key is not None:
                    _collect_list(inner, child, merge_key, (*path, f"f:{key}"), found)
                else:
                    _collect(inner, child, (*path, f"f:{key}"), found)
    else:
        found[path] = value


def _collect_list(items: list[Any], schema: Schema | None, merge_key: str, path: Path, found: dict[Path, Any]) -> None:
    inner = schema.inner if schema is not None and schema.go_kind == "slice" else None
    found[*path, "."] = True
    for item in items:
        if merge_key and isinstance(item, dict) and merge_key in item:
            step = "k:" + json.dumps({merge_key: item[merge_key]}, separators=(",", ":"))
            found[*path, step, "."] = True
            _collect(item, inner, (*path, step), found, is_top=True)
        else:
            found[*path, "v:" + json.dumps(item, separators=(",", ":"))] = item


def _held(schema: Schema | None, key: str) -> Schema | None:
    if schema is None:
        return None
    if schema.go_kind == "map":
        return schema.inner
    return schema.held_under(key) if key in schema.fields() else None


def _merge_key(schema: Schema | None, key: str) -> str | None:
    """The merge key of a list (empty for a set of simple values), or None where it is replaced as a whole."""
    if schema is None or schema.go_kind != "struct" or key not in schema.fields():
        return None
    try:
        field = schema.list_field(key)
    except PatchError:
        return None
    return field.merge_key if field.merges else None


def to_fields(paths: set[Path]) -> Object:
    """A set of paths in the form in which objects carry it."""
    tree: Object = {}
    for path in sorted(paths):
        node = tree
        for step in path:
            node = node.setdefault(step, {})
    return tree


def from_fields(tree: Any) -> set[Path]:
    """The set of paths that an object carries."""
    paths: set[Path] = set()
    rest: list[tuple[Path, Any]] = [((), tree)]
    while rest:
        path, node = rest.pop()
        if not isinstance(node, dict) or not node:
            if path:
                paths.add(path)
            continue
        rest += [((*path, step), inner) for step, inner in node.items()]
    return paths


def _take_away(thing: Object, path: Path, api_version: str) -> None:
    """Remove what a path leads to."""
    node: Any = thing
    steps = path[:-1] if path[-1] == "." else path
    for step in steps[:-1]:
        node = _step(node, step)
        if node is None:
            return
    last = steps[-1]
    if path[-1] == "." and not last.startswith("k:"):
        if isinstance(node, dict) and not node.get(last[2:]):
            node.pop(last[2:], None)
    elif last.startswith("f:") and isinstance(node, dict):
        node.pop(last[2:], None)
    elif isinstance(node, list):
        target = _step(node, last)
        node[:] = [item for item in node if item is not target]


def _step(node: Any, step: str) -> Any:
    if step.startswith("f:"):
        return node.get(step[2:]) if isinstance(node, dict) else None
    wanted = json.loads(step[2:])
    for item in node if isinstance(node, list) else ():
        if step.startswith("v:") and item == wanted:
            return item
        if step.startswith("k:") and isinstance(item, dict) and all(item.get(key) == wanted[key] for key in wanted):
            return item
    return None


def _conflict(conflicts: list[tuple[str, Path]]) -> Refusal:
    """Rule: k8s.io/apiserver/pkg/endpoints/handlers/fieldmanager (NewConflictError)"""
    causes = [
        {"reason": "FieldManagerConflict", "message": f'conflict with "{manager}"', "field": _shown(path)}
        for manager, path in conflicts
    ]
    if len(causes) == 1:
        text = f"Apply failed with 1 conflict: {causes[0]['message']}: {causes[0]['field']}"
    else:
        lines: dict[str, list[str]] = {}
        for cause in causes:
            lines.setdefault(cause["message"], []).append(f"- {cause['field']}")
        parts = [f"{'conflicts' + head[8:]}:\n" + "\n".join(fields) for head, fields in sorted(lines.items())]
        text = f"Apply failed with {len(causes)} conflicts: " + "\n".join(parts)
    return Refusal(409, "Conflict", text, {"causes": causes})


def _shown(path: Path) -> str:
    text = ""
    for step in path:
        if step.startswith("f:"):
            text += f".{step[2:]}"
        elif step.startswith("k:"):
            pairs = json.loads(step[2:]).items()
            text += "[" + ",".join(f"{key}={json.dumps(value)}" for key, value in pairs) + "]"
        else:
            text += f"[={step[2:]}]"
    return text


def _entry(manager: str, operation: str, api_version: str, timestamp: str, owned: set[Path]) -> Object:
    return {
        "manager": manager,
        "operation": operation,
        "apiVersion": api_version,
        "time": timestamp,
        "fieldsType": "FieldsV1",
        "fieldsV1": to_fields(owned),
    }


def _set(thing: Object, entries: list[Object]) -> None:
    kept = [entry for entry in entries if entry["fieldsV1"]]
    thing["metadata"].pop("managedFields", None)
    if kept:
        thing["metadata"]["managedFields"] = kept
