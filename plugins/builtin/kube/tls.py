"""TLS towards an API server: whom to trust, and the client's own certificate."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import KubeError

if TYPE_CHECKING:
    import ssl

    from .cluster_access import ClusterAccess

HANDSHAKE_SECONDS = 10
"""As Go's http.Transport of client-go."""


def tls_context(access: ClusterAccess, certificate: bytes = b"", key: bytes = b"") -> ssl.SSLContext:
    """The context for a cluster, with the client certificate of the kubeconfig or the one given (PEM).

    Without an authority of the cluster's own, those of the system are trusted. Raises KubeError.
    """
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if access.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif access.authority:
        try:
            context.load_verify_locations(cadata=access.authority.decode("ascii"))
        except (ssl.SSLError, ValueError):
            raise KubeError(
                "unable to load root certificates: unable to parse bytes as PEM block",
                details=(f"cluster: {access.cluster_name}",),
            ) from None
    else:
        context.load_default_certs()
    certificate, key = (certificate, key) if certificate else (access.certificate, access.key)
    if certificate:
        _load_client_certificate(context, certificate, key, access.user_name)
    return context


def _load_client_certificate(context: ssl.SSLContext, certificate: bytes, key: bytes, user: str) -> None:
    """Hand PEM texts to OpenSSL, which takes files only: one that lives in memory, or is gone again at once."""
    import ssl

    text = certificate.rstrip() + b"\n" + key.rstrip() + b"\n"
    try:
        descriptor = os.memfd_create("client-certificate", os.MFD_CLOEXEC)
    except (AttributeError, OSError):
        _load_from_disk(context, text, user)
        return
    try:
        os.write(descriptor, text)
        context.load_cert_chain(f"/proc/self/fd/{descriptor}", password=_no_password)
    except (ssl.SSLError, OSError, ValueError) as error:
        raise _unusable(user, error) from None
    finally:
        os.close(descriptor)


def _load_from_disk(context: ssl.SSLContext, text: bytes, user: str) -> None:
    """As above on systems without files in memory."""
    import ssl
    import tempfile

    with tempfile.NamedTemporaryFile(prefix="pilothouse-") as file:
        file.write(text)
        file.flush()
        try:
            context.load_cert_chain(file.name, password=_no_password)
        except (ssl.SSLError, OSError, ValueError) as error:
            raise _unusable(user, error) from None


def _no_password() -> str:
    """Keys with a password are refused; OpenSSL would ask on the terminal."""
    raise ValueError("the private key needs a password")


def _unusable(user: str, error: Exception) -> KubeError:
    """The error for a certificate or key that OpenSSL does not take. Rule: crypto/tls.X509KeyPair."""
    reason = str(getattr(error, "reason", "") or error)
    if reason == "KEY_VALUES_MISMATCH":
        text = "private key does not match public key"
    elif reason in ("NO_START_LINE", "PEM_LIB", "PEM lib"):
        text = "failed to find any PEM data in certificate input"
    else:
        text = reason.replace("_", " ").lower()
    return KubeError(
        f"could not get Kubernetes client: tls: {text}", details=(f"client certificate or key of user: {user}",)
    )
