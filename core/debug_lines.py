"""What ``--debug`` says about what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .kernel import Kernel


def debug(kernel: Kernel, text: str) -> None:
    """Print a line about what is done, with ``--debug`` alone."""
    if kernel.settings.enabled("debug"):
        kernel.console.line(f"[debug] {text}")
