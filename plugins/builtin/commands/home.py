"""``home``: print where Helm's configuration lives."""

from __future__ import annotations

from ....core.command import command
from ....core.home import HelmHome
from ....core.kernel import Kernel


@command("home")
def home(kernel: Kernel, args: tuple[str, ...]) -> None:
    """Print the folder of Helm's configuration; with --debug also what is kept where below it."""
    paths = HelmHome(kernel.settings.home())
    kernel.console.line(paths.path)
    if kernel.settings.enabled("debug"):
        kernel.console.line(f"Repository: {paths.repository}")
        kernel.console.line(f"RepositoryFile: {paths.repository_file}")
        kernel.console.line(f"Cache: {paths.cache}")
        kernel.console.line(f"Stable CacheIndex: {paths.cache_index('stable')}")
        kernel.console.line(f"Starters: {paths.starters}")
        kernel.console.line(f"LocalRepository: {paths.local_repository}")
        kernel.console.line(f"Plugins: {paths.plugins}")
