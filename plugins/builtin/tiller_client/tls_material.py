"""TLS towards a Tiller: the client's certificate, and whom to trust. Rules: pkg/tlsutil (ClientConfig, tls.go)."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from ....core.errors import TillerTlsError
from ....core.golib.key_pair import KeyPairError, certificates_of, load_key_pair, read_pem, trust
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote

if TYPE_CHECKING:
    from ....core.model.service_target import TillerTls

_PAIR_WANTED = "--tls-cert and --tls-key name the certificate and key that you show to Tiller, else those in $HELM_HOME"
_AUTHORITY = "--tls-ca-cert names the file with the authority of Tiller's certificate, else it is ca.pem in $HELM_HOME"


def client_context(tls: TillerTls) -> ssl.SSLContext:
    """The context for connections to a Tiller. Raises TillerTlsError for files that are not what they should be."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["h2"])
    certificate, key = tls.cert_file, tls.key_file
    try:
        load_key_pair(context, certificate, key)
    except KeyPairError as error:
        raise TillerTlsError(
            f"could not read x509 key pair (cert: {quote(certificate)}, key: {quote(key)}): "
            f"can't load key pair from cert {certificate} and key {key}: {error}",
            details=error.details,
            hint=_PAIR_WANTED,
        ) from None
    if tls.verify:
        # Names are looked for among the alternative names only (Go 1.15).
        context.hostname_checks_common_name = False
        trust(context, _authorities(tls.ca_file))
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _authorities(path: str) -> list[bytes]:
    try:
        found = certificates_of(read_pem(path))
    except OSError as error:
        details = (path_error("open", path, error),)
        raise TillerTlsError(f"can't read CA file: {path}", details=details, hint=_AUTHORITY) from None
    if not found:
        raise TillerTlsError(f"failed to append certificates from file: {path}", hint=_AUTHORITY)
    return found
