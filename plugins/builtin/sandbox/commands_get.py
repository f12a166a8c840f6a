"""``sandbox get``: the objects of the embedded cluster as tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag, command
from ....core.errors import KubeStatusError, UsageError
from ....core.kernel import Kernel
from ....core.model.kube_object import KubeRequest
from .kinds import ALL_VERBS, Kind, built_in_kinds
from .location import sandbox_path
from .transport import SandboxTransport

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeResponse

_TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
_PLAIN = ("/configmaps", "/secrets", "/persistentvolumeclaims", "networking.k8s.io/ingresses", "/serviceaccounts")


@command(
    "get",
    Flag("--namespace", "-n", help="namespace to look into, default unless given"),
    Flag("--all-namespaces", "-A", kind=BOOL, help="look into all namespaces"),
    usage=" [KIND [NAME]] [flags]",
)
def get(kernel: Kernel, args: tuple[str, ...], *, namespace: str, all_namespaces: bool) -> None:
    """List the objects of the sandbox: of the usual kinds, of one kind, or one object by name.

    KIND is a kind, its plural or its short name, as in kubectl: pods, Deployment, svc.
    """
    if len(args) > 2:
        raise UsageError("This command takes a kind and a name")
    transport = SandboxTransport(sandbox_path(kernel))
    try:
        place = "" if all_namespaces else namespace or "default"
        kinds = [_kind(transport, args[0])] if args else _usual_kinds()
        _print(kernel, transport, kinds, place, args[1] if len(args) > 1 else "")
    finally:
        transport.close()


def _print(kernel: Kernel, transport: SandboxTransport, kinds: list[Kind], namespace: str, name: str) -> None:
    """Print a table of each kind that has objects; of several kinds, with a title each."""
    is_empty = True
    for kind in kinds:
        table = _table(transport, kind, namespace, name)
        if not table["rows"]:
            continue
        if len(kinds) > 1:
            kernel.console.write(("" if is_empty else "\n") + f"==> {kind.api_version}/{kind.kind}\n")
        for line in _lines(table, with_namespace=kind.namespaced and not namespace):
            kernel.console.line(line)
        is_empty = False
    if is_empty:
        kernel.console.line(f"The sandbox has none in namespace {namespace}." if namespace else "The sandbox has none.")


def _table(transport: SandboxTransport, kind: Kind, namespace: str, name: str) -> Any:
    base = f"/apis/{kind.group}/{kind.version}" if kind.group else f"/api/{kind.version}"
    if kind.namespaced and namespace:
        base += f"/namespaces/{namespace}"
    fields = (("fieldSelector", f"metadata.name={name}"),) if name and not namespace and kind.namespaced else ()
    path = f"{base}/{kind.plural}" + (f"/{name}" if name and not fields else "")
    return _document(transport.request(KubeRequest("GET", path, fields, accept=_TABLE)))


def _document(response: KubeResponse) -> Any:
    document = json.loads(response.body)
    if response.status != 200:
        raise KubeStatusError(document["message"], code=response.status, reason=document.get("reason", ""))
    return document


def _lines(table: Any, *, with_namespace: bool) -> list[str]:
    """The table's rows without wide columns, in columns of equal width."""
    narrow = [number for number, column in enumerate(table["columnDefinitions"]) if not column["priority"]]
    rows = [[str(table["columnDefinitions"][number]["name"]).upper() for number in narrow]]
    rows += [[_cell(row["cells"][number]) for number in narrow] for row in table["rows"]]
    if with_namespace:
        spaces = [row["object"]["metadata"].get("namespace", "") for row in table["rows"]]
        rows = [[space, *row] for space, row in zip(["NAMESPACE", *spaces], rows, strict=True)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["   ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _usual_kinds() -> list[Kind]:
    return [
        kind
        for kind in built_in_kinds()
        if ("all" in kind.categories or kind.store in _PLAIN) and kind.api_version == kind.stored_version
    ]


def _kind(transport: SandboxTransport, word: str) -> Kind:
    """The kind of a name. Raises UsageError when there is none."""
    wanted = word.lower()
    for kind in transport.kinds():
        names = (kind.plural, kind.kind.lower(), kind.singular, *kind.short_names, kind.resource)
        if wanted in names and ("list" in kind.verbs or kind.verbs == ALL_VERBS):
            return kind
    raise UsageError(f'the sandbox has no kind "{word}"')
