"""Revisions whose records cannot be decoded: how tables show them, and what is said about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.kernel import Kernel
    from ....core.model.release_requests import ReleaseSummary

MISSING = "MISSING"
"""What Helm shows in the place of a chart that a record lacks (cmd/helm/history.go)."""


def shown_chart(release: ReleaseSummary) -> str:
    """The chart column: name and version, or a word for a record that says nothing of it."""
    return "DAMAGED" if release.damaged else f"{release.chart_name}-{release.chart_version}"


def explain_damage(kernel: Kernel, releases: Sequence[ReleaseSummary]) -> None:
    """Say on standard error which of the shown records cannot be decoded, why, and what helps."""
    for release in releases:
        if release.damaged:
            kernel.console.notice(
                f"WARNING: the record of revision {release.revision} of {release.name} cannot be decoded: "
                f"{release.damaged}"
            )
    if not kernel.console.explains:
        return
    for name in sorted({release.name for release in releases if release.damaged}):
        kernel.console.notice(f"hint: `pilothouse release repair {name}` puts damaged records out of the way")
