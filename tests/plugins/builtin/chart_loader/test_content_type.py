from __future__ import annotations

import pytest
from pilothouse.plugins.builtin.chart_loader.content_type import detect


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"", "application/octet-stream"),
        (b"short text", "application/octet-stream"),
        (b"text\n" * 200, "text/plain; charset=utf-8"),
        (b"te\x01xt" * 200, "application/octet-stream"),
        (b"<html><body>", "text/html; charset=utf-8"),
        (b"\n <!DOCTYPE HTML>", "text/html; charset=utf-8"),
        (b"<htmlx>", "application/octet-stream"),
        (b" <?xml version", "text/xml; charset=utf-8"),
        (b"%PDF-1.4", "application/pdf"),
        (b"\xef\xbb\xbftext", "text/plain; charset=utf-8"),
        (b"\xfe\xff\x00a", "text/plain; charset=utf-16be"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF1234WAVE", "audio/wave"),
        (b"\x00\x00\x00\x10ftypisomxxxxmp41", "application/octet-stream"),
        (b"\x00\x00\x00\x14ftypisomxxxxmp41", "video/mp4"),
        (b"x" * 34 + b"LP", "application/vnd.ms-fontobject"),
        (b"\x1f\x8b\x08", "application/x-gzip"),
        (b"\x1f\x8b\x07", "application/octet-stream"),
        (b"PK\x03\x04", "application/zip"),
        (b"Rar!\x1a\x07\x01\x00", "application/x-rar-compressed"),
    ],
)
def test_the_first_bytes_tell_the_kind(beginning: bytes, kind: str) -> None:
    assert detect(beginning) == kind
