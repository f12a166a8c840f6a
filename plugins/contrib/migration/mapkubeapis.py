"""``mapkubeapis``: rewrite recorded manifests whose API versions are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import BOOL, Flag, command
from ....core.errors import UsageError
from ....core.golib.strconv import quote

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from .api_records import MappedRelease


@command(
    "mapkubeapis",
    Flag("--all", kind=BOOL, help="look at all releases that are deployed"),
    Flag("--dry-run", kind=BOOL, help="only show what would be changed"),
    Flag("--mapfile", completes="file", help="map of helm-mapkubeapis whose entries come before those known here"),
    Flag("--kube-version", help="version that the cluster is to get, such as v1.22: what goes with it counts as gone"),
    usage=" [flags] [RELEASE...]",
)
def mapkubeapis(
    kernel: Kernel, args: tuple[str, ...], *, all: bool, dry_run: bool, mapfile: str, kube_version: str
) -> None:
    """Rewrite the recorded manifest of a release where the cluster no longer serves its API versions.

    An upgrade or a rollback compares with the manifest of the deployed revision, and fails on kinds that the cluster
    does not know. What it serves is asked of the cluster; where a kind has gone is known from a table. The deployed
    revision is copied with another manifest, as a new revision that supersedes it. In the text nothing but API versions
    changes; kinds that are gone altogether are left out. Objects in the cluster are not touched.
    """
    from ....core.process_limits import limited
    from .api_mapping import Served
    from .api_records import map_release, write_mapping
    from .api_table import MOVES, ApiTable, minor_version, read_map_file
    from .release_store import open_release_service, open_release_store

    if bool(args) == all:
        raise UsageError("This command needs names of releases, or --all")
    minor = minor_version(kube_version)
    if kube_version and minor is None:
        raise UsageError(f"--kube-version takes a version such as v1.22, not {quote(kube_version)}")
    table = ApiTable((*(read_map_file(mapfile) if mapfile else ()), *MOVES))
    driver = open_release_store(kernel)
    names = list(dict.fromkeys(args))
    if all:
        from ....core.model.release import DEPLOYED
        from .exporting import names_of

        names = names_of(open_release_service(kernel), "", (DEPLOYED,))
    served = Served(_api_versions(kernel), minor)
    with limited(kernel.settings):
        mapped = [(name, map_release(driver, name, table, served)) for name in names]
    for name, release in mapped:
        _report(kernel, name, release, dry_run=dry_run)
        if release.is_changed and not dry_run:
            new = write_mapping(driver, release)
            kernel.console.line(f"{name}: revision {new.revision} supersedes revision {release.before.revision}")


def _api_versions(kernel: Kernel) -> frozenset[str]:
    from ....core.cluster_choice import connect_cluster

    return connect_cluster(kernel).api_versions()


def _report(kernel: Kernel, name: str, release: MappedRelease, *, dry_run: bool) -> None:
    from ....core.text import printable

    console = kernel.console
    for text in release.texts:
        for sentence in text.done:
            console.line(printable(f"{name}: {sentence}"))
        for sentence in text.left:
            console.line(printable(f"{name}: left as it is: {sentence}"))
    if not release.is_changed:
        console.line(f"{name}: nothing to rewrite in revision {release.before.revision}")
    elif dry_run:
        console.write(printable(_diff(name, release)))


def _diff(name: str, release: MappedRelease) -> str:
    """What would change, line by line; what Secrets hold is no part of it."""
    from difflib import unified_diff

    from ....core.secret_manifests import hide

    before = f"{name}.v{release.before.revision}"
    after = f"{name}.v{release.number}"
    lines: list[str] = []
    for text in release.texts:
        if text.is_changed:
            old, new = (hide(each).splitlines(keepends=True) for each in (text.before, text.text))
            lines += unified_diff(old, new, before, after)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
