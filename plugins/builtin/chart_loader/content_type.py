"""What a file is when it is not the gzipped archive that was expected, in the words of Go's http.DetectContentType."""

from __future__ import annotations

from ....core.golib.sniff import SNIFF_SIZE, detect_content_type


def detect(beginning: bytes) -> str:
    """The MIME type of a file that begins with `beginning`, as Helm names it.

    Helm hands over a buffer of 512 bytes, so a shorter file counts as followed by zero bytes.
    """
    return detect_content_type(beginning[:SNIFF_SIZE].ljust(SNIFF_SIZE, b"\0"))
