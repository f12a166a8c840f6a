"""The objects of a revision as they are in the cluster: there or not, ready or why not, their Pods, what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.model.release import DELETED
from .hiding import Hiding
from .live_objects import FINE, LiveObjects
from .shown_release import ShownRelease, attempted

if TYPE_CHECKING:
    from .asked import Asked
    from .site import Site


def facts(site: Site, asked: Asked) -> dict[str, Any]:
    """Objects with their states, those that want attention first, how many are in which state, and events about them.

    Where the cluster is not known (a Tiller at an address), the text that the Tiller has about them.
    """
    shown = ShownRelease(site, asked)
    release = shown.content()
    found: dict[str, Any] = {
        "release": shown.facts(release),
        "sees_cluster": site.sees_cluster,
        "is_deleted": release.info.status == DELETED,
        "objects": [],
        "states": {},
        "events": [],
        "resources": "",
        "left_out": 0,
        "error": None,
    }
    if not site.sees_cluster:
        status, found["error"] = attempted(site, lambda: site.service.status(shown.name, shown.revision))
        found["resources"] = status.info.resources if status is not None else ""
        return found
    kube, found["error"] = attempted(site, site.cluster)
    if kube is None:
        return found
    live = LiveObjects(release, kube, site.kernel)
    _, found["error"] = attempted(site, live.read)
    hiding = Hiding(release)
    rows = sorted(live.rows(hiding), key=lambda row: row["state"] in FINE)
    for row in rows:
        found["states"][row["state"]] = found["states"].get(row["state"], 0) + 1
    found.update(objects=rows, events=live.events(hiding), left_out=live.left_out)
    return found
