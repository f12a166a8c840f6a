"""The log of a server on standard error: Helm's prefixes in front of the time, as Go's log package writes them."""

from __future__ import annotations

import logging
import time

from ....core.console import Console

_TIME = "%Y/%m/%d %H:%M:%S"


class TillerConsole(Console):
    """A console without a terminal to draw on. Warnings of whatever works on releases are lines of Tiller."""

    def progress(self, text: str) -> None:
        """Show nothing: nobody looks at what a server is waiting for."""

    def log(self, text: str) -> None:
        """Write a line about work on releases."""
        self.prefixed("tiller", text)

    def main(self, text: str) -> None:
        """Write a line about the server itself."""
        self.prefixed("main", text)

    def prefixed(self, prefix: str, text: str) -> None:
        """Write a line about a part of the server. Its further lines are set in: none can pass for one of the server.

        Texts of strangers are among them: names, errors of charts and clusters, subjects of certificates.
        """
        self.notice(f"[{prefix}] {time.strftime(_TIME)} {text}".replace("\n", "\n  "))


class LogLines(logging.Handler):
    """What libraries and this plugin tell Python's log, as lines about the server itself."""

    def __init__(self, console: TillerConsole) -> None:
        super().__init__(logging.WARNING)
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        self._console.main(self.format(record))
