"""What all stages of one update know: which chart it is, what was asked for, and where to say what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.model.repository import ALWAYS, IF_POSSIBLE, NEVER

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import RequirementsUpdate


class Updating:
    """One update of the chart in the folder `path`."""

    __slots__ = ("kernel", "options", "path")

    def __init__(self, path: str, options: RequirementsUpdate, kernel: Kernel) -> None:
        self.path = path
        self.options = options
        self.kernel = kernel

    @property
    def verification(self) -> str:
        """When signatures are checked: a word of ``core.model.repository``. Rule: cmd/helm/dependency_*.go."""
        if not self.options.verify:
            return NEVER
        return IF_POSSIBLE if self.options.locked else ALWAYS

    def say(self, text: str) -> None:
        """Print a line, at once: what comes next may take long."""
        self.kernel.console.line(text)
        self.kernel.console.flush()

    def debug(self, text: str) -> None:
        """Print a line for who looks for a mistake (``--debug`` of ``dependency update``)."""
        if self.kernel.settings.enabled("debug") and not self.options.locked:
            self.kernel.console.line(text)
