"""What is told on the way, for a program: log records instead of lines on somebody's terminal."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ..core.console import Console
from ..core.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

LOGGER = logging.getLogger("pilothouse")
LOGGER.addHandler(logging.NullHandler())


class LoggingConsole(Console):
    """A console that prints nothing.

    What a command would say goes to the logger as INFO, what it would warn of as WARNING, or to `warn` where that is
    given.
    """

    def __init__(self, warn: Callable[[str], None] | None = None) -> None:
        super().__init__()
        self._warn = warn

    def write(self, text: str) -> None:
        """Log what a command would print on standard output while it works."""
        text = self._clean(text)
        if text:
            LOGGER.info("%s", text)

    @property
    def on_terminal(self) -> bool:
        """Never: nobody reads along."""
        return False

    def progress(self, text: str) -> None:
        """Show nothing."""

    def notice(self, text: str) -> None:
        """Warn."""
        text = self._clean(text)
        if self._warn is not None:
            self._warn(text)
        else:
            LOGGER.warning("%s", text)

    def log(self, text: str) -> None:
        """Warn; whoever logs adds the time."""
        self.notice(text)

    def trace(self, text: str) -> None:
        """Log a call of a plugin."""
        LOGGER.debug("%s", self._clean(text))

    def flush(self) -> None:
        """Do nothing: log records are written one by one."""

    def abandon(self) -> None:
        """Do nothing."""

    def _clean(self, text: str) -> str:
        """A text for a log, without secrets, control characters and empty ends."""
        return printable(self.concealment.apply(text)).strip("\n")
