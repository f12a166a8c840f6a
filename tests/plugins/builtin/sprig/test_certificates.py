from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pilothouse.core.golib import base64, fmt, pem
from pilothouse.core.golib.types import GoError, type_name
from pilothouse.plugins.builtin.sprig.certificates import Certificate
from pilothouse.plugins.builtin.sprig.crypto import FUNCTIONS


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].function(*arguments)


def parsed(certificate: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.cert.encode())


def encoded(text: str) -> str:
    return base64.encode(text.encode())


@pytest.fixture(scope="module")
def authority() -> Certificate:
    made: Certificate = call("genCA", "demo-ca", 365)
    return made


def test_templates_see_a_struct_with_two_texts(authority: Certificate) -> None:
    assert (type_name(authority), list(authority.go_fields)) == ("sprig.certificate", ["Cert", "Key"])
    assert fmt.to_text(Certificate("c", "k")) == "{c k}"


def test_an_authority_signs_itself_and_may_sign_others(authority: Certificate) -> None:
    certificate = parsed(authority)
    certificate.verify_directly_issued_by(certificate)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert (usage.critical, usage.value.key_cert_sign, usage.value.digital_signature) == (True, True, True)
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == timedelta(days=365)


def test_a_signed_certificate_names_hosts_and_addresses(authority: Certificate) -> None:
    certificate = parsed(
        call(
            "genSignedCert",
            "svc",
            ["10.0.0.1", "::ffff:1.2.3.4", "::1", "010.1.1.1"],
            ["a.example", "*.b"],
            10,
            authority,
        )
    )
    certificate.verify_directly_issued_by(parsed(authority))
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["a.example", "*.b"]
    assert names.get_values_for_type(x509.IPAddress) == [
        ip_address(text) for text in ("10.0.0.1", "1.2.3.4", "::1", "10.1.1.1")
    ]
    uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(uses) == [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_the_extensions_stand_in_the_order_go_writes_them() -> None:
    certificate = parsed(call("genSelfSignedCert", "cn", None, ["a"], 1))
    assert [extension.oid.dotted_string for extension in certificate.extensions] == [
        "2.5.29.15",
        "2.5.29.37",
        "2.5.29.19",
        "2.5.29.17",
    ]


def test_names_may_be_long_or_missing_and_days_negative() -> None:
    made = call("genSelfSignedCert", "n" * 100, None, None, -5)
    assert (pem.decode(made.cert.encode()) or b"").count(b"n" * 100) == 2
    long = parsed(made)
    assert long.not_valid_after_utc - long.not_valid_before_utc == timedelta(days=-5)
    nameless = parsed(call("genSelfSignedCert", "", [], ["a"], 40_000))
    assert nameless.subject.rfc4514_string() == ""
    assert nameless.extensions.get_extension_for_class(x509.SubjectAlternativeName).critical


@pytest.mark.parametrize(
    ("ips", "dns", "error"),
    [
        ([5], [], "error parsing ip: 5 is not a string"),
        (["1.2.3"], [], "error parsing ip: 1.2.3"),
        (["1.2.3.400"], [], "error parsing ip: 1.2.3.400"),
        (["::1%eth0"], [], "error parsing ip: ::1%eth0"),
        ([], [7], "error processing alternate dns name: 7 is not a string"),
        ([], [None], "error processing alternate dns name: <nil> is not a string"),
    ],
)
def test_names_must_be_texts_and_addresses_addresses(ips: list[Any], dns: list[Any], error: str) -> None:
    with pytest.raises(GoError) as caught:
        call("genSelfSignedCert", "cn", ips, dns, 1)
    assert str(caught.value) == error


def test_an_own_certificate_is_taken_as_it_is(authority: Certificate) -> None:
    made = call("buildCustomCert", encoded(authority.cert), encoded(authority.key))
    assert (made.cert, made.key) == (authority.cert, authority.key)


NO_CERTIFICATE = pem.encode("CERTIFICATE", b"abc")
FIELD = (
    "{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 "
    "timeType:0 set:false omitEmpty:false}"
)


@pytest.mark.parametrize(
    ("cert", "key", "error"),
    [
        ("!", "", "unable to decode base64 certificate"),
        ("", "!", "unable to decode base64 private key"),
        ("YWJj", "YWJj", "unable to decode certificate"),
        (
            encoded(NO_CERTIFICATE),
            "YWJj",
            "error parsing certificate: decodedCert.Bytes: asn1: structure error: tags don't match (16 vs {class:1 "
            f"tag:1 length:98 isCompound:true}}) {FIELD} certificate @2",
        ),
    ],
)
def test_what_is_no_certificate_is_an_error(cert: str, key: str, error: str) -> None:
    with pytest.raises(GoError) as caught:
        call("buildCustomCert", cert, key)
    assert str(caught.value) == error


def test_the_key_of_a_certificate_must_be_pkcs_1(authority: Certificate) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ec.generate_private_key(ec.SECP256R1())
    formats = [PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8]
    keys = [key.private_bytes(Encoding.PEM, kind, NoEncryption()).decode() for kind in formats]
    errors = []
    for text in ["abc", *keys, pem.encode("X", b"0\0")]:
        with pytest.raises(GoError) as caught:
            call("buildCustomCert", encoded(authority.cert), encoded(text))
        errors.append(str(caught.value))
    place = "error parsing prive key: decodedKey.Bytes: "
    assert errors == [
        "unable to decode key",
        f"{place}x509: failed to parse private key (use ParseECPrivateKey instead for this key format)",
        f"{place}x509: failed to parse private key (use ParsePKCS8PrivateKey instead for this key format)",
        f"{place}asn1: syntax error: sequence truncated",
    ]


def test_who_signs_must_have_a_certificate_and_a_key(authority: Certificate) -> None:
    errors = []
    for signer in (Certificate("", ""), Certificate(authority.cert, "")):
        with pytest.raises(GoError) as caught:
            call("genSignedCert", "cn", None, None, 1, signer)
        errors.append(str(caught.value))
    assert errors == ["unable to decode certificate", "unable to decode key"]
