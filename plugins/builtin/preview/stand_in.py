"""Creating an object whose name is still taken in the cluster: the server is asked about one of another name.

In a rehearsal nothing is deleted, so a new object cannot have the name of the one that it replaces. An object of a name
that nobody has gets the same defaults and meets the same checks; what depends on the name, and on what the old object
holds (ports of nodes, addresses), cannot be found out.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeStatusError
from ....core.model.kube_object import KubeObject

if TYPE_CHECKING:
    from collections.abc import Callable

REASON = "the object that it replaces is still there, so that the server was asked about one of another name"
UNKNOWN = "the object that it replaces is still there"

_KINDS_WITH_FIXED_NAMES = frozenset(("CustomResourceDefinition", "APIService", "Namespace"))
_HELD_BY_THE_OLD_ONE = ("already allocated", "exceeded quota")


def create_beside(
    target: KubeObject, create: Callable[[KubeObject], dict[str, Any]]
) -> tuple[dict[str, Any] | None, str]:
    """What `create` makes of the object under another name, renamed back, and why that is an estimate.

    None in the place of the object where the server cannot tell. Raises KubeError where it would refuse the object.
    """
    if target.kind in _KINDS_WITH_FIXED_NAMES:
        return None, UNKNOWN
    name = f"{target.name[:40].rstrip('.-')}-{os.urandom(4).hex()}"
    content = {**target.content, "metadata": {**target.content.get("metadata", {}), "name": name}}
    try:
        made = create(KubeObject(target.resource, target.namespace, name, content))
    except KubeStatusError as error:
        if any(words in error.message for words in _HELD_BY_THE_OLD_ONE):
            return None, UNKNOWN
        error.message = error.message.replace(name, target.name)
        raise
    renamed: dict[str, Any] = _renamed(made, name, target.name)
    return renamed, REASON


def _renamed(value: Any, name: str, wanted: str) -> Any:
    """A value in which every text that is `name` is `wanted`."""
    if isinstance(value, dict):
        return {key: _renamed(inner, name, wanted) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, name, wanted) for inner in value]
    return wanted if value == name else value
