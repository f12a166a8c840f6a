"""requirements.lock: which versions a chart's requirements were met with, and of which requirements that was.

Rules: pkg/resolver/resolver.go (HashReq), pkg/chartutil/requirements.go, writeLock in pkg/downloader/manager.go.
"""

from __future__ import annotations

import hashlib
from typing import Any

from ....core.golib import json, time, time_zone
from ....core.golib.nil import NilSlice
from ....core.golib.types import GoError, Struct
from ....core.golib.unmarshal import ANY, STRING, StructType, unmarshal
from ....core.golib.yaml import dump
from ....core.model.chart import Chart
from ....core.model.requirements import Dependency, Requirements
from ....core.record import Record
from .parse import DEPENDENCIES, dependencies_of

LOCK_NAME = "requirements.lock"

_LOCK = StructType("chartutil.RequirementsLock", {"generated": ANY, "digest": STRING, "dependencies": DEPENDENCIES})


class Lock(Record):
    """What a lock holds: the digest of the requirements that it is of, and what they were met with."""

    digest: str
    dependencies: list[Dependency]


class _Fields(Struct):
    """A Go struct for JSON: its members in their order."""

    __slots__ = ("members",)

    def __init__(self, members: dict[str, Any]) -> None:
        self.members = members

    def go_json(self) -> Any:
        """The members."""
        return self.members


def digest(requirements: Requirements) -> str:
    """The sum that ties a lock to its requirements."""
    entries: list[_Fields] | None = [_entry(dependency) for dependency in requirements.dependencies]
    if isinstance(requirements.dependencies, NilSlice):
        entries = None
    text = json.encode(_Fields({"dependencies": entries}))
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _entry(dependency: Dependency) -> _Fields:
    optional = {
        "condition": dependency.condition,
        "tags": dependency.tags,
        "enabled": dependency.enabled,
        "import-values": dependency.import_values,
        "alias": dependency.alias,
    }
    version = {"version": dependency.version} if dependency.version else {}
    return _Fields(
        {
            "name": dependency.name,
            **version,
            "repository": dependency.repository,
            **{name: value for name, value in optional.items() if value},
        }
    )


def read_lock(chart: Chart) -> Lock | None:
    """The lock of a chart; None when it has none, or one that cannot be read (for Helm that is the same).

    Raises RequirementsError for entries that are null or have names that no chart may have.
    """
    fields = _fields(chart)
    return None if fields is None else Lock(fields.get("digest", ""), dependencies_of(fields, LOCK_NAME))


def locked_digest(chart: Chart) -> str | None:
    """The digest in the lock of a chart; None when it has no lock, or one that cannot be read."""
    fields = _fields(chart)
    return None if fields is None else fields.get("digest", "")


def _fields(chart: Chart) -> dict[str, Any] | None:
    """What a lock says, as far as it can be read."""
    file = chart.file(LOCK_NAME)
    if file is None or not file.data:
        return None
    try:
        fields = unmarshal(file.data, _LOCK)
        _check_time(fields.get("generated"))
    except GoError:
        return None
    return fields


def _check_time(value: Any) -> None:
    """Raise GoError unless a value is what a time may be read from: RFC 3339, or null."""
    if value is None:
        return
    if not isinstance(value, str):
        raise GoError("the time of a lock is no text")
    time.parse(time.RFC3339_NANO, value, time_zone.UTC)


def lock_text(dependencies: list[Dependency], sum: str) -> str:
    """The text of a lock that is made now; `dependencies` have the versions that were found."""
    entries = [
        {"name": one.name, "repository": one.repository, **({"version": one.version} if one.version else {})}
        for one in dependencies
    ]
    generated = time.now().go_json()
    return dump({"dependencies": entries, "digest": sum, "generated": generated})
