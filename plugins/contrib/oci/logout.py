"""``oci logout``: forget the credentials for a registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import command
from ....core.errors import RepositoryError

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command("logout", usage=" HOST[:PORT]")
def logout(kernel: Kernel, args: tuple[str, ...]) -> None:
    """Forget the credentials for a registry, wherever Docker's configuration says that they are kept."""
    from .docker_config import DockerConfig
    from .login import registry_host

    host = registry_host(args)
    if not DockerConfig(kernel.settings.environment).forget(host):
        raise RepositoryError(f"there are no credentials for {host}")
    kernel.console.line(f"Removing login credentials for {host}")
