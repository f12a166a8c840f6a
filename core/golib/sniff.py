"""Go's http.DetectContentType: what kind of file the first bytes speak of.

Rule: net/http/sniff.go (the table of https://mimesniff.spec.whatwg.org).
"""

from __future__ import annotations

import re

GZIP = "application/x-gzip"
SNIFF_SIZE = 512
_UNKNOWN = "application/octet-stream"
_TEXT = "text/plain; charset=utf-8"
_BLANK = b"\t\n\x0c\r "
_HTML = re.compile(
    rb"<(?:!DOCTYPE HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|B|BODY|BR|P|!--)[ >]", re.IGNORECASE
)
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SIGNATURES: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), name)
    for pattern, name in (
        (rb"%PDF-", "application/pdf"),
        (rb"%!PS-Adobe-", "application/postscript"),
        (rb"\xfe\xff..", "text/plain; charset=utf-16be"),
        (rb"\xff\xfe..", "text/plain; charset=utf-16le"),
        (rb"\xef\xbb\xbf.", _TEXT),
        (rb"\x00\x00[\x01\x02]\x00", "image/x-icon"),
        (rb"BM", "image/bmp"),
        (rb"GIF8[79]a", "image/gif"),
        (rb"RIFF....WEBPVP", "image/webp"),
        (rb"\x89PNG\r\n\x1a\n", "image/png"),
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"FORM....AIFF", "audio/aiff"),
        (rb"ID3", "audio/mpeg"),
        (rb"OggS\x00", "application/ogg"),
        (rb"MThd\x00\x00\x00\x06", "audio/midi"),
        (rb"RIFF....AVI ", "video/avi"),
        (rb"RIFF....WAVE", "audio/wave"),
        (rb"\x1a\x45\xdf\xa3", "video/webm"),
        (rb".{34}LP", "application/vnd.ms-fontobject"),
        (rb"\x00\x01\x00\x00", "font/ttf"),
        (rb"OTTO", "font/otf"),
        (rb"ttcf", "font/collection"),
        (rb"wOFF", "font/woff"),
        (rb"wOF2", "font/woff2"),
        (rb"\x1f\x8b\x08", GZIP),
        (rb"PK\x03\x04", "application/zip"),
        (rb"Rar!\x1a\x07(?:\x00|\x01\x00)", "application/x-rar-compressed"),
        (rb"\x00asm", "application/wasm"),
    )
)


def detect_content_type(beginning: bytes) -> str:
    """The MIME type of a file that begins with `beginning`, of which no more than `SNIFF_SIZE` bytes are looked at."""
    data = beginning[:SNIFF_SIZE]
    if data.startswith(b"\x1f\x8b\x08"):
        return GZIP
    stripped = data.lstrip(_BLANK)
    if _HTML.match(stripped):
        return "text/html; charset=utf-8"
    if stripped.startswith(b"<?xml"):
        return "text/xml; charset=utf-8"
    if _is_mp4(data):
        return "video/mp4"
    for signature, name in _SIGNATURES:
        if signature.match(data):
            return name
    return _UNKNOWN if _BINARY.search(stripped) else _TEXT


def _is_mp4(data: bytes) -> bool:
    """Whether an ISO media header names a brand that begins with ``mp4``."""
    size = int.from_bytes(data[:4], "big")
    if size > len(data) or size % 4 or data[4:8] != b"ftyp":
        return False
    return any(data[start : start + 3] == b"mp4" for start in range(8, size, 4) if start != 12)
