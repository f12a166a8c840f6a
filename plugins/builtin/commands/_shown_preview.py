"""What would change, as the commands show it that make plans and look for drift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import UsageError
from ....core.model.comparison import ComparisonDisplay
from ....core.preview_states import hook_states, states_of
from ._documents import TABLE

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.comparison import Comparison, ComparisonOptions
    from ....core.model.preview import ReleasePreview

_TEXT = "text"


def compare_preview(kernel: Kernel, preview: ReleasePreview, options: ComparisonOptions, *, hooks: bool) -> Comparison:
    """What a preview would change; with `hooks` also how the chart hooks differ. Raises UsageError for a bad rule."""
    states = states_of(preview)
    if hooks:
        states += hook_states(preview.current, preview.planned)
    comparison: Comparison = kernel.first("helm_compare_objects", objects=states, options=options)
    return comparison


def comparison_text(kernel: Kernel, comparison: Comparison, output: str, context: int = 3) -> str:
    """A comparison in an output format; ``table`` stands for text. Raises UsageError for a format that nobody has."""
    display = ComparisonDisplay(_TEXT if output == TABLE else output, context)
    text: str | None = kernel.first_or_none("helm_show_comparison", comparison=comparison, display=display)
    if text is None:
        raise UsageError(f"unsupported format {output}")
    return text if text.endswith("\n") or not text else f"{text}\n"
