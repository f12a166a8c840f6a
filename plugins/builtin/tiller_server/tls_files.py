"""TLS of the server from PEM files, and whom the certificate of a client names. Rules: pkg/tlsutil, crypto/tls."""

from __future__ import annotations

import logging
import os
import ssl
import threading
from typing import TYPE_CHECKING

import grpc
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from ....core.errors import SettingError
from ....core.golib.key_pair import KeyPairError, certificates_of, load_key_pair, read_pem
from ....core.golib.pem import encode
from ....core.golib.strconv import quote
from ....core.model.tiller_serving import ClientIdentity

if TYPE_CHECKING:
    from ....core.model.tiller_serving import TillerOptions

_ATTEMPTS = 3
_LOG = logging.getLogger(__name__)


def server_credentials(options: TillerOptions) -> grpc.ServerCredentials | None:
    """The credentials of a server that serves TLS (1.2 or newer, ALPN h2), None for one that does not.

    With `tls_verify` clients have to show a certificate that an authority of `tls_ca_cert` issued. The files are read
    again when they have changed; those that cannot be used then are a line in
    the log. Raises SettingError.
    """
    if not (options.tls or options.tls_verify):
        return None
    files = _Files(options)
    return grpc.dynamic_ssl_server_credentials(
        files.load(), files.changed, require_client_authentication=options.tls_verify
    )


class _Files:
    """The files of a server: key pair, and with `tls_verify` the authorities of clients."""

    def __init__(self, options: TillerOptions) -> None:
        self._certificate = options.tls_cert
        self._key = options.tls_key
        self._authorities = options.tls_ca_cert
        self._verify = options.tls_verify
        self._lock = threading.Lock()
        self._seen: tuple[object, ...] = ()

    def load(self) -> grpc.ServerCertificateConfiguration:
        """What is in the files now. Raises SettingError."""
        for _ in range(_ATTEMPTS):
            self._seen = self._stamps()
            found = self._read()
            if self._stamps() == self._seen:
                break
        return found

    def changed(self) -> grpc.ServerCertificateConfiguration | None:
        """What is in the files when they are others than last time, else None: asked before every handshake.

        Files that cannot be used, say in the middle of being replaced, leave everything as it was.
        """
        with self._lock:
            if self._stamps() == self._seen:
                return None
            try:
                found = self.load()
            except SettingError as error:
                _LOG.warning("the TLS files have changed and cannot be used, what was in them before stays: %s", error)
                return None
        return found

    def _read(self) -> grpc.ServerCertificateConfiguration:
        pair = self._pair()
        return grpc.ssl_server_certificate_configuration([pair], self._authority_bundle())

    def _pair(self) -> tuple[bytes, bytes]:
        """Key and certificate, which belong together."""
        try:
            load_key_pair(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), self._certificate, self._key)
            certificate = read_pem(self._certificate)
            _check_algorithm(certificate)
            return read_pem(self._key), certificate
        except (KeyPairError, OSError) as error:
            raise SettingError(
                f"could not read x509 key pair (cert: {quote(self._certificate)}, key: {quote(self._key)}): "
                f"can't load key pair from cert {self._certificate} and key {self._key}: {error}",
                details=getattr(error, "details", ()),
                hint="--tls-cert and --tls-key take the files; TILLER_TLS_CERTS the folder with tls.crt and tls.key",
            ) from error

    def _authority_bundle(self) -> bytes | None:
        """The certificates of authorities that can be read, as PEM; None where nobody asks for clients' ones."""
        if not self._verify:
            return None
        try:
            found = certificates_of(read_pem(self._authorities))
        except OSError as error:
            raise SettingError(f"can't read CA file: {self._authorities}", details=(str(error),)) from error
        if not found:
            raise SettingError(f"failed to append certificates from file: {self._authorities}")
        return "".join(encode("CERTIFICATE", one) for one in found).encode("ascii")

    def _stamps(self) -> tuple[object, ...]:
        paths = (self._certificate, self._key, *((self._authorities,) if self._verify else ()))
        return tuple(_stamp(path) for path in paths)


def _check_algorithm(certificate: bytes) -> None:
    """Raise KeyPairError for a key that gRPC's library for TLS does not use; it would call that a failure to bind."""
    try:
        key = x509.load_pem_x509_certificate(certificate).public_key()
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if isinstance(key, ec.EllipticCurvePublicKey):
        is_served = isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1)
    else:
        is_served = isinstance(key, rsa.RSAPublicKey | ed25519.Ed25519PublicKey)
    if not is_served:
        served = "keys that can be served: RSA, Ed25519, ECDSA on the curves P-256, P-384 and P-521"
        raise KeyPairError("tls: unknown public key algorithm", details=(served,))


def _stamp(path: str) -> tuple[int, int, int] | None:
    """What tells the content of a file from that of another time; None while there is no such file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def client_identity(pem: bytes) -> ClientIdentity:
    """Whom a certificate names that was verified; an empty text, or one that is no certificate, names nobody.

    One whose names cannot be read has its fingerprint alone.
    """
    fingerprint = ""
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
        names = _alternative_names(certificate)
        return ClientIdentity(
            common_name=_last(_attributes(certificate.subject, NameOID.COMMON_NAME)),
            organizations=_attributes(certificate.subject, NameOID.ORGANIZATION_NAME),
            subject=certificate.subject.rfc4514_string(),
            dns_names=tuple(names.get_values_for_type(x509.DNSName)),
            uris=tuple(names.get_values_for_type(x509.UniformResourceIdentifier)),
            emails=tuple(names.get_values_for_type(x509.RFC822Name)),
            fingerprint=fingerprint,
        )
    except (ValueError, x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType):
        return ClientIdentity(fingerprint=fingerprint)


def _alternative_names(certificate: x509.Certificate) -> x509.SubjectAlternativeName:
    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return x509.SubjectAlternativeName([])


def _attributes(name: x509.Name, kind: x509.ObjectIdentifier) -> tuple[str, ...]:
    return tuple(str(one.value) for one in name.get_attributes_for_oid(kind))


def _last(texts: tuple[str, ...]) -> str:
    """The last text, as Go's pkix.Name takes the last of several common names."""
    return texts[-1] if texts else ""
