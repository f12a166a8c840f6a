"""The values of a revision: those that were given, and those that its templates saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib.yaml import dump
from .hiding import Hiding
from .shown_release import ShownRelease, attempted

if TYPE_CHECKING:
    from .asked import Asked
    from .site import Site


def facts(site: Site, asked: Asked) -> dict[str, Any]:
    """Given and computed values as YAML; what is a secret, or is called like one, is hidden."""
    shown = ShownRelease(site, asked)
    release = shown.content()
    reveals = site.may_show_secrets and asked.reveals
    hiding = None if reveals else Hiding(release)
    found: dict[str, Any] = {"release": shown.facts(release), "reveals": reveals}
    for name, computed in (("given", False), ("computed", True)):
        values, error = attempted(site, lambda computed=computed: site.client.values(release, computed=computed))
        found[f"{name}_error"] = error
        found[name] = "" if not values else dump(hiding.values(values) if hiding is not None else values)
    return found
