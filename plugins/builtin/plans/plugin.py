"""The extension points that `plans` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.plan import Plan
    from ....core.protocols import KernelView


@hookimpl(trylast=True)
def helm_save_plan(plan: Plan, path: str, kernel: KernelView) -> bool:
    """Write the file, for its owner's eyes only: it holds values and Secrets. Raises ReleaseError."""
    from .save import save_plan

    save_plan(plan, path)
    return True


@hookimpl(trylast=True)
def helm_open_plan(path: str, kernel: KernelView) -> Plan:
    """Read the file. Raises ReleaseError for what is no plan."""
    from .open import open_plan

    return open_plan(path)
