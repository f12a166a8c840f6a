"""Certificates and keys in PEM files: tls.LoadX509KeyPair and x509.CertPool.AppendCertsFromPEM, in Go's words."""

from __future__ import annotations

import re
import ssl

from .oserrors import path_error

_MAX_FILE = 16 * 1024 * 1024
_BLOCK = re.compile(rb"^-----BEGIN ([A-Z0-9 ]+)-----[ \t]*\r?\n(.*?)^-----END \1-----", re.MULTILINE | re.DOTALL)


class KeyPairError(Exception):
    """Files that are no certificate with its key. The text is Go's; what OpenSSL says goes to `details`."""

    def __init__(self, message: str, *, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.details = details


def load_key_pair(context: ssl.SSLContext, certificate_file: str, key_file: str) -> None:
    """Have a context show the certificate of a file. Raises KeyPairError (``tls: …``, ``open F: …``)."""
    try:
        certificate = read_pem(certificate_file)
        key = read_pem(key_file)
    except OSError as error:
        raise KeyPairError(path_error("open", str(error.filename), error)) from None
    reason = _certificate_complaint(certificate) or _key_complaint(key)
    if reason:
        raise KeyPairError(f"tls: {reason}")
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
        raise KeyPairError(f"tls: {reason}", details=(f"OpenSSL: {text}",)) from None


def read_pem(path: str) -> bytes:
    """The content of a file, cut where nobody has PEM any more.

    Raises OSError; it has the name of the file, also when it comes while reading (a directory).
    """
    try:
        with open(path, "rb") as file:
            return file.read(_MAX_FILE)
    except OSError as error:
        error.filename = path
        raise


def certificates_of(data: bytes) -> list[bytes]:
    """The certificates of a PEM text (as DER) that can be read; others are passed over."""
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
    return found


def trust(context: ssl.SSLContext, authorities: list[bytes] | tuple[bytes, ...]) -> None:
    """Have a context trust certificates (DER): these themselves, also where they are no roots, as Go does."""
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    for certificate in authorities:
        context.load_verify_locations(cadata=certificate)


def _decoded(body: bytes) -> bytes:
    import binascii

    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        return b""


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


def _no_password() -> str:
    """Keys with a password are refused; OpenSSL would ask on the terminal."""
    raise ValueError("the private key needs a password")
