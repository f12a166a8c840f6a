"""Why a server's certificate is not trusted, in the words of Go's crypto/x509 (verify.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .failures import FetchFailure

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

# Numbers of OpenSSL (X509_V_ERR_…).
_OUT_OF_DATE = frozenset((9, 10))
_UNKNOWN_AUTHORITY = frozenset((2, 7, 18, 19, 20, 21, 27))
_OTHER_NAME = frozenset((62, 64))
_AUTHORITY_HINT = "--ca-file names the authority to trust where it is not one of the system's"


def wants_a_look(error: ssl.SSLCertVerificationError) -> bool:
    """Whether the reason can be said in full only with the certificate at hand."""
    return error.verify_code in _OUT_OF_DATE or error.verify_code in _OTHER_NAME


def distrust(error: ssl.SSLCertVerificationError, host: str, certificate: Mapping[str, Any]) -> FetchFailure:
    """The failure for a certificate that is not trusted; OpenSSL's reason goes to the details.

    `certificate` is what `ssl.SSLSocket.getpeercert` says of it, empty where that is not known.
    """
    code = error.verify_code
    hint = ""
    if code in _OUT_OF_DATE:
        text = "certificate has expired or is not yet valid" + _dates(certificate)
    elif code in _UNKNOWN_AUTHORITY:
        text, hint = "certificate signed by unknown authority", _AUTHORITY_HINT
    elif code in _OTHER_NAME:
        text = _names(certificate, host)
    else:
        text = error.verify_message
    return FetchFailure(
        f"x509: {text}", details=(f"server name: {host}", f"OpenSSL: {error.verify_message}"), hint=hint
    )


def _dates(certificate: Mapping[str, Any]) -> str:
    """``: current time T is after T``, as Go's CertificateInvalidError ends."""
    import ssl
    import time

    if not certificate:
        return ""
    now = time.time()
    since, until = (ssl.cert_time_to_seconds(certificate[end]) for end in ("notBefore", "notAfter"))
    word, limit = ("before", since) if now < since else ("after", until)
    return f": current time {_rfc3339(now, local=True)} is {word} {_rfc3339(limit, local=False)}"


def _rfc3339(seconds: float, *, local: bool) -> str:
    import datetime as dt

    moment = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    if local:
        moment = moment.astimezone()
    return moment.isoformat().replace("+00:00", "Z")


def _names(certificate: Mapping[str, Any], host: str) -> str:
    """For which names a certificate is valid (HostnameError)."""
    if not certificate:
        return f"certificate is not valid for {host}"
    names = certificate.get("subjectAltName", ())
    common = dict(pair for part in certificate.get("subject", ()) for pair in part).get("commonName", "")
    if not names and common.lower() == host:
        return (
            "certificate relies on legacy Common Name field, use SANs or temporarily enable Common Name matching "
            "with GODEBUG=x509ignoreCN=0"
        )
    is_address = ":" in host or host.replace(".", "").isdigit()
    valid = ", ".join(name for kind, name in names if kind == ("IP Address" if is_address else "DNS"))
    if is_address and not valid:
        return f"cannot validate certificate for {host} because it doesn't contain any IP SANs"
    if not valid:
        return f"certificate is not valid for any names, but wanted to match {host}"
    return f"certificate is valid for {valid}, not {host}"
