"""X.509 certificates as Sprig's genCA and its kin make them. Rule: its crypto.go, crypto/x509 of Go 1.14.

Certificates are RSA 2048 signed with SHA-256, for servers and clients. They are put together here, because the
package cryptography refuses some that Go makes (long names, a validity that ends before it begins); it makes keys
and signatures.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, ClassVar

from ....core.golib import base64, fmt, pem, time_zone
from ....core.golib import time as go_time
from ....core.golib.asn1 import (
    INTEGER,
    SEQUENCE,
    bits,
    children,
    expect,
    integer,
    octets,
    oid,
    sequence,
    string,
    tagged,
)
from ....core.golib.types import GoError, Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ....core.golib.asn1 import Value

_NULL = b"\x05\x00"
_TRUE = b"\x01\x01\xff"
_RSA_SHA256 = sequence(oid("1.2.840.113549.1.1.11"), _NULL)
_USES = sequence(oid("1.3.6.1.5.5.7.3.1"), oid("1.3.6.1.5.5.7.3.2"))
_DAY = 24 * 3600 * 1_000_000_000
_IPV4 = re.compile(r"([0-9]{1,8})\.([0-9]{1,8})\.([0-9]{1,8})\.([0-9]{1,8})")
_SUBJECT_KEY_ID = oid("2.5.29.14")


class Certificate(Struct):
    """A certificate and its key, both in PEM."""

    __slots__ = ("cert", "key")
    go_type = "sprig.certificate"
    go_fields: ClassVar[Mapping[str, str]] = {"Cert": "cert", "Key": "key"}

    def __init__(self, cert: str, key: str) -> None:
        self.cert = cert
        self.key = key


class _Issuer:
    """Who signs: the name as DER, the identifier of the key (may be empty) and the private key."""

    __slots__ = ("key", "key_id", "name")

    def __init__(self, name: bytes, key_id: bytes, key: Any) -> None:
        self.name = name
        self.key_id = key_id
        self.key = key


def gen_ca(name: str, days: int) -> Certificate:
    """A certificate authority with a new key. Raises GoError."""
    return _make(name, None, None, days, None, is_ca=True)


def gen_self_signed_cert(name: str, ips: list[Any] | None, dns: list[Any] | None, days: int) -> Certificate:
    """A certificate signed with its own new key. Raises GoError."""
    return _make(name, ips, dns, days, None)


def gen_signed_cert(
    name: str, ips: list[Any] | None, dns: list[Any] | None, days: int, authority: Certificate
) -> Certificate:
    """A certificate with a new key, signed by an authority. Raises GoError."""
    content = pem.decode(_to_bytes(authority.cert))
    if content is None:
        raise GoError("unable to decode certificate")
    subject, key_id = _parse_certificate(content, "decodedSignerCert.Bytes")
    key_content = pem.decode(_to_bytes(authority.key))
    if key_content is None:
        raise GoError("unable to decode key")
    key = _parse_private_key(key_content, "decodedSignerKey.Bytes")
    return _make(name, ips, dns, days, _Issuer(subject, key_id, key))


def build_custom_cert(encoded_cert: str, encoded_key: str) -> Certificate:
    """A certificate of given PEM texts in base64; the key must be PKCS#1. Raises GoError."""
    cert = _decode(encoded_cert, "certificate")
    key = _decode(encoded_key, "private key")
    content = pem.decode(cert)
    if content is None:
        raise GoError("unable to decode certificate")
    _parse_certificate(content, "decodedCert.Bytes")
    key_content = pem.decode(key)
    if key_content is None:
        raise GoError("unable to decode key")
    _parse_private_key(key_content, "decodedKey.Bytes")
    return Certificate(cert.decode("utf-8", "surrogateescape"), key.decode("utf-8", "surrogateescape"))


def _to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _decode(text: str, what: str) -> bytes:
    try:
        return base64.decode(text)
    except GoError:
        raise GoError(f"unable to decode base64 {what}") from None


def _parse_certificate(content: bytes, place: str) -> tuple[bytes, bytes]:
    """The subject's name as DER and the identifier of its key, empty when the certificate has none."""
    try:
        whole = expect(SEQUENCE, content, "certificate")
        if whole.end < len(content):
            raise GoError("asn1: syntax error: trailing data")
        body = expect(SEQUENCE, whole.content, "tbsCertificate")
        _check_certificate(content)
        fields = children(body.content)
    except GoError as error:
        raise GoError(f"error parsing certificate: {place}: {error}") from None
    first = 1 if fields[0].tag == 0xA0 else 0
    subject = fields[first + 4]
    key_id = b""
    for field in fields:
        if field.tag == 0xA3:
            key_id = _key_id(children(field.content)[0])
    return tagged(subject.tag, subject.content), key_id


def _check_certificate(content: bytes) -> None:
    from cryptography import x509

    try:
        x509.load_der_x509_certificate(content)
    except (ValueError, x509.InvalidVersion):
        raise GoError("x509: malformed certificate") from None


def _key_id(extensions: Value) -> bytes:
    for extension in children(extensions.content):
        parts = children(extension.content)
        if tagged(parts[0].tag, parts[0].content) == _SUBJECT_KEY_ID:
            return children(parts[-1].content)[0].content
    return b""


