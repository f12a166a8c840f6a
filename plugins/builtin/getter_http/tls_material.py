"""TLS towards a repository: whom to trust, and the client's own certificate. Rules: pkg/tlsutil, crypto/tls."""

from __future__ import annotations

import os
import re
import ssl
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib.oserrors import path_error

if TYPE_CHECKING:
    from ....core.model.options import FetchOptions

_MAX_FILE = 16 * 1024 * 1024
_BLOCK = re.compile(rb"^-----BEGIN ([A-Z0-9 ]+)-----[ \t]*\r?\n(.*?)^-----END \1-----", re.MULTILINE | re.DOTALL)


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
        # Go trusts what is in the file, also where that is no root.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        for certificate in self._authorities:
            context.load_verify_locations(cadata=certificate)
        return context


def load(options: FetchOptions) -> TLSMaterial:
    """The TLS material of a fetch. Raises RepositoryError (``can't create TLS config: …``) for files that are none."""
    authorities: tuple[bytes, ...] = ()
    pair = None
    if options.cert_file and options.key_file:
        _check_pair(options.cert_file, options.key_file)
        pair = os.path.abspath(options.cert_file), os.path.abspath(options.key_file)
    if options.ca_file:
        authorities = tuple(_read_authorities(options.ca_file))
    return TLSMaterial(authorities, pair)


def _identity(path: str) -> tuple[object, ...]:
    """What tells the content of a file from an earlier one."""
    stat = os.stat(path)
    return path, stat.st_mtime_ns, stat.st_size, stat.st_ino


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(_MAX_FILE)


def _read_authorities(path: str) -> list[bytes]:
    """The certificates of a PEM file (as DER) that can be read; others are passed over, as Go does."""
    try:
        data = _read(path)
    except OSError as error:
        details = (path_error("open", path, error),)
        raise RepositoryError(f"can't create TLS config: can't read CA file: {path}", details=details) from None
    found = []
    probe = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for kind, body in _BLOCK.findall(data):
        der = _decoded(body)
        if kind != b"CERTIFICATE" or not der:
            continue
        try:
            probe.load_verify_locations(cadata=der)
        except (ssl.SSLError, ValueError):
            continue
        found.append(der)
    if not found:
        raise RepositoryError(f"can't create TLS config: failed to append certificates from file: {path}")
    return found


def _decoded(body: bytes) -> bytes:
    import binascii

    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        return b""


def _check_pair(certificate_file: str, key_file: str) -> None:
    """Raise RepositoryError for files that are no certificate with its key. Rule: crypto/tls (X509KeyPair)."""
    try:
        certificate = _read_named(certificate_file)
        key = _read_named(key_file)
    except OSError as error:
        raise _pair_error(certificate_file, key_file, path_error("open", str(error.filename), error)) from None
    reason = _certificate_complaint(certificate) or _key_complaint(key)
    if reason:
        raise _pair_error(certificate_file, key_file, f"tls: {reason}")
    _load_pair(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), certificate_file, key_file)


def _read_named(path: str) -> bytes:
    """The content of a file; an OSError has the name, also one that comes while reading (a directory)."""
    try:
        return _read(path)
    except OSError as error:
        error.filename = path
        raise


def _certificate_complaint(data: bytes) -> str:
    kinds = [kind.decode() for kind, _ in _BLOCK.findall(data)]
    if "CERTIFICATE" in kinds:
        return ""
    if not kinds:
        return "failed to find any PEM data in certificate input"
    if len(kinds) == 1 and kinds[0].endswith("PRIVATE KEY"):
        return (
            "failed to find certificate PEM data in certificate input, but did find a private key; "
            "PEM inputs may have been switched"
        )
    return (
        'failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: '
        f"[{' '.join(kinds)}]"
    )


def _key_complaint(data: bytes) -> str:
    kinds = [kind.decode() for kind, _ in _BLOCK.findall(data)]
    if any(kind == "PRIVATE KEY" or kind.endswith(" PRIVATE KEY") for kind in kinds):
        return ""
    if not kinds:
        return "failed to find any PEM data in key input"
    if kinds == ["CERTIFICATE"]:
        return "found a certificate rather than a key in the PEM for the private key"
    return (
        'failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the '
        f"following types: [{' '.join(kinds)}]"
    )


def _load_pair(context: ssl.SSLContext, certificate_file: str, key_file: str) -> None:
    try:
        context.load_cert_chain(certificate_file, key_file, password=_no_password)
    except (ssl.SSLError, OSError, ValueError) as error:
        text = str(getattr(error, "reason", "") or error)
        if text == "KEY_VALUES_MISMATCH":
            reason = "private key does not match public key"
        elif text == "KEY_TYPE_MISMATCH":
            reason = "private key type does not match public key type"
        else:
            reason = "failed to parse private key"
        raise _pair_error(certificate_file, key_file, f"tls: {reason}", f"OpenSSL: {text}") from None


def _no_password() -> str:
    """Keys with a password are refused; OpenSSL would ask on the terminal."""
    raise ValueError("the private key needs a password")


def _pair_error(certificate_file: str, key_file: str, reason: str, *details: str) -> RepositoryError:
    return RepositoryError(
        f"can't create TLS config: can't load key pair from cert {certificate_file} and key {key_file}: {reason}",
        details=details,
    )
