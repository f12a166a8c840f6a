"""``repo add``: register a repository. Rules: cmd/helm/repo_add.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import BOOL, Flag, command
from ....core.errors import UsageError
from ....core.golib.strconv import quote
from ....core.model.repository import RepositoryEntry
from ._arguments import check_arguments
from ._repositories import repositories
from ._unseen import ask_unseen

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "add",
    Flag("--username", help="name of the user at the repository"),
    Flag("--password", help="password at the repository; asked for when only --username is given"),
    Flag("--no-update", kind=BOOL, help="fail when a repository of that name is registered"),
    Flag("--cert-file", completes="file", help="client certificate for the repository"),
    Flag("--key-file", completes="file", help="client key for the repository"),
    Flag("--ca-file", completes="file", help="certificate authority of the repository"),
    usage=" [flags] [NAME] [URL]",
)
def add_repository(
    kernel: Kernel,
    args: tuple[str, ...],
    *,
    username: str,
    password: str,
    no_update: bool,
    cert_file: str,
    key_file: str,
    ca_file: str,
) -> None:
    """Fetch the index of a repository and register it under a name, in place of another of that name."""
    check_arguments(args, "name for the chart repository", "the url of the chart repository")
    if username and not password:
        password = _ask_password(kernel)
    name, url = args
    entry = RepositoryEntry(
        name,
        url,
        username=username,
        password=password,
        cert_file=cert_file,
        key_file=key_file,
        ca_file=ca_file,
    )
    repositories(kernel).add(entry, refuse_existing=no_update)
    kernel.console.line(f"{quote(name)} has been added to your repositories")


def _ask_password(kernel: Kernel) -> str:
    """What the user types as the password. Raises UsageError without a terminal."""
    try:
        return ask_unseen(kernel, "Password:")
    except UsageError as error:
        raise UsageError(
            error.message,
            details=("there is no terminal to ask for the password",),
            hint="give the password with --password",
        ) from None
