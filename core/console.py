"""Standard output and standard error: the one place that prints, and that prints errors.

Text is written as bytes: what a template produced is kept to the byte, also where it is not valid UTF-8
(surrogate escapes). Output is collected and written in few calls.
"""

from __future__ import annotations

import os
import sys
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from .concealment import Concealment
from .errors import PilothouseError, TemplateError
from .text import decoded, printable, styled_printable

if TYPE_CHECKING:
    from collections.abc import Callable


class Console:
    """Writes results to one byte stream and everything else to another.

    By default these are the process's own; one that was closed before the start swallows what it is given. Raises
    PilothouseError when the output cannot be written, BrokenPipeError when its reader went away.
    """

    def __init__(self, stdout: BinaryIO | None = None, stderr: BinaryIO | None = None) -> None:
        self._stdout = stdout
        self._stderr = stderr
        self._progress = False
        self.concealment = Concealment()
        """What nothing that is printed may show."""
        self.explains = True
        """Whether errors say more than Helm's sentence: where, why, and what helps."""

    def write(self, text: str) -> None:
        """Write text to standard output as it is; to a terminal with control characters made visible.

        What is printed comes from charts, records and servers, and a terminal would obey it (CVE-2021-21303).
        """
        self._put(text, printable)

    def write_styled(self, text: str) -> None:
        """Write text in which there are colours and weights, which a terminal gets; otherwise as `write`.

        Whoever puts them into a text has made what is foreign in it `printable` before.
        """
        self._put(text, styled_printable)

    def _put(self, text: str, visible: Callable[[str], str]) -> None:
        """Write text to standard output, to a terminal as `visible` makes it."""
        stream = self._stdout
        if stream is None:
            if sys.stdout is None:
                return
            stream = _standard_output().buffer
        text = self.concealment.apply(text)
        try:
            if stream.isatty():
                # Bytes that are no UTF-8 are control characters for some terminals, 9B above all.
                stream.write(visible(text.replace("\r\n", "\n")).encode("utf-8", "backslashreplace"))
            else:
                stream.write(text.encode("utf-8", "surrogateescape"))
        except OSError as error:
            raise _output_error(error) from error

    def line(self, text: str = "") -> None:
        """Write a line to standard output."""
        self.write(text + "\n")

    @property
    def prints_on_terminal(self) -> bool:
        """Whether standard output is a terminal."""
        stream = self._stdout
        try:
            if stream is None:
                return sys.stdout is not None and _standard_output().buffer.isatty()
            return stream.isatty()
        except (AttributeError, ValueError):
            return False

    @property
    def on_terminal(self) -> bool:
        """Whether standard error is a terminal."""
        stream = self._stderr
        if stream is None:
            stream = sys.stderr.buffer if sys.stderr is not None else None
        try:
            return stream is not None and stream.isatty()
        except ValueError:
            return False

    def progress(self, text: str) -> None:
        """Show a line on a terminal that the next one, or any notice, takes the place of; empty takes it away."""
        stream = self._stderr
        if stream is None:
            stream = sys.stderr.buffer if sys.stderr is not None else None
        if stream is None or not self.on_terminal or not (text or self._progress):
            return
        self._progress = bool(text)
        try:
            shown = printable(self.concealment.apply(text))[: max(_terminal_width(stream) - 1, 1)]
            stream.write(b"\r\x1b[K" + shown.encode("utf-8", "backslashreplace"))
            stream.flush()
        except OSError:
            _discard(stream)

    def notice(self, text: str) -> None:
        """Write a line to standard error, control characters made visible, U+FFFD for bytes that are no UTF-8."""
        if self._progress:
            self.progress("")
        stream = self._stderr
        if stream is None:
            if sys.stderr is None:
                return
            stream = sys.stderr.buffer
        try:
            stream.write((decoded(printable(self.concealment.apply(text))) + "\n").encode())
            stream.flush()
        except OSError:
            # Nobody is left to be told.
            _discard(stream)

    def log(self, text: str) -> None:
        """Write a log line with its time to standard error, as Go's log package does."""
        import time

        self.notice(time.strftime("%Y/%m/%d %H:%M:%S ") + text)

    def trace(self, text: str) -> None:
        """Write a line about a plugin call to standard error."""
        self.notice(f"[plugins] {text}")

    def error(self, error: PilothouseError, hints: list[str] | None = None) -> None:
        """Print an error: its prefix (``Error: ``) and its message first, then where, why and what helps."""
        self.flush()
        self.notice(f"{error.prefix}{error.message}")
        if not self.explains:
            return
        if isinstance(error, TemplateError):
            for line in template_place(error):
                self.notice(line)
        for line in error.details:
            self.notice(f"  {line}")
        for hint in (error.hint, *(hints or ())):
            if hint:
                self.notice(f"hint: {hint}")

    def traceback(self, error: BaseException) -> None:
        """Print where an error came from, the errors that led to it included."""
        import traceback

        self.notice("".join(traceback.format_exception(error)).rstrip())

    def flush(self) -> None:
        """Hand everything written so far to the operating system."""
        stream = self._stdout or _standard_output()  # the text layer, because commands may have printed there
        if stream is not None:
            try:
                stream.flush()
            except OSError as error:
                raise _output_error(error) from error

    def abandon(self) -> None:
        """Drop the output that could not be written, so that flushing at exit does not fail again."""
        stream = self._stdout or _standard_output()
        if stream is not None:
            _discard(stream)


def _standard_output() -> Any:
    """The process's standard output, also while foreign plugins are kept from it (see `foreign_calls`)."""
    stream = sys.stdout
    return getattr(stream, "beneath", stream)


def _output_error(error: OSError) -> Exception:
    """What to raise when writing the output failed."""
    if isinstance(error, BrokenPipeError):
        return error
    return PilothouseError(f"write /dev/stdout: {(error.strerror or str(error)).lower()}")


def _terminal_width(stream: BinaryIO) -> int:
    """The columns of the terminal behind a stream; 80 where it does not say."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _discard(stream: IO[Any]) -> None:
    """Send what a stream still holds, and all that will be written to it, nowhere."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        pass


def template_place(error: TemplateError) -> list[str]:
    """The lines that show where a template failed: place, source with a caret, who included it, what was nil."""
    lines: list[str] = []
    if error.file and error.line:
        from .source_place import source_lines

        lines += [f"  {line}" for line in source_lines(error.file, error.line, error.column, error.source_line)]
    lines += _include_lines(error)
    if error.missing_path:
        lines.append(f"  {error.missing_path} is not set")
    return lines


def _include_lines(error: TemplateError) -> list[str]:
    """Who included the template that failed, from the inside out; a template that includes itself is named once."""
    *callers, (name, _) = error.include_stack or (("", ""),)
    lines = [f"in template {name}"] if name and name != error.file else []
    repeated = 0
    for caller, place in reversed(callers):
        if caller == "tpl":
            line = f"in the text given to tpl at {place}"
        elif place.startswith(f"{caller}:"):
            line = f"included at {place}"
        elif place:
            line = f"included at {place}, in template {caller}"
        else:
            line = f"included by way of others in {caller}"
        if lines and line == lines[-1].partition(" (")[0]:
            repeated += 1
            lines[-1] = f"{line} ({repeated + 1} times)"
        else:
            repeated = 0
            lines.append(line)
    return [f"  {line}" for line in lines]
