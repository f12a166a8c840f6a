"""How a command reaches the release service, and how the service's errors are worded.

Rules: setupConnection and prettyError in cmd/helm/helm.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ....core.errors import KubeConnectionError, KubeLoginError, PilothouseError, ReleaseError, SettingError
from ....core.golib.strconv import quote
from ....core.model.service_target import ServiceTarget, TillerTls

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import ReleaseService

_HOOK = "helm_connect_release_service"
_Answer = TypeVar("_Answer")


def connect(kernel: Kernel, options: Mapping[str, Any]) -> ReleaseService:
    """The release service: the one in this process, or a Tiller; `options` are the command's, with its flags for TLS.

    Raises ReleaseError when nobody reaches such a service, and what connecting raises.
    """
    target = service_target(kernel, options)
    if target.host:
        debug(kernel, f"SERVER: {quote(target.host)}\n")
    if target.tls is not None:
        tls = target.tls
        files = f"Key={quote(tls.key_file)}, Cert={quote(tls.cert_file)}, CA={quote(tls.ca_file)}"
        debug(kernel, f"Host={quote(tls.hostname)}, {files}\n")
    service: ReleaseService | None = kernel.first_or_none(_HOOK, target=target)
    if service is None and target.is_here:
        service = kernel.first(_HOOK, target=target)
    if service is None:
        raise ReleaseError(
            "cannot connect to Tiller",
            details=(f"no installed plugin reaches a Tiller {f'at {target.host}' if target.host else 'by a tunnel'}",),
            hint="without --host, HELM_HOST and --tiller, releases are worked on here, without a Tiller",
        )
    if target.is_here:
        debug(kernel, f"SERVER: {quote('in this process')}\n")
    return service


def service_target(kernel: Kernel, options: Mapping[str, Any]) -> ServiceTarget:
    """Which service the settings and a command's flags for TLS mean. Raises SettingError.

    ``--tiller none`` passes over an address that the environment has. Without an address, ``--tiller tunnel`` means the
    Tiller in the cluster, and so do the flags for TLS and their variables: in this process there is nothing that they
    could protect.
    """
    tls = _tls(kernel, options)
    host, choice = kernel.setting("host"), kernel.setting("tiller")
    if choice not in ("", "none", "tunnel"):
        raise SettingError(f"unknown kind of Tiller {quote(choice)}", hint="--tiller takes tunnel or none")
    if choice == "none" and "host" not in kernel.settings.flags:
        host = ""
    timeout = kernel.setting("tiller-connection-timeout")
    return ServiceTarget(
        host=host,
        tunnel=not host and (choice == "tunnel" or (tls is not None and choice != "none")),
        namespace=kernel.setting("tiller-namespace"),
        tls=tls,
        timeout=int(timeout) if timeout.lstrip("-").isdecimal() else 300,
    )


def _tls(kernel: Kernel, options: Mapping[str, Any]) -> TillerTls | None:
    """The TLS that the flags of a command ask for. Rule: newClient in cmd/helm/helm.go."""
    if not options.get("tls") and not options.get("tls_verify"):
        return None
    from ....core.settings import expand_environment

    names = {**kernel.settings.environment, "HELM_HOME": kernel.settings.home()}

    def file(name: str, usual: str) -> str:
        return expand_environment(options[name] or f"$HELM_HOME/{usual}", names)

    return TillerTls(
        verify=options["tls_verify"],
        ca_file=file("tls_ca_cert", "ca.pem"),
        cert_file=file("tls_cert", "cert.pem"),
        key_file=file("tls_key", "key.pem"),
        hostname=options["tls_hostname"],
    )


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
