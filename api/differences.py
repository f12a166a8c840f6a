"""What differs, as results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.model.comparison import ComparisonDisplay

if TYPE_CHECKING:
    from ..core.kernel import Kernel
    from ..core.model.comparison import Comparison, ObjectComparison


class Difference:
    """What differs between two states of a release's objects. `comparison` is all that is known of it.

    What Secrets hold is hidden unless it was asked for. True in a condition when something differs.
    """

    __slots__ = ("_kernel", "comparison")

    def __init__(self, comparison: Comparison, kernel: Kernel) -> None:
        self.comparison = comparison
        self._kernel = kernel

    def __repr__(self) -> str:
        objects, unchanged = len(self.objects), self.comparison.unchanged
        return f"<Difference {self.comparison.title}: {objects} objects differ, {unchanged} do not>"

    def __bool__(self) -> bool:
        return self.comparison.differs

    @property
    def objects(self) -> tuple[ObjectComparison, ...]:
        """The objects that differ: what happens to each (`action`), and which fields change (`changes`)."""
        return self.comparison.objects

    @property
    def error(self) -> str:
        """What would break the operation off; empty where nothing would."""
        return self.comparison.error

    def text(self, format: str = "text", *, context: int = 3, brief: bool = False) -> str:
        """The difference as ``diff`` prints it: ``text``, ``json``, ``markdown``, or what a plugin knows.

        `context` is how many equal lines stand around each difference, -1 for all. Raises PluginError for a format that
        nobody knows.
        """
        display = ComparisonDisplay(format=format, context=context, brief=brief)
        shown: str = self._kernel.first("helm_show_comparison", comparison=self.comparison, display=display)
        return self._kernel.concealed(shown)
