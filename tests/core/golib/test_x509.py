from __future__ import annotations

import re
import ssl
import time
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.golib.x509 import client_complaint, complaint, look
from transports.certificates import Authority, Issued

VALID = {"notBefore": "Jan  1 00:00:00 2020 GMT", "notAfter": "Jan  1 00:00:00 2120 GMT"}
NAMED: dict[str, Any] = {**VALID, "subjectAltName": (("DNS", "a.example"), ("IP Address", "10.0.0.1"))}


def distrust(code: int, text: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, text)
    error.verify_code = code
    error.verify_message = text
    return error


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (9, "certificate has expired or is not yet valid"),
        (10, "certificate has expired or is not yet valid"),
        (18, "certificate signed by unknown authority"),
        (20, "certificate signed by unknown authority"),
        (62, "certificate is not valid for HOST"),
        (64, "certificate is not valid for HOST"),
        (66, "EE certificate key too weak"),
    ],
)
def test_without_the_certificate_the_number_of_openssl_decides(code: int, text: str) -> None:
    assert complaint(distrust(code, "EE certificate key too weak"), "HOST", {}) == text


@pytest.mark.parametrize(
    ("host", "text"),
    [
        ("a.example", "certificate signed by unknown authority"),
        ("A.Example.", "certificate signed by unknown authority"),
        ("10.0.0.1", "certificate signed by unknown authority"),
        ("b.example", "certificate is valid for a.example, not b.example"),
        ("10.0.0.2", "certificate is valid for 10.0.0.1, not 10.0.0.2"),
        ("::1", "certificate is valid for 10.0.0.1, not ::1"),
    ],
)
def test_names_come_before_trust(host: str, text: str) -> None:
    assert complaint(distrust(20, "unable to get local issuer certificate"), host, NAMED) == text


def test_dates_come_before_names() -> None:
    until = {**NAMED, "notAfter": "Jan  1 00:00:00 2021 GMT"}
    since = {**NAMED, "notBefore": "Jan  1 00:00:00 2119 GMT"}
    error = distrust(20, "unable to get local issuer certificate")
    assert complaint(error, "b.example", until).endswith(" is after 2021-01-01T00:00:00Z")
    assert complaint(error, "b.example", since).endswith(" is before 2119-01-01T00:00:00Z")


def test_a_common_name_alone_is_no_name() -> None:
    certificate = {**VALID, "subject": ((("commonName", "a.example"),),)}
    assert complaint(distrust(62, "hostname mismatch"), "a.example", certificate) == (
        "certificate relies on legacy Common Name field, "
        "use SANs or temporarily enable Common Name matching with GODEBUG=x509ignoreCN=0"
    )


def test_a_server_that_is_gone_shows_nothing() -> None:
    def gone(seconds: float) -> Any:
        raise ConnectionRefusedError(111, "Connection refused")

    assert look("a.example", gone) == {}


def _files(folder: Path, issued: Issued) -> tuple[str, str]:
    certificate, key = folder / "user.crt", folder / "user.key"
    certificate.write_bytes(issued.certificate)
    key.write_bytes(issued.key)
    return str(certificate), str(key)


@pytest.mark.parametrize(
    ("client", "clock", "text"),
    [
        (True, 0, ""),
        (True, 9, "certificate has expired or is not yet valid: current time NOW is after NOW"),
        (True, -9, "certificate has expired or is not yet valid: current time NOW is before NOW"),
        (False, 0, "certificate specifies an incompatible key usage"),
    ],
)
def test_what_any_server_minds_about_a_client_is_seen_in_its_own_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: bool, clock: int, text: str
) -> None:
    now = time.time() + clock * 86400
    monkeypatch.setattr(time, "time", lambda: now)
    told = client_complaint(*_files(tmp_path, Authority("CA").issue("user", client=client)))
    assert re.sub(r"\d{4}-\d\d-\d\dT[0-9:+-]+Z?", "NOW", told) == text


def test_files_that_are_no_certificate_with_its_key_are_not_complained_about(tmp_path: Path) -> None:
    certificate, key = _files(tmp_path, Authority("CA").issue("user", client=True))
    found = [client_complaint(*pair) for pair in ((key, key), (certificate, certificate), ("none", key))]
    assert found == ["", "", ""]
