"""``export``: write releases as the records of Helm 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import BOOL, INT, Flag, command
from ....core.errors import UsageError
from ....core.golib.strconv import quote

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from .exporting import ExportedRelease

HELM3 = "helm3"


@command(
    "export",
    Flag("--to", help="whose records to write: helm3"),
    Flag("--all", kind=BOOL, help="export all releases, those of --namespace where that is given"),
    Flag("--namespace", help="export only releases in this namespace"),
    Flag("--max-revisions", kind=INT, default=10, shown_default="10", help="newest revisions to export; 0 for all"),
    Flag("--overwrite", kind=BOOL, help="write over records of Helm 3 that have the same numbers and differ"),
    Flag("--dry-run", kind=BOOL, help="only say what would be written"),
    Flag("--output", "-o", help="with --dry-run: print the objects themselves, as json or yaml"),
    usage=" --to helm3 [flags] [RELEASE...]",
)
def export(
    kernel: Kernel,
    args: tuple[str, ...],
    *,
    to: str,
    all: bool,
    namespace: str,
    max_revisions: int,
    overwrite: bool,
    dry_run: bool,
    output: str,
) -> None:
    """Write releases as the records of Helm 3, so that `helm` 3 goes on with them.

    The records go to the namespace of each release, as Secrets, or as ConfigMaps with HELM_DRIVER=configmap. Everything
    is read, converted and checked before the first one is written. The objects of a release are not touched, and its
    Helm v2 records stay as they are: from then on let only one of the two work on it. `import --from helm3` is the way
    back.
    """
    from .exporting import Exporter, ExportOptions, names_of
    from .helm3_store import open_helm3_store
    from .release_store import open_release_service

    _check(args, to=to, all=all, max_revisions=max_revisions, dry_run=dry_run, output=output)
    service = open_release_service(kernel)
    names = list(dict.fromkeys(args))
    if all or namespace:
        in_scope = names_of(service, namespace)
        strangers = [name for name in names if name not in in_scope]
        if strangers:
            raise UsageError(f"no release {', '.join(map(quote, strangers))} in namespace {quote(namespace)}")
        names = names or in_scope
    exporter = Exporter(kernel, service, open_helm3_store(kernel), ExportOptions(max_revisions, overwrite))
    prepared = [exporter.prepare(name) for name in names]
    if output:
        _print_objects(kernel, prepared, output)
        return
    for exported in prepared:
        if not dry_run:
            exporter.write(exported)
        _print_summary(kernel, exported, dry_run=dry_run)
    if prepared and not dry_run:
        kernel.console.line(
            "The Helm v2 records are still there: work on each release with one of the two only (docs/migration.md)"
        )


def _check(args: tuple[str, ...], *, to: str, all: bool, max_revisions: int, dry_run: bool, output: str) -> None:
    """Raise UsageError for words that do not go together."""
    if not to:
        raise UsageError("--to says what releases are exported to: helm3")
    if to != HELM3:
        raise UsageError(f"releases cannot be exported to {quote(to)}: --to takes helm3")
    if bool(args) == all:
        raise UsageError("This command needs names of releases, or --all")
    if max_revisions < 0:
        raise UsageError("--max-revisions takes 0 (for all) or more")
    if output and (output not in ("json", "yaml") or not dry_run):
        raise UsageError("--output takes json or yaml, together with --dry-run")


def _print_summary(kernel: Kernel, exported: ExportedRelease, *, dry_run: bool) -> None:
    from ....core.text import printable
    from .exporting import PRESENT, WRITTEN

    words = {WRITTEN: "would be written" if dry_run else "written", PRESENT: "is there already"}
    for revision in exported.revisions:
        content = revision.content
        word = words.get(revision.action, "would be replaced" if dry_run else "replaced")
        size = len(content["data"]["release"])
        kernel.console.line(
            f"{content['kind']} {exported.namespace}/{content['metadata']['name']} "
            f"({content['metadata']['labels']['status']}, {size} bytes): {word}"
        )
    for note in exported.notes:
        kernel.console.line(printable(f"note: {exported.name}: {note}"))


def _print_objects(kernel: Kernel, prepared: list[ExportedRelease], output: str) -> None:
    """Print what would be written, as `kubectl create -f -` takes it."""
    from ....core.golib import json, yaml
    from .exporting import PRESENT

    objects = [
        revision.content for exported in prepared for revision in exported.revisions if revision.action != PRESENT
    ]
    document = {"apiVersion": "v1", "kind": "List", "items": objects}
    kernel.console.write(json.encode(document, indent="  ") + "\n" if output == "json" else yaml.dump(document))
