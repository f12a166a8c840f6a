"""Fetching the indexes of registered repositories and saying how it goes. Rules: cmd/helm/repo_update.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib.strconv import quote
from ....core.text import without_password
from ._client import open_client

if TYPE_CHECKING:
    from ....core.kernel import Kernel


def refresh_repositories(kernel: Kernel, name: str, *, strict: bool) -> None:
    """Fetch the index of the first repository of a name, or without a name all of them.

    Raises RepositoryError when there is none, and with `strict` when one cannot be fetched.
    """
    results = open_client(kernel).refresh_repositories(name)
    kernel.console.line("Hang tight while we grab the latest from your chart repositories...")
    failures = 0
    for result in results:
        shown = quote(result.entry.name)
        if result.skipped:
            kernel.console.line(f"...Skip {result.entry.name} chart repository")
        elif result.error:
            failures += 1
            address = without_password(result.entry.url)
            kernel.console.line(
                f"...Unable to get an update from the {shown} chart repository ({address}):\n\t{result.error}"
            )
        else:
            kernel.console.line(f"...Successfully got an update from the {shown} chart repository")
    if failures and strict:
        raise RepositoryError("Update Failed. Check log for details")
    kernel.console.line("Update Complete.")
