"""Texts that nothing may show: secrets that were resolved for rendering."""

from __future__ import annotations

from _thread import allocate_lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

MARK = "(hidden)"
"""What stands in the place of a concealed text."""

LEAST = 4
"""Characters below which a text is no secret: it would be found everywhere."""

_LEAST_INSIDE = 6
"""Bytes from which on a text is recognised inside of what was put into base64 together with others."""

_LEAST_FOLDED = 40
"""Characters from which on YAML may fold a text at its spaces: a line has eighty, and some of them are its key."""


_URL_ALPHABET = str.maketrans("+/", "-_")


class Concealment:
    """Replaces concealed texts in what is printed. Safe for several threads.

    A text is found as it is, line by line (so YAML may indent it), folded at its spaces, and as JSON, YAML, Go and URLs
    escape it; in base64 also where other text stood before and behind it (``user:password``), and that in base64 once
    more, but for the characters at the ends that it shares with those. It is not found cut to pieces, compressed, in
    other letters or as a hash. One of less than `LEAST` characters is not concealed.
    """

    def __init__(self) -> None:
        self._forms: tuple[str, ...] = ()
        self._folded: tuple[re.Pattern[str], ...] = ()
        self._lock = allocate_lock()

    def add(self, *secrets: str) -> None:
        """Conceal texts from now on. Many together take far less time than one by one."""
        forms = {form for secret in secrets for text in _texts(secret) for form in _forms(text) if len(form) >= LEAST}
        with self._lock:
            known = forms.union(self._forms)
            if len(known) > len(self._forms):
                # Longer ones first: a shorter one may be a part of them.
                self._forms = tuple(sorted(known, key=lambda form: (-len(form), form)))
                self._folded = tuple(_folded(form) for form in self._forms if " " in form and len(form) > _LEAST_FOLDED)

    def apply(self, text: str) -> str:
        """The text with marks in the place of what is concealed."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, MARK)
        for pattern in self._folded:
            text = pattern.sub(MARK, text)
        return text


def _texts(secret: str) -> Iterator[str]:
    """A secret and each of its lines, with and without the space around them."""
    for text in (secret, *(secret.splitlines() if "\n" in secret else ())):
        stripped = text.strip()
        if len(stripped) < LEAST or _is_armor(stripped):
            continue
        yield stripped
        if stripped != text:
            yield text


def _is_armor(line: str) -> bool:
    """Whether a line begins or ends a block of PEM: every such block has it."""
    return line.startswith("-----") and line.endswith("-----") and "\n" not in line


def _folded(form: str) -> re.Pattern[str]:
    """A pattern for a form at whose spaces lines may end, in double quotes with backslashes there."""
    import re

    return re.compile(r"[\s\\]+".join(map(re.escape, form.split())))


def _forms(text: str) -> Iterator[str]:
    """A text as documents and addresses have it; one with space around it in base64 alone, which hides the space."""
    if text.strip() != text:
        yield from _encoded(text.encode("utf-8", "surrogateescape"))
        return
    for form in _escaped(text):
        yield form
        yield from _encoded(form.encode("utf-8", "surrogateescape"))
        # Errors quote what templates quoted, and Helm takes some of them for formats.
        yield from _quoted(form)
        if "%" in form:
            from .golib.fmt import sprintf

            yield sprintf(form, ())
            # The last one may take what follows as its own.
            yield sprintf(form[: form.rindex("%")], ())


def _escaped(text: str) -> set[str]:
    """A text as formats escape it."""
    from urllib.parse import quote, quote_plus

    raw = text.encode("utf-8", "surrogateescape")
    addresses = [quote(raw, safe=safe) for safe in ("", "/", "$&+,/:;=@", "$&+:=@", "!$&'()*+,/:;=?@[]")]
    return {text, text.replace("'", "''"), quote_plus(raw), *addresses, *_quoted(text)}


def _quoted(text: str) -> set[str]:
    """A text as it stands between double quotes, in JSON, YAML and Go."""
    import json

    from .golib.json import quote as go_json
    from .golib.strconv import quote as go_quote
    from .golib.strconv import quote_to_ascii

    quoted = (
        json.dumps(text),
        json.dumps(text, ensure_ascii=False),
        go_json(text),
        go_json(text, escape_html=False),
        go_quote(text),
        quote_to_ascii(text),
    )
    return {form[1:-1] for form in quoted}


def _encoded(raw: bytes) -> Iterator[str]:
    """Bytes in base64: alone, inside of a longer text, and that again inside of one (as in a docker config)."""
    from base64 import b64encode, urlsafe_b64encode

    for encode in (b64encode, urlsafe_b64encode):
        whole = encode(raw).decode()
        yield whole
        yield whole.rstrip("=")
    if len(raw) >= _LEAST_INSIDE:
        for part in _inside(raw):
            yield part
            yield part.translate(_URL_ALPHABET)
            yield from _inside(part.encode())


def _inside(raw: bytes) -> Iterator[str]:
    """Bytes in base64 with anything before and behind them, without the characters that have bits of both."""
    from base64 import b64encode

    for before in range(3):
        start = (before * 8 + 5) // 6
        end = (before + len(raw)) * 8 // 6
        yield b64encode(b"\0" * before + raw).decode()[start:end]
