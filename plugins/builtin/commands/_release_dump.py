"""The text that shows a whole release: values given and computed, chart hooks, manifest.

Form: printReleaseTemplate in cmd/helm/printer.go.
"""

from __future__ import annotations

import time
from collections.abc import Iterable


def release_dump(
    *,
    revision: int,
    released: int | None,
    chart: str,
    given_values: str,
    computed_values: str,
    hooks: Iterable[tuple[str, str]] = (),
    manifest: str = "",
) -> str:
    """The text of one release. `released` is nanoseconds since 1970, `chart` reads ``name-version``.

    `hooks` are pairs of name and manifest.
    """
    date = ctime(released)
    shown = "".join(f"\n---\n# {name}\n{text}" for name, text in hooks)
    return (
        f"REVISION: {revision}\nRELEASED: {date}\nCHART: {chart}\nUSER-SUPPLIED VALUES:\n{given_values}\n"
        f"COMPUTED VALUES:\n{computed_values}\nHOOKS:{shown}\nMANIFEST:\n{manifest}\n"
    )


def ctime(nanoseconds: int | None) -> str:
    """A moment as ``Mon Jan _2 15:04:05 2006`` in the local time zone; a dash for one that is not known."""
    if nanoseconds is None:
        return "-"
    return time.asctime(time.localtime(nanoseconds // 1_000_000_000))
