"""What templates may know about the cluster and the tool: versions and API versions."""

from __future__ import annotations

from collections.abc import Callable


class KubeVersion:
    """The version of Kubernetes as its API server reports it."""

    __slots__ = (
        "build_date",
        "compiler",
        "git_commit",
        "git_tree_state",
        "git_version",
        "go_version",
        "major",
        "minor",
        "platform",
    )

    def __init__(self, major: str = "", minor: str = "", git_version: str = "") -> None:
        self.major = major
        self.minor = minor
        self.git_version = git_version
        self.git_commit = ""
        self.git_tree_state = ""
        self.build_date = ""
        self.go_version = ""
        self.compiler = ""
        self.platform = ""


class TillerVersion:
    """The version of the release service: a SemVer text, a commit, the state of its tree."""

    __slots__ = ("git_commit", "git_tree_state", "sem_ver")

    def __init__(self, sem_ver: str = "", git_commit: str = "", git_tree_state: str = "") -> None:
        self.sem_ver = sem_ver
        self.git_commit = git_commit
        self.git_tree_state = git_tree_state


class Capabilities:
    """API versions (``v1``, ``apps/v1``, ``apps/v1/Deployment`` …), Kubernetes' version and Tiller's.

    The API versions may be given as a function, which is called when they are first looked at: most charts never do,
    and a server is asked dozens of times for them.
    """

    __slots__ = ("_api_versions", "kube_version", "tiller_version")

    def __init__(
        self,
        api_versions: frozenset[str] | Callable[[], frozenset[str]],
        kube_version: KubeVersion,
        tiller_version: TillerVersion,
    ) -> None:
        self._api_versions = api_versions
        self.kube_version = kube_version
        self.tiller_version = tiller_version

    @property
    def api_versions(self) -> frozenset[str]:
        """The set of API versions. Raises what the function raises that was given for it."""
        found = self._api_versions
        if not isinstance(found, frozenset):
            found = self._api_versions = found()
        return found
