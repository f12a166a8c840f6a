"""Plans as JSON text, and back again.

A file is one object: ``format`` and ``version`` say what it is, ``plan`` is the plan, ``digest`` the SHA-256 of that as
JSON without white space and with sorted names. The planned revision is a text as stores keep it (`core.hapi.record`);
all other fields have the names and types of `core.model.plan`.

The digest tells damage, not malice: whoever may write the file may write the digest.
"""

from __future__ import annotations

import json
from typing import Any

from ....core.errors import DamagedRecordError, ReleaseError
from ....core.hapi import record
from ....core.model.plan import Plan, PlanGuard
from ....core.model.preview import ACTIONS, ObjectPreview

FORMAT = "pilothouse-plan"
VERSION = 1

MAX_SIZE = 64 * 1024 * 1024
"""Bytes of a plan file."""

AGAIN = "make the plan anew: `pilothouse upgrade --plan FILE RELEASE CHART`"
_DAMAGED = "the file is damaged, or was changed after it was written"
_MOST = 2**63
_HIGHEST_REVISION = 2**31 - 1


def encode_plan(plan: Plan) -> bytes:
    """The content of a plan's file. Raises ReleaseError for a plan that no file can hold."""
    content = {name: getattr(plan, name) for name in _PLAN}
    content["planned"] = record.pack(plan.planned)
    content["guards"] = [{name: getattr(guard, name) for name in _GUARD} for guard in plan.guards]
    content["objects"] = [{name: getattr(each, name) for name in _OBJECT} for each in plan.objects]
    try:
        document = {"format": FORMAT, "version": VERSION, "digest": _digest(content), "plan": content}
        data = json.dumps(document, indent=1, sort_keys=True, allow_nan=False).encode("ascii") + b"\n"
    except (RecursionError, TypeError, ValueError) as error:
        reason = "an object is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ReleaseError(f"cannot save the plan: {reason}") from None
    if len(data) > MAX_SIZE:
        raise ReleaseError(f"cannot save the plan: it takes {len(data)} bytes, at most {MAX_SIZE} are read again")
    return data


def decode_plan(data: bytes) -> Plan:
    """The plan in the content of a file. Raises ReleaseError for what is none."""
    document = _parsed(data)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _refused("it is no plan", "a plan is what `pilothouse upgrade --plan FILE` has written")
    version = document.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise _refused("its version is no number", _DAMAGED)
    if version > VERSION:
        raise _refused(
            f"it is of version {version}, and this Pilothouse reads versions up to {VERSION}",
            "a newer Pilothouse wrote it: `pip install --upgrade pilothouse`, or make the plan anew",
        )
    content = document.get("plan")
    if document.keys() != {"format", "version", "digest", "plan"} or not isinstance(content, dict):
        raise _refused("its parts are not those of a plan", _DAMAGED)
    try:
        digest = _digest(content)
    except (RecursionError, ValueError):
        raise _refused("it is nested too deeply", _DAMAGED) from None
    if document["digest"] != digest:
        raise _refused("its digest is not that of its content", _DAMAGED)
    return _plan(content)


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise _refused("it is no text", "a plan is what `pilothouse upgrade --plan FILE` has written") from None
    except RecursionError:
        raise _refused("it is nested too deeply", _DAMAGED) from None
    except ValueError as error:
        raise _refused(f"it is no whole JSON: {error}", _DAMAGED) from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _digest(content: dict[str, Any]) -> str:
    from hashlib import sha256

    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return "sha256:" + sha256(text.encode("ascii")).hexdigest()


def _refused(reason: str, hint: str) -> ReleaseError:
    return ReleaseError(f"cannot read the plan: {reason}", hint=hint)


def _plan(content: dict[str, Any]) -> Plan:
    fields = _checked(content, _PLAN, "the plan")
    try:
        fields["planned"] = record.unpack(fields["planned"], "")
    except DamagedRecordError as error:
        raise _refused(f"its revision cannot be decoded: {error.message}", AGAIN) from None
    fields["guards"] = tuple(
        PlanGuard(**_checked(each, _GUARD, f"guard {number}")) for number, each in enumerate(fields["guards"], 1)
    )
    fields["objects"] = tuple(
        ObjectPreview(**_checked(each, _OBJECT, f"object {number}")) for number, each in enumerate(fields["objects"], 1)
    )
    plan = Plan(**fields)
    _check_sense(plan)
    return plan


def _check_sense(plan: Plan) -> None:
    """Refuse what no command writes. What can only be known by the cluster and the store is checked by the service."""
    for each in plan.objects:
        if each.action not in ACTIONS:
            raise _refused(f"nobody knows what {_shown(each.action)} an object is", AGAIN)
    if not 0 <= plan.current <= plan.newest < plan.planned.revision <= _HIGHEST_REVISION:
        raise _refused("its revisions do not follow one another", AGAIN)
    if bool(plan.newest) != bool(plan.newest_record) or bool(plan.current) != bool(plan.current_record):
        raise _refused("it does not say which revisions it was made from", AGAIN)
    release = plan.planned
    for text in (release.name, release.namespace, plan.server):
        if not _is_plain(text):
            raise _refused(f"{_shown(text)} is no name", AGAIN)


def _checked(value: Any, kinds: dict[str, type], what: str) -> dict[str, Any]:
    """A copy of an object that has exactly those fields, of those types."""
    if not isinstance(value, dict):
        raise _refused(f"{what} is no object", AGAIN)
    wrong = sorted(value.keys() ^ kinds.keys())
    if wrong:
        missing = "lacks" if wrong[0] in kinds else "has the unknown field"
        raise _refused(f"{what} {missing} {_shown(wrong[0])}", AGAIN)
    for name, kind in kinds.items():
        if not _fits(value[name], kind) or (kind is str and name in _NAMES and not _is_plain(value[name])):
            raise _refused(f"{name} of {what} is not what it should be", AGAIN)
    return dict(value)


def _fits(value: Any, kind: type) -> bool:
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and -_MOST <= value < _MOST
    if kind is _State:
        return value is None or isinstance(value, dict)
    return isinstance(value, kind)


def _is_plain(text: str) -> bool:
    """Whether a text can be printed: none that moves the cursor of a terminal, or hides in a line."""
    return text.isprintable()


def _shown(text: str) -> str:
    return ascii(text[:60])


class _State:
    """The state of an object: an object of JSON, or null."""


_NAMES = frozenset(("api_version", "kind", "namespace", "name", "uid", "server", "cluster", "apply_strategy"))
"""Texts that are names, and are printed as they are."""

_GUARD: dict[str, type] = {
    "api_version": str,
    "kind": str,
    "namespace": str,
    "name": str,
    "uid": str,
    "resource_version": str,
    "content": str,
    "replicas": int,
}
_OBJECT: dict[str, type] = {
    "action": str,
    "api_version": str,
    "kind": str,
    "namespace": str,
    "name": str,
    "live": _State,
    "after": _State,
    "estimated": str,
    "error": str,
}
_PLAN: dict[str, type] = {
    "planned": str,
    "current": int,
    "newest": int,
    "current_record": str,
    "newest_record": str,
    "server": str,
    "cluster": str,
    "created": int,
    "guards": list,
    "objects": list,
    "timeout": int,
    "wait": bool,
    "atomic": bool,
    "disable_hooks": bool,
    "force": bool,
    "recreate": bool,
    "cleanup_on_fail": bool,
    "description": str,
    "apply_strategy": str,
}
