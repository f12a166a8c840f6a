"""requirements.lock: which versions a chart's requirements were met with, and of which requirements that was.

Rules: pkg/resolver/resolver.go (HashReq), pkg/chartutil/requirements.go, writeLock in pkg/downloader/manager.go.
"""

from __future__ import annotations

import hashlib
from typing import Any

from ....core.golib import json, time
from ....core.golib.types import GoError, Struct
from ....core.golib.yaml import YamlError, dump, load_map
from ....core.model.requirements import Dependency, Requirements

LOCK_NAME = "requirements.lock"


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
    entries = [_entry(dependency) for dependency in requirements.dependencies]
    text = json.encode(_Fields({"dependencies": entries or None}))
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


def locked_digest(content: bytes) -> str:
    """The digest in the bytes of a lock; empty when there is none to be read."""
    try:
        found = load_map(content).get("digest", "")
    except (YamlError, GoError):
        return ""
    return found if isinstance(found, str) else ""


def lock_text(dependencies: list[Dependency], sum: str) -> str:
    """The text of a lock that is made now; `dependencies` have the versions that were found."""
    entries = [
        {"name": one.name, "repository": one.repository, **({"version": one.version} if one.version else {})}
        for one in dependencies
    ]
    generated = time.now().go_json()
    return dump({"dependencies": entries, "digest": sum, "generated": generated})
