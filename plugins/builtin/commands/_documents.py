"""Documents for ``--output json`` and ``yaml``, through the plugins that register output formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import Flag
from ....core.errors import PilothouseError, UsageError
from ....core.golib.types import GoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.kernel import Kernel

TABLE = "table"

OUTPUT_FLAG = Flag(
    "--output", "-o", default=TABLE, shown_default=TABLE, help="how the result is printed: table, json, yaml"
)
"""``-o`` of the commands that print a status. Rule: bindOutputFlag in cmd/helm/printer.go."""


def write_document(kernel: Kernel, name: str, document: Any) -> bool:
    """Print a plain document in an output format; False when no plugin has that format. YAML ends with an empty line.

    Raises PilothouseError for what the format cannot hold. Rules: encodeJSON and encodeYAML in cmd/helm/printer.go.
    """
    to_text: Callable[[Any], str] | None = kernel.registered("helm_register_output_formats", name)
    if to_text is None:
        return False
    try:
        text = to_text(document)
    except (GoError, RecursionError) as error:
        reason = "the document is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise PilothouseError(f"unable to write {name.upper()} output: {reason}") from None
    kernel.console.write(text + ("\n" if name == "yaml" else ""))
    return True


def write_result(kernel: Kernel, output: str, text: Callable[[], str], document: Callable[[], Any]) -> None:
    """Print what `text` makes for ``-o table``, else what `document` makes in the format that is asked for.

    Raises UsageError for a format that nobody has. Rule: write in cmd/helm/printer.go.
    """
    if output == TABLE:
        kernel.console.write(text())
    elif not write_document(kernel, output, document()):
        raise UsageError(f"unsupported format {output}")
