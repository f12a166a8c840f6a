"""``drift``: how live objects differ from the records of releases, and setting them back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag, command
from ....core.errors import ReleaseError
from ....core.model.client_requests import DriftSearch
from ....core.model.comparison import ComparisonDisplay
from ._client import open_client
from ._connection import connect
from ._shown_comparison import SHOWN_FLAGS, comparison_text, display_of, ignore_rules
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.kernel import Kernel
    from ....core.model.client_requests import Drift
    from ....core.model.comparison import Comparison

DRIFTED = 2
"""The exit code where there is drift that was not corrected."""

_JSON = "json"


@command(
    "drift",
    Flag("--correct", kind=BOOL, help="set back what has drifted, and make again what is missing"),
    *SHOWN_FLAGS,
    *TLS_FLAGS,
    usage=" [RELEASE...] [flags]",
)
def drift(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Show how the objects of releases differ from what their records say; without a name, of all deployed releases.

    The exit code is 0 when there is no drift, 2 when there is some that was not corrected, and 1 when a release could
    not be looked at. No revision is made, and no chart hook runs.
    """
    service = connect(kernel, options)
    search = DriftSearch(args, options["correct"], ignore_rules(options), options["show_secrets"])
    display = display_of(kernel, options)
    output = display.format
    found: list[Drift] = []
    documents = []
    for one in open_client(kernel).find_drift(service, search):
        found.append(one)
        if output == _JSON:
            documents.append(_document(kernel, one))
            continue
        for text in _texts(kernel, one, display):
            kernel.console.write_styled(text)
        kernel.console.flush()
    if output == _JSON:
        kernel.console.write(json.dumps({"releases": documents}, indent=2, ensure_ascii=False) + "\n")
    failed = [one for one in found if one.error]
    if failed:
        raise ReleaseError(
            f"{len(failed)} of {len(found)} releases could not be looked at wholly",
            details=tuple(f"{one.release}: {one.error}" for one in failed),
        )
    if any(one.stays for one in found):
        raise SystemExit(DRIFTED)


def _texts(kernel: Kernel, found: Drift, display: ComparisonDisplay) -> Iterator[str]:
    name = f"{found.release} (revision {found.revision})" if found.revision else found.release
    if found.skipped:
        yield f"{name}: skipped, {found.skipped}\n"
    comparison = found.found
    if comparison is None:
        return
    if not comparison.objects:
        unseen = ", others could not be looked at" if comparison.error else ""
        yield f"{name}: no drift in {_counted(comparison.unchanged, 'object')}{_ignored(comparison)}{unseen}\n"
        return
    yield comparison_text(kernel, comparison, display)
    for sentence in found.corrected:
        yield f"{found.release}: {sentence}\n"
    left = found.left
    if left is not None and left.objects:
        yield f"{found.release}: this is left:\n"
        yield comparison_text(kernel, left, display)
    elif left is not None:
        yield f"{found.release}: no drift is left\n"


def _ignored(comparison: Comparison) -> str:
    return f" ({_counted(comparison.ignored, 'difference')} ignored)" if comparison.ignored else ""


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _document(kernel: Kernel, found: Drift) -> dict[str, Any]:
    """What is told of a release, as a plain document that always has the same fields."""
    return {
        "release": found.release,
        "namespace": found.namespace,
        "revision": found.revision,
        "skipped": found.skipped,
        "error": found.error,
        "drift": found.stays,
        "found": _compared(kernel, found.found),
        "corrected": list(found.corrected),
        "left": _compared(kernel, found.left),
    }


def _compared(kernel: Kernel, comparison: Comparison | None) -> Any:
    return None if comparison is None else json.loads(comparison_text(kernel, comparison, ComparisonDisplay(_JSON)))
