"""Fetching the indexes of all registered repositories afresh, and saying how that went.

Rule: parallelRepoUpdate in pkg/downloader/manager.go. The repository of this machine is fetched like any other here,
and a repository that cannot be reached is no failure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.golib.strconv import quote
from ....core.text import without_password

if TYPE_CHECKING:
    from ....core.protocols import RepositoryService
    from .updating import Updating


def refresh_repositories(service: RepositoryService, update: Updating) -> None:
    """Fetch the indexes of all registered repositories. Raises RepositoryError for one that nothing can fetch."""
    entries = service.entries()
    if not entries:
        return
    update.say("Hang tight while we grab the latest from your chart repositories...")
    for result in service.refresh(entries, skip_local=False):
        name = quote(result.entry.name)
        if result.error:
            address = without_password(result.entry.url)
            update.say(f"...Unable to get an update from the {name} chart repository ({address}):\n\t{result.error}")
        else:
            update.say(f"...Successfully got an update from the {name} chart repository")
    update.say("Update Complete.")
