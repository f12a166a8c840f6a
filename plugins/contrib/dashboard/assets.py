"""Style and script of the pages. Their names carry a digest of the content, so that browsers may keep them."""

from __future__ import annotations

import hashlib
import os
from functools import cache

_FOLDER = os.path.join(os.path.dirname(__file__), "static")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def _contents() -> dict[str, tuple[str, bytes]]:
    """Each file's plain name and content, by the name in addresses."""
    found = {}
    for name in sorted(os.listdir(_FOLDER)):
        stem, extension = os.path.splitext(name)
        if extension in _TYPES:
            with open(os.path.join(_FOLDER, name), "rb") as stream:
                content = stream.read()
            found[f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}{extension}"] = name, content
    return found


def asset(name: str) -> tuple[bytes, str] | None:
    """The content and the media type behind a name in an address; None where there is none."""
    found = _contents().get(name)
    return (found[1], _TYPES[os.path.splitext(name)[1]]) if found is not None else None


def address(plain_name: str) -> str:
    """The name in addresses of a file. Raises LookupError where there is none."""
    return next(name for name, (plain, _) in _contents().items() if plain == plain_name)
