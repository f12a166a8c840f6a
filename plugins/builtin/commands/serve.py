"""``serve``: serve a folder of charts over HTTP. Rules: cmd/helm/serve.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.command import Flag, command
from ....core.errors import ChartNotFoundError
from ....core.golib.oserrors import path_error
from ....core.home import HelmHome
from ....core.model.repository import IndexGeneration, ServeOptions
from ....core.run import Termination

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import RepositoryService

_ADDRESS = "127.0.0.1:8879"


@command(
    "serve",
    Flag("--repo-path", completes="dir", help="folder of charts; default $HELM_HOME/repository/local"),
    Flag("--address", default=_ADDRESS, shown_default=_ADDRESS, help="host and port to listen on"),
    Flag("--url", help="URL of the folder in its index; default the address"),
)
def serve(kernel: Kernel, args: tuple[str, ...], *, repo_path: str, address: str, url: str) -> None:
    """Serve a folder of charts over HTTP, with an index of them and a page for people, until interrupted.

    The index is written anew at the start. Whoever reaches the address can read the folder; there are no accounts.
    """
    folder = os.path.abspath(repo_path or HelmHome(kernel.settings.home()).local_repository)
    try:
        os.stat(folder)
    except FileNotFoundError as error:
        hint = "" if repo_path else "`init --client-only` makes the folder of the local repository"
        raise ChartNotFoundError(path_error("stat", folder, error), hint=hint) from error
    except OSError:
        pass
    if args and kernel.console.explains:
        kernel.warn(f"{args[0]} is ignored; --repo-path names the folder to serve, now it is {folder}")
    kernel.console.line("Regenerating index. This may take a moment.")
    repositories: RepositoryService = kernel.first("helm_open_repositories")
    repositories.generate(IndexGeneration(folder, url or f"http://{address}"))
    kernel.console.line(f"Now serving you on {address}")
    kernel.console.flush()
    try:
        kernel.first("helm_serve_charts", options=ServeOptions(folder, address, url))
    except KeyboardInterrupt as stop:
        _end_as_stopped(stop)


def _end_as_stopped(stop: KeyboardInterrupt) -> None:
    """End by the signal that stopped the server, as a program does that handles none: that is how Helm's ends."""
    import signal

    number = signal.SIGTERM if isinstance(stop, Termination) else signal.SIGINT
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
