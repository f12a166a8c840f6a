"""The version of the release service: that of the Helm whose behaviour it reproduces."""

from __future__ import annotations

from ....core import identity
from ....core.model.capabilities import TillerVersion


def tiller_version() -> TillerVersion:
    """What Tiller v2.17.0 says of itself."""
    return TillerVersion(identity.HELM_VERSION, identity.GIT_COMMIT, identity.GIT_TREE_STATE)
