"""References to secrets in texts: ``ref+SCHEME://PATH#/POINTER``.

The form is that of helmfile/vals: a reference goes up to the next ``+`` or to the end of the text, so that it can stand
inside one (``postgres://app:ref+env://PASSWORD+@db/app``). ``%2B`` and the like stand for characters that have a
meaning.
"""

from __future__ import annotations

import re
from typing import Any

SCHEMES = ("env", "file", "sops")
"""Where secrets can be looked up."""

_REFERENCE = re.compile(r"ref\+([a-zA-Z][a-zA-Z0-9]*)://([^+\n]*)\+?")


class Reference:
    """One reference: where to look (`scheme`), what for (`path`), and where in it (`pointer`, None for the whole)."""

    __slots__ = ("path", "pointer", "scheme", "text")

    def __init__(self, scheme: str, path: str, pointer: tuple[str, ...] | None, text: str) -> None:
        self.scheme = scheme
        self.path = path
        self.pointer = pointer
        self.text = text


def has_reference(text: str) -> bool:
    """Whether a text refers to something."""
    return "ref+" in text and _REFERENCE.search(text) is not None


def split(text: str) -> list[str | Reference]:
    """A text as its plain parts and its references, in turn."""
    parts: list[str | Reference] = []
    at = 0
    for found in _REFERENCE.finditer(text):
        if found.start() > at:
            parts.append(text[at : found.start()])
        parts.append(_reference(found[1].lower(), found[2], found[0].removesuffix("+")))
        at = found.end()
    if at < len(text):
        parts.append(text[at:])
    return parts


def _reference(scheme: str, rest: str, text: str) -> Reference:
    from urllib.parse import unquote

    path, hash_sign, fragment = rest.partition("#")
    pointer = None
    if hash_sign:
        names = unquote(fragment, errors="surrogateescape").removeprefix("/").split("/")
        pointer = tuple([name.replace("~1", "/").replace("~0", "~") for name in names if name])
    return Reference(scheme, unquote(path, errors="surrogateescape"), pointer, text)


def reference_text(scheme: str, path: str, pointer: tuple[str, ...]) -> str:
    """The text of a reference. `pointer` are the names that lead to the value."""
    from urllib.parse import quote

    names = [name.replace("~", "~0").replace("/", "~1") for name in pointer]
    return f"ref+{scheme}://{quote(path, safe=_SAFE, errors='surrogateescape')}#" + "".join(
        "/" + quote(name, safe=_SAFE, errors="surrogateescape") for name in names
    )


_SAFE = "/ !$&'()*,;:@=?~[]"


def strings_with_references(value: Any, place: str = "") -> dict[str, str]:
    """The strings of a table that refer to something, each with the first place where it stands (``db.password``)."""
    found: dict[str, str] = {}
    pending = [(value, place)]
    while pending:
        one, where = pending.pop()
        if isinstance(one, dict):
            pending += [(item, f"{where}.{key}" if where else str(key)) for key, item in reversed(one.items())]
        elif isinstance(one, list):
            pending += [(item, f"{where}[{index}]") for index, item in reversed(list(enumerate(one)))]
        elif isinstance(one, str) and has_reference(one):
            found.setdefault(one, where)
    return found
