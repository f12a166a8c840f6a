"""crypto/x509: why a certificate is not trusted, in the words and the order of Go (verify.go).

OpenSSL names one reason and keeps the certificate to itself. What Go would say is read from the certificate: a server's
over further connections on which nothing is verified and nothing is asked, one's own in a handshake with oneself.
"""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING, Any

from .dial import DialError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .tls import Redial

UNTRUSTED = "certificate signed by unknown authority"

# Numbers of OpenSSL (X509_V_ERR_…).
_OUT_OF_DATE = frozenset((9, 10))
_UNKNOWN_AUTHORITY = frozenset((2, 7, 18, 19, 20, 21, 27))
_OTHER_NAME = frozenset((62, 64))
_OTHER_PURPOSE = 26
_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, for which Python has no name."""
_LOOK_SECONDS = 5


def complaint(error: ssl.SSLCertVerificationError, host: str, certificate: Mapping[str, Any]) -> str:
    """What Go says after ``x509: `` of a certificate that is not trusted for `host`.

    `certificate` is what `look` found, empty where that is nothing: the reason is OpenSSL's then.
    """
    told = certificate and (_complaint_about_dates(certificate) or _complaint_about_names(certificate, host))
    if told:
        return told
    code = error.verify_code
    if code in _OUT_OF_DATE:
        return "certificate has expired or is not yet valid"
    if code in _OTHER_NAME:
        return f"certificate is not valid for {host}"
    return UNTRUSTED if code in _UNKNOWN_AUTHORITY else error.verify_message


def look(host: str, redial: Redial) -> Mapping[str, Any]:
    """What a server's certificate says of itself, as `ssl.SSLSocket.getpeercert` has it; empty where it is not shown.

    Opens two connections to the server.
    """
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    try:
        with blind.wrap_socket(redial(_LOOK_SECONDS), server_hostname=host) as secure:
            shown = secure.getpeercert(binary_form=True)
        # Python takes apart only what was verified: the certificate is, by itself.
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname = False
        trusting.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | _NO_CHECK_TIME
        trusting.load_verify_locations(cadata=shown or b"")
        with trusting.wrap_socket(redial(_LOOK_SECONDS), server_hostname=host) as secure:
            return secure.getpeercert() or {}
    except (DialError, OSError, ValueError):
        return {}


def client_complaint(certificate_file: str, key_file: str) -> str:
    """What any server has to say of a client's certificate after ``x509: ``, empty where that is nothing.

    That are its dates and its use; whether an authority is trusted, only the server knows. Files that cannot be read
    give nothing.
    """
    from .key_pair import KeyPairError, certificates_of, load_key_pair, read_pem, trust

    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.verify_mode = ssl.CERT_REQUIRED
    server.verify_flags |= _NO_CHECK_TIME
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.verify_mode = ssl.CERT_NONE
    try:
        trust(server, certificates_of(read_pem(certificate_file))[:1])
        for context in (server, client):
            load_key_pair(context, certificate_file, key_file)
        return _complaint_about_dates(_shown_to_oneself(client, server))
    except ssl.SSLCertVerificationError as error:
        return "certificate specifies an incompatible key usage" if error.verify_code == _OTHER_PURPOSE else ""
    except (KeyPairError, OSError, ValueError):
        return ""


def _shown_to_oneself(client: ssl.SSLContext, server: ssl.SSLContext) -> Mapping[str, Any]:
    """The certificate of a client, as a server in the same process sees it. Raises ssl.SSLError when it is refused."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(to_client, to_server)
    answering = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (asking, answering, asking):
        with contextlib.suppress(ssl.SSLWantReadError):
            side.do_handshake()
    answering.do_handshake()
    return answering.getpeercert() or {}


def _complaint_about_dates(certificate: Mapping[str, Any]) -> str:
    """``certificate has expired or is not yet valid: current time T is after T`` (CertificateInvalidError)."""
    import time

    now = time.time()
    since, until = (ssl.cert_time_to_seconds(certificate[end]) for end in ("notBefore", "notAfter"))
    if since <= now <= until:
        return ""
    word, limit = ("before", since) if now < since else ("after", until)
    current = f"current time {_rfc3339(now, local=True)} is {word} {_rfc3339(limit, local=False)}"
    return f"certificate has expired or is not yet valid: {current}"


def _rfc3339(seconds: float, *, local: bool) -> str:
    import datetime as dt

    moment = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    if local:
        moment = moment.astimezone()
    return moment.isoformat().replace("+00:00", "Z")


def _complaint_about_names(certificate: Mapping[str, Any], host: str) -> str:
    """For which names a certificate is valid, where `host` is not one of them (HostnameError)."""
    import ipaddress

    names = certificate.get("subjectAltName", ())
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        valid = [name for kind, name in names if kind == "DNS"]
        if any(_matches(name, host) for name in valid):
            return ""
    else:
        addresses = [ipaddress.ip_address(name.strip()) for kind, name in names if kind == "IP Address"]
        if address in addresses:
            return ""
        valid = [str(one) for one in addresses]
    common = dict(pair for part in certificate.get("subject", ()) for pair in part).get("commonName", "")
    if not names and _matches(common, host):
        return (
            "certificate relies on legacy Common Name field, use SANs or temporarily enable Common Name matching "
            "with GODEBUG=x509ignoreCN=0"
        )
    if valid:
        return f"certificate is valid for {', '.join(valid)}, not {host}"
    if ":" in host or host.replace(".", "").isdigit():
        return f"cannot validate certificate for {host} because it doesn't contain any IP SANs"
    return f"certificate is not valid for any names, but wanted to match {host}"


def _matches(pattern: str, host: str) -> bool:
    """Whether a name in a certificate means a host: a ``*`` stands for one whole label, the first."""
    pattern_labels, labels = pattern.lower().split("."), host.lower().rstrip(".").split(".")
    if pattern_labels[0] == "*":
        pattern_labels[0] = labels[0]
    return pattern_labels == labels
