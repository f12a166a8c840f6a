"""``--apply-strategy``: how objects are changed."""

from __future__ import annotations

from ....core.command import Flag

APPLY_STRATEGY_FLAG = Flag(
    "--apply-strategy", help="how objects are changed: two-way, three-way, server-side; default as before"
)
