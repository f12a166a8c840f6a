"""How comparisons are printed, whatever command has made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, INT, STRING_ARRAY, Flag
from ....core.errors import UsageError
from ....core.golib.strconv import quote
from ....core.model.comparison import ComparisonDisplay
from ._ignore_file import read_ignore_file

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.comparison import Comparison

TEXT = "text"
_OTHER_NAMES = {"diff": (TEXT, False), "simple": (TEXT, True)}
"""What helm-diff calls formats: which of ours that is, and whether only in brief."""

SHOWN_FLAGS = (
    Flag(
        "--context",
        "-C",
        kind=INT,
        default=3,
        shown_default="3",
        environment="HELM_DIFF_OUTPUT_CONTEXT",
        help="equal lines that are shown around each difference; -1 for all",
    ),
    Flag("--output", "-o", default=TEXT, shown_default=TEXT, help="how the result is printed: text, json, markdown"),
    Flag("--brief", kind=BOOL, help="say what happens to each object, without its fields"),
    Flag("--ignore", kind=STRING_ARRAY, help="leave fields or objects out: [KIND[/NAME]:]PATH"),
    Flag(
        "--ignore-file",
        completes="file",
        help="file of such rules, one a line; default .pilothouse-diff-ignore, if that is there",
    ),
    Flag("--suppress", kind=STRING_ARRAY, help="leave out all objects of a kind"),
    Flag("--suppress-secrets", "-q", kind=BOOL, help="leave out all Secrets"),
    Flag("--show-secrets", kind=BOOL, help="show what Secrets hold"),
    Flag("--color", kind=BOOL, environment="HELM_DIFF_COLOR", help="print in colours; default on terminals"),
    Flag("--no-color", kind=BOOL, help="print without colours, as with $NO_COLOR"),
)
"""What is left out of a comparison, and how it is shown."""


def comparison_text(kernel: Kernel, comparison: Comparison, display: ComparisonDisplay) -> str:
    """A comparison as whole lines. Raises UsageError for a format that nobody has."""
    text: str | None = kernel.first_or_none("helm_show_comparison", comparison=comparison, display=display)
    if text is None:
        raise UsageError(
            f"unknown output format {quote(display.format)}", hint="formats are text, json and markdown"
        )
    return text if text.endswith("\n") or not text else f"{text}\n"


def print_comparison(kernel: Kernel, comparison: Comparison, display: ComparisonDisplay) -> None:
    """Print a comparison. Raises UsageError for a format that nobody has."""
    kernel.console.write_styled(comparison_text(kernel, comparison, display))


def in_colours(kernel: Kernel) -> bool:
    """Whether to print in colours where no flag says so. Rule: https://no-color.org."""
    environment = kernel.settings.environment
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb" and kernel.console.prints_on_terminal


def display_of(kernel: Kernel, options: dict[str, Any]) -> ComparisonDisplay:
    """How flags want a comparison to be printed."""
    output, brief = _OTHER_NAMES.get(options["output"], (options["output"], False))
    colour = not options["no_color"] and (options["color"] or in_colours(kernel))
    return ComparisonDisplay(output, options["context"], colour, options["brief"] or brief)


def ignore_rules(options: dict[str, Any]) -> tuple[str, ...]:
    """The rules of all flags: what to leave out."""
    kinds = [*options["suppress"], *(["Secret"] if options["suppress_secrets"] else ())]
    return (*options["ignore"], *read_ignore_file(options["ignore_file"]), *(f"{kind}:*" for kind in kinds))
