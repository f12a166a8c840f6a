"""Values on the wire: a message `Config` with a text, which may be absent, empty, or carry fields of others.

Models hold the text alone. What a text cannot say is kept in a subclass of it, made only where a record was read that
says something else than what is written for the same plain text: so a record that is read and written again keeps its
bytes.
"""

from __future__ import annotations

from typing import Any

from .wire import UNKNOWN


class WireText(str):
    """A text that was read from a message: whether there was such a message at all, and its unknown fields."""

    __slots__ = ("present", "unknown")

    present: bool
    unknown: bytes

    @classmethod
    def make(cls, text: str, *, present: bool, unknown: bytes = b"") -> WireText:
        """The text with what is known about its message."""
        made = cls(text)
        made.present = present
        made.unknown = unknown
        return made


def read_values_text(config: dict[str, Any] | None, *, written_when_empty: bool) -> str:
    """The text of a decoded `Config`. `written_when_empty` is what the writer of a plain empty text does here."""
    if config is None:
        return WireText.make("", present=False) if written_when_empty else ""
    text: str = config.get("raw", "")
    unknown = config.get(UNKNOWN, b"")
    if unknown or (not text and not written_when_empty):
        return WireText.make(text, present=True, unknown=unknown)
    return text


def values_message(text: str, *, written_when_empty: bool) -> dict[str, Any] | None:
    """The message `Config` for a text, or None for no message."""
    if isinstance(text, WireText):
        return {"raw": str(text), UNKNOWN: text.unknown} if text.present else None
    if text or written_when_empty:
        return {"raw": text}
    return None
