"""How much one rendering may make, whatever a chart asks for.

Go's Helm has no such limits and ends in memory trouble instead. They are far above what real charts need (the largest
known output is 2.5 MB), so that only endless or hostile templates meet them.
"""

from __future__ import annotations

from .types import GoError

MAX_TEXT = 64 * 1024 * 1024
"""Characters in one text: a function's result, one template's output."""

MAX_OUTPUT = 256 * 1024 * 1024
"""Characters in all files of one rendering together."""

MAX_ITEMS = 5_000_000
"""Items in one list or map that a function makes (`until`, `untilStep`, `splitList` …)."""

MAX_STEPS = 30_000_000
"""Actions that one rendering may execute (text and action nodes, counted when a list or a template is entered)."""

MAX_NESTED_TPL = 200
"""Open executions of `tpl` inside `tpl`."""


class LimitError(GoError):
    """A template asked for more than a limit allows."""


def check_text(length: int) -> None:
    """Raise LimitError when a text of `length` characters would be too long. To be called before it is built."""
    if length > MAX_TEXT:
        raise LimitError(f"text of {length} characters is longer than the limit of {MAX_TEXT}")


def check_items(count: int) -> None:
    """Raise LimitError when a list or map of `count` items would be too large. To be called before it is built."""
    if count > MAX_ITEMS:
        raise LimitError(f"{count} items are more than the limit of {MAX_ITEMS}")
