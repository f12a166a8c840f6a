"""What the commands of ``diff`` share: their flags, what is compared, how it is printed, and the exit code.

Flags that the plugin helm-diff has too mean what they mean there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag
from ....core.errors import PilothouseError
from ....core.model.comparison import ComparisonOptions
from ....core.preview_states import hook_states, revision_states, states_of
from ._shown_comparison import SHOWN_FLAGS, display_of, ignore_rules, print_comparison
from ._text_ends import without_carriage_returns

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.comparison import Comparison, ObjectStates
    from ....core.model.preview import ReleasePreview
    from ....core.model.release import Release

DIFFERS = 2
"""The exit code of ``--exit-code`` when something differs."""

COMPARISON_FLAGS = (
    *SHOWN_FLAGS,
    Flag("--no-hooks", kind=BOOL, help="leave out chart hooks"),
    Flag("--include-tests", kind=BOOL, help="compare the chart hooks that are tests, too"),
    Flag("--strip-trailing-cr", kind=BOOL, help="take no notice of carriage returns at the ends of lines"),
    Flag("--exit-code", kind=BOOL, help=f"exit with {DIFFERS} when something differs"),
    Flag("--detailed-exitcode", kind=BOOL, help="the same as --exit-code"),
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
        options=ComparisonOptions(title, ignore_rules(options), options["show_secrets"], error),
    )
    print_comparison(kernel, comparison, display_of(kernel, options))
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
