"""Which service owns the releases, and how it is reached. Rule: setupConnection in cmd/helm/helm.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.debug_lines import debug
from ....core.errors import ReleaseError, SettingError
from ....core.golib.strconv import quote
from ....core.model.service_target import ServiceTarget, TillerTls, TlsFiles
from ....core.settings import expand_environment, parse_bool
from .worded_service import worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ....core.kernel import Kernel
    from ....core.protocols import ReleaseService

_HOOK = "helm_connect_release_service"


def connect(kernel: Kernel, target: ServiceTarget) -> ReleaseService:
    """The release service of a target. Raises ReleaseError when nobody reaches it, and what connecting raises."""
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
    return worded(service)


def service_target(kernel: Kernel, files: TlsFiles | None) -> ServiceTarget:
    """Which service the settings and the choice of TLS mean; None: what the environment says. Raises SettingError.

    ``--tiller none`` passes over an address that the environment has. Without an address, ``--tiller tunnel`` means the
    Tiller in the cluster, and so do the flags for TLS and their variables: in this process there is nothing that they
    could protect.
    """
    tls = _tls(kernel, files if files is not None else _files_of_environment(kernel.settings.environment))
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


def _files_of_environment(environment: Mapping[str, str]) -> TlsFiles:
    """The choice of TLS by variables. Rule: pkg/helm/environment/environment.go."""

    def is_set(name: str) -> bool:
        return parse_bool(environment.get(name, "")) is True

    return TlsFiles(
        enable=is_set("HELM_TLS_ENABLE"),
        verify=is_set("HELM_TLS_VERIFY"),
        ca_file=environment.get("HELM_TLS_CA_CERT", ""),
        cert_file=environment.get("HELM_TLS_CERT", ""),
        key_file=environment.get("HELM_TLS_KEY", ""),
        hostname=environment.get("HELM_TLS_HOSTNAME", ""),
    )


def _tls(kernel: Kernel, files: TlsFiles) -> TillerTls | None:
    """The TLS that is asked for. Rule: newClient in cmd/helm/helm.go."""
    if not files.enable and not files.verify:
        return None
    names = {**kernel.settings.environment, "HELM_HOME": kernel.settings.home()}

    def path(given: str, usual: str) -> str:
        return expand_environment(given or f"$HELM_HOME/{usual}", names)

    return TillerTls(
        verify=files.verify,
        ca_file=path(files.ca_file, "ca.pem"),
        cert_file=path(files.cert_file, "cert.pem"),
        key_file=path(files.key_file, "key.pem"),
        hostname=files.hostname,
    )
