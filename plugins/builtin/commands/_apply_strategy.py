"""``--apply-strategy``: how objects are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import Flag

if TYPE_CHECKING:
    from ....core.kernel import Kernel

APPLY_STRATEGY_FLAG = Flag(
    "--apply-strategy", help="how objects are changed: two-way, three-way, server-side; default as before"
)


def apply_strategy(kernel: Kernel, options: dict[str, Any]) -> str:
    """The strategy that the flag or the setting names; empty for that of the release."""
    return options["apply_strategy"] or kernel.setting("apply-strategy")
