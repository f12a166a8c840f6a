"""``import``: take over releases of Helm 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import BOOL, INT, Flag, command
from ....core.errors import UsageError
from ....core.golib.strconv import quote

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from .importing import ImportedRelease

HELM3 = "helm3"


@command(
    "import",
    Flag("--from", parameter="source", help="whose records to read: helm3"),
    Flag("--all", kind=BOOL, help="import all releases of the namespace"),
    Flag("--namespace", help="namespace of the releases (default: that of the kubeconfig)"),
    Flag("--max-revisions", kind=INT, help="newest revisions to import; 0 for all"),
    Flag("--overwrite", kind=BOOL, help="write over release records that have the same numbers and differ"),
    Flag("--dry-run", kind=BOOL, help="only say what would be written"),
    usage=" --from helm3 [flags] [RELEASE...]",
)
def import_releases(
    kernel: Kernel,
    args: tuple[str, ...],
    *,
    source: str,
    all: bool,
    namespace: str,
    max_revisions: int,
    overwrite: bool,
    dry_run: bool,
) -> None:
    """Take over releases of Helm 3, so that this program goes on with them.

    The records are read in the namespace of the releases, from Secrets, or from ConfigMaps with HELM_DRIVER=configmap,
    and written to the release store of the settings. Everything is read, converted and checked before the first one is
    written. The objects of a release are not touched, and its Helm 3 records stay as they are: from then on let only
    one of the two work on it. What Helm v2 has no place for is said.
    """
    from ....core.process_limits import limited
    from .helm3_store import open_helm3_store
    from .importing import Importer, ImportOptions
    from .release_store import open_release_store

    if source != HELM3:
        raise UsageError(f"releases cannot be imported from {quote(source)}: --from takes helm3")
    if bool(args) == all:
        raise UsageError("This command needs names of releases, or --all")
    if max_revisions < 0:
        raise UsageError("--max-revisions takes 0 (for all) or more")
    driver = open_release_store(kernel)
    options = ImportOptions(max_revisions, overwrite)
    namespace = namespace or kernel.first("helm_default_namespace")
    importer = Importer(open_helm3_store(kernel), driver, namespace, options)
    with limited(kernel.settings):
        prepared = [importer.prepare(name) for name in (importer.names() if all else dict.fromkeys(args))]
    for imported in prepared:
        if not dry_run:
            importer.write(imported)
        _print_summary(kernel, imported, driver.name, dry_run=dry_run)
    if prepared and not dry_run:
        kernel.console.line(
            "The Helm 3 records are still there: work on each release with one of the two only (docs/migration.md)"
        )


def _print_summary(kernel: Kernel, imported: ImportedRelease, store: str, *, dry_run: bool) -> None:
    from ....core.text import printable
    from .importing import PRESENT, WRITTEN

    words = {WRITTEN: "would be written" if dry_run else "written", PRESENT: "is there already"}
    for revision in imported.revisions:
        word = words.get(revision.action, "would be replaced" if dry_run else "replaced")
        status = revision.release.info.status
        kernel.console.line(f"{store} {revision.release.key} ({status}, {len(revision.body)} characters): {word}")
    for note in imported.notes:
        kernel.console.line(printable(f"note: {imported.name}: {note}"))
