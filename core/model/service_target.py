"""Where the service is that owns releases, and how to speak to it."""

from __future__ import annotations

from ..record import Record


class TillerTls(Record):
    """TLS towards a Tiller: paths of files in PEM form.

    Without `verify` the server is believed to be who it says it is (``--tls`` alone, as in Helm); `hostname` is the
    name that its certificate has to carry, empty for the host of the address.
    """

    verify: bool = False
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    hostname: str = ""


class TlsFiles(Record):
    """The TLS towards a Tiller that a user asks for: with `verify` or only `enable`, or none.

    Names of files may have variables such as ``$HELM_HOME``; an empty one is the usual file of Helm's home.
    """

    enable: bool = False
    verify: bool = False
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    hostname: str = ""


class ServiceTarget(Record):
    """The service that a command works with.

    With an empty `host` and no `tunnel` it is the one in this process. `host` is ``host:port`` of a Tiller; `tunnel`
    asks for the Tiller in the namespace `namespace` of the cluster, through the API server. `tls` is None for a
    connection in the clear. `timeout` is how many seconds a connection may take to come about.
    """

    host: str = ""
    tunnel: bool = False
    namespace: str = ""
    tls: TillerTls | None = None
    timeout: int = 300

    @property
    def is_here(self) -> bool:
        """Whether the service in this process is meant."""
        return not self.host and not self.tunnel
