"""How a command reaches the release service, and how the service's errors are worded.

Rules: setupConnection and prettyError in cmd/helm/helm.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from ....core.errors import KubeConnectionError, KubeLoginError, PilothouseError, ReleaseError
from ....core.golib.strconv import quote

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import ReleaseService

_HOOK = "helm_connect_release_service"
_Answer = TypeVar("_Answer")


def connect(kernel: Kernel) -> ReleaseService:
    """The release service: the one in this process, or the Tiller at the address of ``--host``.

    Raises ReleaseError when nobody reaches a Tiller at that address, and what connecting raises.
    """
    host = kernel.setting("host")
    service: ReleaseService | None = kernel.first_or_none(_HOOK, target=host)
    if service is None and host:
        raise ReleaseError(
            "cannot connect to Tiller",
            details=(f"no installed plugin reaches a Tiller at {host}",),
            hint="without --host and HELM_HOST, releases are worked on here, without a Tiller",
        )
    if service is None:
        service = kernel.first(_HOOK, target=host)
    debug(kernel, f"SERVER: {quote(host or 'in this process')}\n")
    return service


def ask(call: Callable[..., _Answer], *arguments: Any) -> _Answer:
    """The answer of a method of the service. Its errors are raised with the words that Helm's client prints."""
    try:
        return call(*arguments)
    except PilothouseError as error:
        reword(error)
        raise


def stream(items: Iterator[_Answer]) -> Iterator[_Answer]:
    """What a method of the service gives bit by bit, with errors as in `ask`."""
    try:
        yield from items
    except PilothouseError as error:
        reword(error)
        raise


def reword(error: PilothouseError) -> None:
    """Give an error of the service the message that Helm's client makes of it: it takes it for a format of fmt.

    What kept this process from reaching the cluster is told as it is: in Helm that is the client's own error.
    """
    if not isinstance(error, KubeConnectionError | KubeLoginError):
        error.message = as_format(error.message)


def as_format(text: str) -> str:
    """A text as Go prints it when it is taken for a format without operands: ``100%`` becomes ``100%!(NOVERB)``."""
    if "%" not in text:
        return text
    from ....core.golib.fmt import sprintf

    return sprintf(text, ())


def debug(kernel: Kernel, text: str) -> None:
    """Print a line about what is done, with ``--debug`` alone."""
    if kernel.settings.enabled("debug"):
        kernel.console.line(f"[debug] {text}")
