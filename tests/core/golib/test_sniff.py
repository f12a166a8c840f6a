from __future__ import annotations

import pytest
from pilothouse.core.golib.sniff import detect_content_type


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"", "text/plain; charset=utf-8"),
        (b"short text", "text/plain; charset=utf-8"),
        (b"-----BEGIN PGP SIGNED MESSAGE-----\n", "text/plain; charset=utf-8"),
        (b"te\x01xt", "application/octet-stream"),
        (b"a" * 512 + b"\x00", "text/plain; charset=utf-8"),
        (b"<html>", "text/html; charset=utf-8"),
        (b"<html", "text/plain; charset=utf-8"),
        (b"\xef\xbb\xbf", "text/plain; charset=utf-8"),
        (b"\xff\xfea", "text/plain; charset=utf-8"),
        (b"\xff\xfea\x00", "text/plain; charset=utf-16le"),
        (b"\x1f\x8b\x08", "application/x-gzip"),
        (b"PK\x03\x04", "application/zip"),
    ],
)
def test_the_first_bytes_tell_the_kind(beginning: bytes, kind: str) -> None:
    assert detect_content_type(beginning) == kind
