"""How a command reaches the release service: its flags for TLS and the settings say which one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ....core.model.service_target import TlsFiles
from ._client import open_client

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.service_target import ServiceTarget
    from ....core.protocols import ReleaseService


def connect(kernel: Kernel, options: Mapping[str, Any]) -> ReleaseService:
    """The release service: the one in this process, or a Tiller; `options` are the command's, with its flags for TLS.

    Raises ReleaseError when nobody reaches such a service, and what connecting raises.
    """
    client = open_client(kernel)
    return client.connect(client.service_target(tls_files(options)))


def service_target(kernel: Kernel, options: Mapping[str, Any]) -> ServiceTarget:
    """Which service the settings and a command's flags for TLS mean. Raises SettingError."""
    return open_client(kernel).service_target(tls_files(options))


def tls_files(options: Mapping[str, Any]) -> TlsFiles:
    """The TLS that the flags of a command ask for."""
    if not options.get("tls") and not options.get("tls_verify"):
        return TlsFiles()
    return TlsFiles(
        enable=True,
        verify=options["tls_verify"],
        ca_file=options["tls_ca_cert"],
        cert_file=options["tls_cert"],
        key_file=options["tls_key"],
        hostname=options["tls_hostname"],
    )
