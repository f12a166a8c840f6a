"""``get values``: the values of a release. Rules: cmd/helm/get_values.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, INT32, Flag, command
from ....core.errors import UsageError
from ....core.golib.strconv import quote
from ._arguments import release_name
from ._client import open_client
from ._connection import connect
from ._documents import write_document
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel

_YAML = "yaml"


@command(
    "values",
    Flag("--revision", kind=INT32, help="revision to show; 0 for the newest"),
    Flag("--all", "-a", kind=BOOL, help="the chart's defaults too"),
    Flag("--output", default=_YAML, shown_default=_YAML, help="how the values are printed: json or yaml"),
    *TLS_FLAGS,
    usage=" [flags] RELEASE_NAME",
)
def get_values(
    kernel: Kernel, args: tuple[str, ...], *, revision: int, all: bool, output: str, **tls: object
) -> None:
    """Print the values that a release was given, or with --all those that its templates saw."""
    name = release_name(args)
    service = connect(kernel, tls)
    release = service.content(name, revision)
    values = open_client(kernel).values(release, computed=all)
    if not write_document(kernel, output or _YAML, _sorted(values)):
        raise UsageError(f"Unknown output format {quote(output)}")


def _sorted(value: Any) -> Any:
    """Values with the keys of all tables sorted, as Go's maps are written."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
