"""Files of rules about what comparisons leave out.

The usual one is looked for in the working directory and nowhere else: one in a chart would let the chart say which of
its changes nobody gets to see.
"""

from __future__ import annotations

from ....core.errors import UsageError

IGNORE_FILE = ".pilothouse-diff-ignore"
_LONGEST = 1_000_000
"""Bytes of a file of rules; nobody writes as many."""


def read_ignore_file(path: str) -> list[str]:
    """The rules of a file, or of the usual one when no path is given: lines without empty ones and ``#`` comments.

    Raises UsageError.
    """
    try:
        with open(path or IGNORE_FILE, "rb") as file:
            content = file.read(_LONGEST + 1)
        text = content.decode()
    except FileNotFoundError:
        if not path:
            return []
        raise UsageError(f"cannot read ignore rules: open {path}: no such file or directory") from None
    except OSError as error:
        raise UsageError(f"cannot read ignore rules: {path or IGNORE_FILE}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"cannot read ignore rules: {path or IGNORE_FILE} is no UTF-8") from None
    if len(content) > _LONGEST:
        raise UsageError(f"cannot read ignore rules: {path or IGNORE_FILE} has more than {_LONGEST} bytes")
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
