from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from pilothouse.core.golib.key_pair import KeyPairError, certificates_of, load_key_pair, trust
from stand_ins.http_server import Authority

PEM = "-----BEGIN {0}-----\nAAAA\n-----END {0}-----\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of the cases below, in the current folder."""
    monkeypatch.chdir(tmp_path)
    authority = Authority(tmp_path)
    identity = authority.issue("client")
    Path("cert").write_bytes(identity.certificate.read_bytes())
    Path("key").write_bytes(identity.key.read_bytes())
    Path("other-key").write_bytes(authority.issue("x").key.read_bytes())
    Path("locked").write_bytes(authority.issue("x", password="p").key.read_bytes())
    Path("damaged").write_text(PEM.format("PRIVATE KEY"))
    Path("blocks").write_text(PEM.format("A") + PEM.format("B"))
    Path("empty").write_text("nothing\n")


@pytest.mark.usefixtures("files")
def test_a_certificate_with_its_key_is_loaded() -> None:
    load_key_pair(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "cert", "key")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("certificate", "key", "message"),
    [
        ("none", "key", "open none: no such file or directory"),
        ("cert", "none", "open none: no such file or directory"),
        (".", "key", "read .: is a directory"),
        ("empty", "key", "tls: failed to find any PEM data in certificate input"),
        ("cert", "empty", "tls: failed to find any PEM data in key input"),
        (
            "key",
            "cert",
            "tls: failed to find certificate PEM data in certificate input, but did find a private key; "
            "PEM inputs may have been switched",
        ),
        ("cert", "cert", "tls: found a certificate rather than a key in the PEM for the private key"),
        (
            "blocks",
            "key",
            'tls: failed to find "CERTIFICATE" PEM block in certificate input '
            "after skipping PEM blocks of the following types: [A B]",
        ),
        (
            "cert",
            "blocks",
            'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input '
            "after skipping PEM blocks of the following types: [A B]",
        ),
        ("cert", "other-key", "tls: private key does not match public key"),
        ("cert", "locked", "tls: failed to parse private key"),
        ("cert", "damaged", "tls: failed to parse private key"),
    ],
)
def test_files_that_are_no_pair_are_errors_of_go(certificate: str, key: str, message: str) -> None:
    with pytest.raises(KeyPairError) as raised:
        load_key_pair(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), certificate, key)
    assert str(raised.value) == message


def test_what_is_no_certificate_among_authorities_is_passed_over(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    bundle = "# Authorities\n" + PEM.format("CERTIFICATE") + PEM.format("X") + authority.certificate.read_text() * 2
    found = certificates_of(bundle.encode())
    assert found == [ssl.PEM_cert_to_DER_cert(authority.certificate.read_text())] * 2
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust(context, found)
    assert context.get_ca_certs(binary_form=True) == found[:1]
