"""How releases are served to others over gRPC, and who calls."""

from __future__ import annotations

from ..record import Record


class TillerOptions(Record):
    """The flags of ``tiller`` that concern serving; stores, namespace and history are settings.

    Addresses are ``host:port`` or ``:port``. `tls` serves TLS, `tls_verify` asks for client certificates of
    `tls_ca_cert` too. An address beyond this machine needs `tls_verify` or `allow_insecure`. `drain_timeout` is how
    many seconds running operations have to end once the server is told to stop.
    """

    listen: str = ""
    probe: bool = True
    probe_listen: str = ":44135"
    tls: bool = False
    tls_verify: bool = False
    tls_key: str = "tls.key"
    tls_cert: str = "tls.crt"
    tls_ca_cert: str = "ca.crt"
    allow_insecure: bool = False
    drain_timeout: int = 25


class ClientIdentity(Record):
    """Whom a client certificate names; all empty for a client without one.

    `subject` is the distinguished name as in RFC 4514, `fingerprint` the SHA-256 of the certificate in hexadecimal
    digits. Nothing of it is filled from a certificate that was not verified.
    """

    common_name: str = ""
    organizations: tuple[str, ...] = ()
    subject: str = ""
    dns_names: tuple[str, ...] = ()
    uris: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    fingerprint: str = ""


class TillerCall(Record):
    """A call that a client makes. `method` is its name (``InstallRelease``), `service` that of the gRPC service.

    `release` and `namespace` are those of the request, empty where it has none. `peer` is the client's address,
    `client_version` the version that it says it has, `dry_run` whether nothing is to be changed, `planned` whether the
    client sends what is to be recorded and applied (a plan): no chart is rendered then, and nothing that plugins of the
    Tiller do with charts, values or rendered files is done with it.
    """

    method: str
    service: str
    release: str = ""
    namespace: str = ""
    dry_run: bool = False
    identity: ClientIdentity = ClientIdentity()
    peer: str = ""
    client_version: str = ""
    planned: bool = False
