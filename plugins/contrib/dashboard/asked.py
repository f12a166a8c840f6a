"""What a request asks for."""

from __future__ import annotations

from ....core.errors import UsageError
from ....core.record import Record

_LONGEST = 9


class Asked(Record):
    """The release whose page it is (empty for the list) and the fields of the query."""

    name: str
    query: dict[str, str]

    def text(self, field: str, default: str = "") -> str:
        """A field of the query."""
        return self.query.get(field, default).strip()

    def number(self, field: str, default: int = 0) -> int:
        """A field that is a number from 0 on; `default` where it is missing or empty. Raises UsageError."""
        text = self.text(field)
        if not text:
            return default
        if len(text) > _LONGEST or not (text.isascii() and text.isdecimal()):
            raise UsageError(f"{field} has to be a number")
        return int(text)

    @property
    def reveals(self) -> bool:
        """Whether the page is asked to show what Secrets hold."""
        return self.text("secrets") == "show"
