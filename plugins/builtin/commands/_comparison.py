"""What the commands of ``diff`` share: their flags, what is compared, how it is printed, and the exit code.

Flags that the plugin helm-diff has too mean what they mean there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, INT, STRING_ARRAY, Flag
from ....core.errors import PilothouseError
from ....core.model.comparison import ComparisonDisplay, ComparisonOptions
from ....core.preview_states import hook_states, revision_states, states_of
from ._ignore_file import read_ignore_file
from ._shown_comparison import in_colours, print_comparison
from ._text_ends import without_carriage_returns

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.comparison import Comparison, ObjectStates
    from ....core.model.preview import ReleasePreview
    from ....core.model.release import Release

TEXT = "text"
_OTHER_NAMES = {"diff": (TEXT, False), "simple": (TEXT, True)}
"""What helm-diff calls formats: which of ours that is, and whether only in brief."""

DIFFERS = 2
"""The exit code of ``--exit-code`` when something differs."""

COMPARISON_FLAGS = (
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
    Flag("--no-hooks", kind=BOOL, help="leave out chart hooks"),
    Flag("--include-tests", kind=BOOL, help="compare the chart hooks that are tests, too"),
    Flag("--strip-trailing-cr", kind=BOOL, help="take no notice of carriage returns at the ends of lines"),
    Flag("--exit-code", kind=BOOL, help=f"exit with {DIFFERS} when something differs"),
    Flag("--detailed-exitcode", kind=BOOL, help="the same as --exit-code"),
    Flag("--color", kind=BOOL, environment="HELM_DIFF_COLOR", help="print in colours; default on terminals"),
    Flag("--no-color", kind=BOOL, help="print without colours, as with $NO_COLOR"),
    Flag("--normalize-manifests", kind=BOOL, hidden=True, help="nothing: objects are compared, not their texts"),
)
"""What is compared and how it is shown."""

STRATEGY_FLAGS = (
    Flag(
        "--three-way-merge",
        kind=BOOL,
        environment="HELM_DIFF_THREE_WAY_MERGE",
        help="the same as --apply-strategy three-way",
    ),
    Flag("--no-cluster", kind=BOOL, help="compare manifests alone, and ask the cluster for no objects"),
)
"""What the commands have that say what an operation would do."""


def apply_strategy(options: dict[str, Any]) -> str:
    """The apply strategy that flags ask for; empty for none."""
    strategy: str = options["apply_strategy"]
    return strategy or ("three-way" if options["three_way_merge"] else "")


def show_preview(kernel: Kernel, preview: ReleasePreview, options: dict[str, Any], title: str) -> None:
    """Compare and print what an operation would do, and end as `show_states` does."""
    states = states_of(preview) + _hooks(preview.current, preview.planned, options)
    show_states(kernel, states, options, title, preview.error)


def show_revisions(kernel: Kernel, before: Release | None, after: Release, options: dict[str, Any], title: str) -> None:
    """Compare and print the manifests of two revisions, and end as `show_states` does."""
    show_states(kernel, revision_states(before, after) + _hooks(before, after, options), options, title)


def show_states(
    kernel: Kernel, states: list[ObjectStates], options: dict[str, Any], title: str, error: str = ""
) -> None:
    """Compare and print states of objects.

    Ends the process with `DIFFERS` when something differs and that was asked for. Raises PilothouseError when
    something would go wrong, UsageError for formats and rules that are not known.
    """
    if options["strip_trailing_cr"]:
        states = [without_carriage_returns(state) for state in states]
    comparison: Comparison = kernel.first(
        "helm_compare_objects",
        objects=states,
        options=ComparisonOptions(title, _rules(options), options["show_secrets"], error),
    )
    output, brief = _OTHER_NAMES.get(options["output"], (options["output"], False))
    display = ComparisonDisplay(output, options["context"], _in_colours(kernel, options), options["brief"] or brief)
    print_comparison(kernel, comparison, display)
    if comparison.error:
        raise PilothouseError(f"it would fail: {comparison.error}")
    refused = sum(bool(found.error) for found in comparison.objects)
    if refused:
        raise PilothouseError(f"{refused} object{'s' * (refused != 1)} cannot be changed or compared, see above")
    if comparison.differs and (options["exit_code"] or options["detailed_exitcode"]):
        raise SystemExit(DIFFERS)


def _hooks(before: Release | None, after: Release, options: dict[str, Any]) -> list[ObjectStates]:
    """The states of the chart hooks, unless they are not wanted."""
    return [] if options["no_hooks"] else hook_states(before, after, tests=options["include_tests"])


def _rules(options: dict[str, Any]) -> tuple[str, ...]:
    """The rules of all flags: what to leave out."""
    kinds = [*options["suppress"], *(["Secret"] if options["suppress_secrets"] else ())]
    return (*options["ignore"], *read_ignore_file(options["ignore_file"]), *(f"{kind}:*" for kind in kinds))


def _in_colours(kernel: Kernel, options: dict[str, Any]) -> bool:
    """Whether to print in colours, by flags or as usual."""
    if options["no_color"]:
        return False
    if options["color"]:
        return True
    return in_colours(kernel)
