"""Plans: what ``upgrade --plan`` shows and saves, and what ``apply`` says of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ....core.errors import ReleaseError
from ....core.golib.strconv import quote
from ....core.model.comparison import ComparisonDisplay, ComparisonOptions
from ....core.model.preview import ReleasePreview
from ....core.preview_states import hook_states, states_of
from ._client import open_client
from ._documents import TABLE
from ._shown_comparison import in_colours, print_comparison

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.client_requests import Upgrade
    from ....core.model.comparison import Comparison
    from ....core.model.plan import Plan
    from ....core.protocols import ReleaseService


def save_plan(kernel: Kernel, service: ReleaseService, upgrade: Upgrade, path: str, output: str) -> None:
    """Show what an upgrade would do, and write it to a file; nothing else is changed.

    Raises ReleaseError when the upgrade would break off, or cannot be planned: then no file is written.
    """
    client = open_client(kernel)
    preview = client.preview_upgrade(service, upgrade)
    title = f"plan of revision {preview.planned.revision} of {preview.planned.name}"
    comparison = _show(kernel, preview, output, title)
    if comparison.error:
        details = ("no plan was written: this is where the upgrade would break off",)
        raise ReleaseError(comparison.error, details=details)
    plan = client.plan_upgrade(service, upgrade, preview)
    kernel.console.flush()
    kernel.first("helm_save_plan", plan=plan, path=path)
    kernel.console.notice(f"The plan is in {path}. Nothing has been changed; `pilothouse apply {path}` does it.")


def print_plan(kernel: Kernel, plan: Plan, output: str) -> None:
    """Show what a plan would do, without asking the cluster."""
    made = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(_seconds(plan.created)))
    title = f"plan of revision {plan.planned.revision} of {plan.planned.name}, made {made} for {plan.server}"
    _show(kernel, ReleasePreview(plan.planned, objects=plan.objects), output, title)


_LAST_SECOND = 253_402_300_799


def _seconds(nanoseconds: int) -> int:
    """Whole seconds since 1970, within the years that have four digits."""
    return min(max(nanoseconds // 1_000_000_000, 0), _LAST_SECOND)


def _show(kernel: Kernel, preview: ReleasePreview, output: str, title: str) -> Comparison:
    """Show what would change, chart hooks included, without what Secrets hold."""
    states = states_of(preview) + hook_states(preview.current, preview.planned)
    options = ComparisonOptions(title, error=preview.error)
    comparison: Comparison = kernel.first("helm_compare_objects", objects=states, options=options)
    display = ComparisonDisplay("text" if output == TABLE else output, colour=in_colours(kernel))
    print_comparison(kernel, comparison, display)
    return comparison


def done(kernel: Kernel, plan: Plan) -> None:
    """Say that a plan has been applied."""
    deed = "upgraded" if plan.current else "installed"
    kernel.console.line(f"Release {quote(plan.planned.name)} has been {deed}.")
