"""Standard output and standard error: the one place that prints, and that prints errors.

Text is written as bytes: what a template produced is kept to the byte, also where it is not valid UTF-8
(surrogate escapes). Output is collected and written in few calls.
"""

from __future__ import annotations

import sys
from typing import BinaryIO

from .errors import PilothouseError, TemplateError
from .text import printable


class Console:
    """Writes results to one byte stream and everything else to another."""

    def __init__(self, stdout: BinaryIO | None = None, stderr: BinaryIO | None = None) -> None:
        self._stdout = stdout
        self._stderr = stderr

    def write(self, text: str) -> None:
        """Write text to standard output as it is."""
        stream = self._stdout if self._stdout is not None else sys.stdout.buffer
        stream.write(text.encode("utf-8", "surrogateescape"))

    def line(self, text: str = "") -> None:
        """Write a line to standard output."""
        self.write(text + "\n")

    def notice(self, text: str) -> None:
        """Write a line to standard error, control characters made visible."""
        stream = self._stderr if self._stderr is not None else sys.stderr.buffer
        stream.write((printable(text) + "\n").encode("utf-8", "backslashreplace"))

    def log(self, text: str) -> None:
        """Write a log line with its time to standard error, as Go's log package does."""
        import time

        self.notice(time.strftime("%Y/%m/%d %H:%M:%S ") + text)

    def trace(self, text: str) -> None:
        """Write a line about a plugin call to standard error."""
        self.notice(f"[plugins] {text}")

    def error(self, error: PilothouseError, hints: list[str] | None = None) -> None:
        """Print an error: ``Error: `` and its message first, then where, why and what helps."""
        self.flush()
        self.notice(f"Error: {error.message}")
        if isinstance(error, TemplateError):
            for line in template_place(error):
                self.notice(line)
        for line in error.details:
            self.notice(f"  {line}")
        for hint in (error.hint, *(hints or ())):
            if hint:
                self.notice(f"hint: {hint}")

    def flush(self) -> None:
        """Hand everything written so far to the operating system."""
        for stream in (self._stdout or sys.stdout, self._stderr or sys.stderr):
            stream.flush()


def template_place(error: TemplateError) -> list[str]:
    """The lines that show where a template failed: place, source with a caret, who included it, what was nil."""
    lines = []
    if error.file and error.line:
        place = f"{error.file}:{error.line}" + (f":{error.column}" if error.column else "")
        lines.append(f"  --> {place}")
        if error.source_line:
            number = str(error.line)
            lines.append(f"  {number} | {error.source_line}")
            if error.column:
                before = error.source_line.encode("utf-8", "surrogateescape")[: error.column - 1]
                pad = "".join("\t" if char == "\t" else " " for char in before.decode("utf-8", "replace"))
                lines.append(f"  {' ' * len(number)} | {pad}^")
    lines += [f"  included by {name} at {place}" for name, place in reversed(error.include_stack)]
    if error.missing_path:
        lines.append(f"  {error.missing_path} is not set")
    return lines
