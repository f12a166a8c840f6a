"""How large the values of one template may grow.

A template can ask for more memory than the machine has (``repeat 1000000000``); Go's process would die, ours ends in
an error. The limits are far above what charts need.
"""

from __future__ import annotations

from .types import GoError

MAX_TEXT = 64 * 1024 * 1024
"""Characters of one text."""

MAX_ITEMS = 1_000_000
"""Items of one list or map, lines of one wrapped text."""


class LimitError(GoError):
    """A value would be larger than allowed, or is nested too deeply to be walked."""


def check_text(size: int) -> None:
    """Raise LimitError when a text of `size` characters is too long."""
    if size > MAX_TEXT:
        raise LimitError(f"text of {size} characters is longer than the limit of {MAX_TEXT}")


def check_items(count: int) -> None:
    """Raise LimitError when a list or map of `count` items is too large."""
    if count > MAX_ITEMS:
        raise LimitError(f"list of {count} items is longer than the limit of {MAX_ITEMS}")
