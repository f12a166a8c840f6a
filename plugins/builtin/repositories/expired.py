"""The old addresses of Helm's own repositories, which are gone. Rule: checkForExpiredRepos in cmd/helm/helm.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.kernel import Kernel

_EXPIRED = (
    ("stable", "kubernetes-charts.storage.googleapis.com", "https://charts.helm.sh/stable"),
    ("incubator", "kubernetes-charts-incubator.storage.googleapis.com", "https://charts.helm.sh/incubator"),
)
"""Names of repositories, their old hosts, and their addresses now."""

_COMMON_END = b".storage.googleapis.com"


def warn_of_expired(kernel: Kernel) -> None:
    """Say on standard error which registered repositories have an old address.

    Called before every command, so the file is only searched for text as long as nothing suspicious is in it. One that
    cannot be read is for those to complain about who need it. Without a repository `stable` none is looked at.
    """
    path = os.path.join(kernel.settings.home(), "repository", "repositories.yaml")
    try:
        with open(path, "rb") as stream:
            content = stream.read()
    except (OSError, ValueError):
        return
    if _COMMON_END not in content:
        return
    from ....core.errors import RepositoryError
    from ....core.golib.strconv import quote
    from .repository_file import load_repository_file

    try:
        file = load_repository_file(path)
    except RepositoryError:
        return
    for name, host, address in _EXPIRED:
        entry = file.find(name)
        if entry is None:
            return
        if host in entry.url:
            kernel.console.notice(
                f"WARNING: {quote(host)} is deprecated for {quote(name)} and will be deleted Nov. 13, 2020.\n"
                f"WARNING: You should switch to {quote(address)}"
            )
