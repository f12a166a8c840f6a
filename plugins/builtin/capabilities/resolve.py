"""Capabilities without a cluster. Rules: pkg/renderutil/render.go, pkg/chartutil/capabilities.go.

Templates can also see with what Helm's client was built; those texts are of the recorded Helm v2.17.0 for Linux.
"""

from __future__ import annotations

from ....core import identity
from ....core.errors import UsageError
from ....core.model.capabilities import Capabilities, KubeVersion, TillerVersion
from ....core.model.options import CapabilitiesRequest
from .api_versions import default_api_versions

_MAJOR, _MINOR = "1", "14"


def resolve_capabilities(request: CapabilitiesRequest) -> Capabilities:
    """The default capabilities, changed as `request` says.

    Of a Kubernetes version only major and minor count; asked-for API versions replace all but ``v1``. Raises
    UsageError (``could not parse a kubernetes version: …``).
    """
    api_versions = frozenset((*request.api_versions, "v1")) if request.api_versions else default_api_versions()
    tiller = TillerVersion(identity.HELM_VERSION, identity.GIT_COMMIT, identity.GIT_TREE_STATE)
    return Capabilities(api_versions, _kube_version(request.kube_version), tiller)


def _kube_version(asked: str) -> KubeVersion:
    major, minor = _MAJOR, _MINOR
    if asked not in ("", f"{_MAJOR}.{_MINOR}"):
        from ....core.golib import semver

        try:
            version = semver.parse(asked)
        except semver.SemverError as error:
            raise UsageError(f"could not parse a kubernetes version: {error}") from None
        major, minor = str(version.major), str(version.minor)
    kube_version = KubeVersion(major, minor, f"v{major}.{minor}.0")
    kube_version.go_version = "go1.15.15"
    kube_version.compiler = "gc"
    kube_version.platform = "linux/amd64"
    return kube_version
