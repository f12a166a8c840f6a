"""Where a value that does not fit came from: the file or flag that explains it, if something can tell."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from ....core.errors import PilothouseError
from ....core.golib.json import encode

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.model.options import ValueSources
    from ....core.protocols import KernelView

_sources: ContextVar[tuple[Any, ValueSources] | None] = ContextVar("value sources", default=None)
"""The value flags of the command that runs, with the kernel that they were given to."""


def remember(kernel: KernelView, sources: ValueSources) -> None:
    """Keep the value flags of this command for `origin_of`."""
    _sources.set((kernel, sources))


def origin_of(kernel: KernelView, chart: Chart, place: tuple[Any, ...], value: Any) -> str:
    """What set the value at a place (``-f my.yaml:3``), empty when that is not known.

    Nothing is said where standard input would have to be read again, and where the value is not the one that the files
    and flags of the command explain (an upgrade that reuses values).
    """
    known = _sources.get()
    names = [str(name) for name in place]
    if known is None or known[0] is not kernel or not names or any("." in name or not name for name in names):
        return ""
    sources = known[1]
    if any(name.strip() == "-" or "://" in name for name in (*sources.files, *sources.set_file)):
        return ""
    try:
        lines: list[str] = kernel.first_or_none(
            "helm_explain_value", chart=chart, sources=sources, path=".".join(names)
        ) or [""]
        effective = f"{'.'.join(names)}: {encode(value, escape_html=False)}"
    except (PilothouseError, ValueError):
        return ""
    if not effective.startswith(lines[0].removesuffix("...")) or not lines[0]:
        return ""
    # Marked lines are those that count; what a flag says may be a secret, so its name has to do.
    winners = [line[2:].partition("  ")[0] for line in lines[1:] if line.startswith("* ")]
    return ", ".join(name.partition(" ")[0] if name.startswith("--") else name for name in winners)
