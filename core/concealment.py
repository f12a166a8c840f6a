"""Texts that nothing may show: secrets that were resolved for rendering."""

from __future__ import annotations

from _thread import allocate_lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re

MARK = "(hidden)"
"""What stands in the place of a concealed text."""

LEAST = 4
"""Characters below which a text is no secret: it would be found everywhere."""


class Concealment:
    """Replaces concealed texts in what is printed. Safe for several threads.

    A text is found as it is, line by line, in base64 (as Secrets have it), and as JSON, YAML and URLs escape it. One of
    less than `LEAST` characters is not concealed.
    """

    def __init__(self) -> None:
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._lock = allocate_lock()

    def add(self, secret: str) -> None:
        """Conceal a text from now on."""
        forms = {form for text in (secret, *secret.splitlines()) for form in _forms(text) if len(text.strip()) >= LEAST}
        if forms <= self._forms:
            return
        import re

        with self._lock:
            self._forms |= forms
            longest_first = sorted(self._forms, key=lambda form: (-len(form), form))
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def apply(self, text: str) -> str:
        """The text with marks in the place of what is concealed."""
        pattern = self._pattern
        return text if pattern is None else pattern.sub(MARK, text)


def _forms(text: str) -> tuple[str, ...]:
    """A text as documents and addresses have it."""
    import json
    from base64 import b64encode, urlsafe_b64encode
    from urllib.parse import quote

    raw = text.encode("utf-8", "surrogateescape")
    return (
        text,
        text.strip(),
        json.dumps(text)[1:-1],
        json.dumps(text, ensure_ascii=False)[1:-1],
        text.replace("'", "''"),
        quote(text, safe="", errors="surrogateescape"),
        b64encode(raw).decode(),
        urlsafe_b64encode(raw).decode(),
    )
