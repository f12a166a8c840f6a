"""What differs between the cluster and the deployed revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.preview_states import states_of
from .shown_comparison import compared
from .shown_release import ShownRelease, attempted

if TYPE_CHECKING:
    from ....core.model.preview import ReleasePreview
    from .asked import Asked
    from .site import Site


def facts(site: Site, asked: Asked) -> dict[str, Any]:
    """The drift of the deployed revision, whichever one is looked at.

    `is_known` is False where no plugin looks for drift.
    """
    shown = ShownRelease(site, asked)
    revision = shown.deployed()
    reveals = site.may_show_secrets and asked.reveals
    found: dict[str, Any] = {
        "release": shown.facts(),
        "deployed": revision,
        "reveals": reveals,
        "is_known": True,
        "objects": None,
        "error": None,
    }
    if not revision:
        return found
    preview, found["error"] = attempted(site, lambda: _drift(site, shown, revision))
    if preview is None:
        found["is_known"] = found["error"] is not None
        return found
    found["objects"], found["error"] = attempted(site, lambda: compared(site, states_of(preview), reveals=reveals))
    found["is_known"] = found["objects"] is not None or found["error"] is not None
    return found


def _drift(site: Site, shown: ShownRelease, revision: int) -> ReleasePreview | None:
    kube = site.cluster()
    preview: ReleasePreview | None = site.kernel.first_or_none(
        "helm_find_drift", release=shown.content(revision), kube=kube
    )
    return preview
