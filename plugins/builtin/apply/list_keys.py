"""Fills in the protocol of ports, which server-side apply needs to tell the items of a list apart.

Lists of ports are keyed by ``port`` or ``containerPort`` and ``protocol``. A manifest may leave the latter out, as
TCP is the default; but API servers merge before they fill in defaults, and those up to 1.20 refuse such an item
("associative list with keys has an element that omits key field").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[dict[str, Any]], dict[str, Any]]

_POD_SPECS = (
    ("spec",),
    ("spec", "template", "spec"),
    ("spec", "jobTemplate", "spec", "template", "spec"),
)
"""Where Pods, what makes Pods, and CronJobs have the containers."""


def with_list_keys(content: dict[str, Any]) -> dict[str, Any]:
    """A manifest in which the ports of a Service or of containers say their protocol; itself when they all do."""
    kind, api_version = content.get("kind"), content.get("apiVersion")
    if (kind, api_version) == ("Service", "v1"):
        return _changed(content, ("spec", "ports"), _with_protocol)
    group = str(api_version).rpartition("/")[0]
    if group in ("", "apps", "batch", "extensions"):
        for path in _POD_SPECS:
            for name in ("initContainers", "containers"):
                content = _changed(content, (*path, name), _with_ports)
    return content


def _changed(content: dict[str, Any], path: tuple[str, ...], change: Change) -> dict[str, Any]:
    """The content with the items of the list at `path` changed; copies only what is on the way to a change."""
    name, rest = path[0], path[1:]
    inner = content.get(name)
    if rest:
        outcome = _changed(inner, rest, change) if isinstance(inner, dict) else inner
    elif isinstance(inner, list):
        items = [change(item) if isinstance(item, dict) else item for item in inner]
        outcome = inner if all(new is old for new, old in zip(items, inner, strict=True)) else items
    else:
        outcome = inner
    return content if outcome is inner else {**content, name: outcome}


def _with_ports(container: dict[str, Any]) -> dict[str, Any]:
    return _changed(container, ("ports",), _with_protocol)


def _with_protocol(port: dict[str, Any]) -> dict[str, Any]:
    return port if "protocol" in port else {**port, "protocol": "TCP"}
