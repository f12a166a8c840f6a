"""TLS towards a repository: whom to trust, and the client's own certificate. Rules: pkg/tlsutil, crypto/tls."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib.key_pair import KeyPairError, certificates_of, load_key_pair, read_pem, trust
from ....core.golib.oserrors import path_error

if TYPE_CHECKING:
    from ....core.model.options import FetchOptions


class TLSMaterial:
    """The TLS files of a fetch: authorities (DER) that are trusted instead of the system's, and a client certificate.

    `key` tells this material from other, for keeping connections.
    """

    __slots__ = ("_authorities", "_pair", "key")

    def __init__(self, authorities: tuple[bytes, ...] = (), pair: tuple[str, str] | None = None) -> None:
        self._authorities = authorities
        self._pair = pair
        system = () if authorities else (os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        self.key = (authorities or system, tuple(_identity(path) for path in pair or ()))

    def without_certificate(self) -> TLSMaterial:
        """The same trust without the client certificate, for servers to which that does not belong."""
        return TLSMaterial(self._authorities) if self._pair else self

    def context(self) -> ssl.SSLContext:
        """A context for connections that verifies the server's certificate and name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # Names are looked for among the alternative names only (Go 1.15).
        context.hostname_checks_common_name = False
        if self._pair:
            _load_pair(context, *self._pair)
        if not self._authorities:
            context.load_default_certs()
            return context
        trust(context, self._authorities)
        return context


def load(options: FetchOptions) -> TLSMaterial:
    """The TLS material of a fetch. Raises RepositoryError (``can't create TLS config: …``) for files that are none."""
    authorities: tuple[bytes, ...] = ()
    pair = None
    if options.cert_file and options.key_file:
        _load_pair(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), options.cert_file, options.key_file)
        pair = os.path.abspath(options.cert_file), os.path.abspath(options.key_file)
    if options.ca_file:
        authorities = tuple(_read_authorities(options.ca_file))
    return TLSMaterial(authorities, pair)


def _identity(path: str) -> tuple[object, ...]:
    """What tells the content of a file from an earlier one."""
    stat = os.stat(path)
    return path, stat.st_mtime_ns, stat.st_size, stat.st_ino


def _read_authorities(path: str) -> list[bytes]:
    """The certificates of a PEM file (as DER)."""
    try:
        data = read_pem(path)
    except OSError as error:
        details = (path_error("open", path, error),)
        raise RepositoryError(f"can't create TLS config: can't read CA file: {path}", details=details) from None
    found = certificates_of(data)
    if not found:
        raise RepositoryError(f"can't create TLS config: failed to append certificates from file: {path}")
    return found


def _load_pair(context: ssl.SSLContext, certificate_file: str, key_file: str) -> None:
    try:
        load_key_pair(context, certificate_file, key_file)
    except KeyPairError as error:
        raise RepositoryError(
            f"can't create TLS config: can't load key pair from cert {certificate_file} and key {key_file}: {error}",
            details=error.details,
        ) from None
