"""``oci login``: keep credentials for a registry."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag, command
from ....core.errors import UsageError
from .source_flags import TLS_FLAGS, options_of

if TYPE_CHECKING:
    from ....core.kernel import Kernel

_LONGEST = 64 * 1024


@command(
    "login",
    Flag("--username", "-u", help="name of the user"),
    Flag("--password", help="password, which others on this machine can see: better is --password-stdin"),
    Flag("--password-stdin", kind=BOOL, help="read the password from standard input"),
    *TLS_FLAGS,
    usage=" [flags] HOST[:PORT]",
)
def login(
    kernel: Kernel, args: tuple[str, ...], *, username: str, password: str, password_stdin: bool, **flags: Any
) -> None:
    """Log in to a registry and keep the credentials where Docker keeps its own.

    That is the credential helper which its config.json names, else that file itself, readable for its owner alone.
    """
    from .docker_config import Credentials, DockerConfig
    from .registry import Registry

    if not username:
        raise UsageError("who logs in?", hint="--username NAME, with --password-stdin or a terminal for the password")
    host = registry_host(args)
    if password_stdin and password:
        raise UsageError("--password and --password-stdin exclude one another")
    if password_stdin:
        given = sys.stdin.buffer.read(_LONGEST).decode("utf-8", "surrogateescape")
        password = given.removesuffix("\n").removesuffix("\r")
    elif not password:
        password = _ask(kernel)
    if not password:
        raise UsageError("the password is empty")
    kernel.conceal(password)
    with Registry(host, options_of(flags).replace(username=username, password=password), kernel) as registry:
        registry.ping()
    place = DockerConfig(kernel.settings.environment).keep(host, Credentials(username, password))
    kernel.console.line("Login Succeeded")
    kernel.console.notice(f"the credentials are kept in {place}")


def registry_host(args: tuple[str, ...]) -> str:
    """The registry that the only argument names, with or without ``oci://``. Raises UsageError, RepositoryError."""
    from ....core.errors import RepositoryError
    from . import references

    if len(args) != 1:
        raise UsageError("This command needs 1 argument: HOST[:PORT]")
    address = args[0] if "://" in args[0] else f"{references.SCHEME}{args[0]}"
    reference = references.parse(address)
    if reference.path:
        raise RepositoryError(f"{reference} is more than a registry", hint=f"`oci login {reference.host}`")
    return reference.host


def _ask(kernel: Kernel) -> str:
    """What the user types as the password, unseen. Raises UsageError without a terminal."""
    import getpass

    if not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask for the password", hint="--password-stdin reads it")
    kernel.console.flush()
    return getpass.getpass("Password: ")