def _parse_private_key(content: bytes, place: str) -> Any:
    """An RSA key in PKCS#1."""
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    try:
        whole = expect(SEQUENCE, content, "pkcs1PrivateKey")
        if whole.end < len(content):
            raise GoError("asn1: syntax error: trailing data")
        _check_key_format(whole.content)
        try:
            return load_der_private_key(content, None)
        except ValueError:
            raise GoError("crypto/rsa: invalid private key") from None
    except GoError as error:
        raise GoError(f"error parsing prive key: {place}: {error}") from None


def _check_key_format(content: bytes) -> None:
    """PKCS#1 has integers only; the usual other formats have errors of their own."""
    advice = "x509: failed to parse private key (use {} instead for this key format)"
    tags = [value.tag for value in children(content)[:3]]
    if tags[:2] == [INTEGER, 0x04]:
        raise GoError(advice.format("ParseECPrivateKey"))
    if tags == [INTEGER, SEQUENCE, 0x04]:
        raise GoError(advice.format("ParsePKCS8PrivateKey"))
    position = 0
    for name in ("int", "", "int", "", "", ""):
        position = expect(INTEGER, content, name, position).end


def _make(
    name: str, ips: list[Any] | None, dns: list[Any] | None, days: int, issuer: _Issuer | None, is_ca: bool = False
) -> Certificate:
    """A certificate for a new key; without an issuer it signs itself."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    names = _alternative_names(ips or [], dns or [])
    subject = sequence(tagged(0x31, sequence(oid("2.5.4.3"), string(name)))) if name else sequence()
    validity = _validity(days)
    key: Any = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    if issuer is None:
        issuer = _Issuer(subject, b"", key)
    signed = sequence(
        tagged(0xA0, integer(2)),
        integer(_serial_number()),
        _RSA_SHA256,
        issuer.name,
        validity,
        subject,
        public,
        tagged(0xA3, sequence(*_extensions(names, is_ca, subject, issuer))),
    )
    signature = issuer.key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return Certificate(
        pem.encode("CERTIFICATE", sequence(signed, _RSA_SHA256, bits(signature))), private.decode("ascii")
    )


def _serial_number() -> int:
    from secrets import randbits

    return randbits(128)


def _extensions(names: bytes, is_ca: bool, subject: bytes, issuer: _Issuer) -> list[bytes]:
    """Key usage, extended usage, basic constraints, the issuer's key, alternative names."""
    # Digital signature and key encipherment, for an authority certificate signing too.
    usage = bits(b"\xa4", 2) if is_ca else bits(b"\xa0", 5)
    extensions = [
        sequence(oid("2.5.29.15"), _TRUE, octets(usage)),
        sequence(oid("2.5.29.37"), octets(_USES)),
        sequence(oid("2.5.29.19"), _TRUE, octets(sequence(_TRUE) if is_ca else sequence())),
    ]
    if issuer.key_id and issuer.name != subject:
        extensions.append(sequence(oid("2.5.29.35"), octets(sequence(tagged(0x80, issuer.key_id)))))
    if names:
        critical = b"" if subject != sequence() else _TRUE
        extensions.append(sequence(oid("2.5.29.17"), critical, octets(sequence(names))))
    return extensions


def _validity(days: int) -> bytes:
    """From now on for that many days; a number that overflows Go's durations wraps around."""
    now = go_time.unix(int(time.time())).in_zone(time_zone.UTC)
    length = (days * _DAY + (1 << 63)) % (1 << 64) - (1 << 63)
    return sequence(_time(now), _time(now.add(length)))


def _time(moment: go_time.Time) -> bytes:
    year = moment.fields().year
    if 1950 <= year < 2050:
        return tagged(0x17, moment.format("060102150405Z").encode("ascii"))
    if not 0 <= year <= 9999:
        raise GoError("error creating certificate: asn1: structure error: cannot represent time as GeneralizedTime")
    return tagged(0x18, moment.format("20060102150405Z").encode("ascii"))


def _alternative_names(ips: list[Any], dns: list[Any]) -> bytes:
    """The names and addresses as DER, names first. Raises GoError, for addresses first."""
    addresses = [tagged(0x87, _address(ip)) for ip in ips]
    names = []
    for name in dns:
        if not isinstance(name, str):
            raise GoError(f"error processing alternate dns name: {fmt.to_text(name)} is not a string")
        names.append(tagged(0x82, _to_bytes(name)))
    return b"".join(names + addresses)


def _address(ip: Any) -> bytes:
    """An address in 4 or 16 bytes, as net.ParseIP reads it."""
    if not isinstance(ip, str):
        raise GoError(f"error parsing ip: {fmt.to_text(ip)} is not a string")
    found = _IPV4.fullmatch(ip)
    if found:
        parts = [int(part) for part in found.groups()]
        if max(parts) > 255:
            raise GoError(f"error parsing ip: {ip}")
        return bytes(parts)
    from ipaddress import IPv6Address

    try:
        if "%" in ip:
            raise ValueError
        address = IPv6Address(ip)
    except ValueError:
        raise GoError(f"error parsing ip: {ip}") from None
    return address.ipv4_mapped.packed if address.ipv4_mapped else address.packed
