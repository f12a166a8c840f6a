"""Putting fetched archives into the charts folder of a chart, and taking away those that they replace.

Rules: downloadAll and safeDeleteDep in pkg/downloader/manager.go. Unlike Helm, which moves the charts folder aside
meanwhile, every archive takes its place whole, and older ones go when all are there: who is stopped half way has a
charts folder that can be read. Nothing is written through a link (CVE-2025-53547).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core import shared_files
from ....core.errors import RequirementsError
from ....core.golib.oserrors import path_error
from ....core.golib.path import clean
from ....core.golib.strconv import quote
from .archives import archives_of
from .local_charts import load_any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.kernel import Kernel
    from ....core.model.requirements import Dependency


def make_charts_folder(path: str) -> str:
    """The charts folder of the chart in the folder `path`, made when missing.

    Raises RequirementsError where that is something else, a link included.
    """
    charts = clean(f"{path}/charts")
    if os.path.islink(charts):
        raise RequirementsError(
            f"{quote(charts)} is a symbolic link",
            details=("subcharts are not written through links",),
            hint="put a folder in place of the link",
        )
    try:
        os.makedirs(charts, 0o755, exist_ok=True)
    except FileExistsError:
        raise RequirementsError(f"{quote(charts)} is not a directory") from None
    except OSError as error:
        raise RequirementsError(path_error("mkdir", charts, error)) from None
    return charts


def put_in_place(charts: str, fetched: str, dependencies: Sequence[Dependency], kernel: Kernel) -> None:
    """Put all files of the folder `fetched` into `charts`, and remove other archives of the charts that were fetched.

    Charts that nobody fetched stay, and so do archives that cannot be read. Raises RequirementsError.
    """
    names = sorted(os.listdir(fetched))
    outdated: dict[str, None] = {}
    for dependency in dependencies:
        if dependency.repository:
            outdated.update(dict.fromkeys(_older(dependency.name, charts, kernel)))
    for name in names:
        place = os.path.join(charts, name)
        if os.path.isdir(place) and not os.path.islink(place):
            raise RequirementsError(f"open {place}: is a directory")
    for name in names:
        with open(os.path.join(fetched, name), "rb") as stream:
            write(os.path.join(charts, name), stream.read())
    for place in outdated:
        if os.path.basename(place) not in names:
            try:
                os.remove(place)
            except FileNotFoundError:
                # Another process updates the same chart.
                continue
            except OSError as error:
                kernel.console.write(f"Could not delete {place}: {path_error('remove', place, error)} (Skipping)")


def _older(name: str, charts: str, kernel: Kernel) -> list[str]:
    """The archives in the charts folder that are of a chart, of any version."""
    found = []
    for place in archives_of(name, charts):
        try:
            chart = load_any(place, kernel)
        except RequirementsError as error:
            kernel.console.write(f"Could not verify {place} for deletion: {error.message} (Skipping)")
            continue
        if chart.name == name:
            found.append(place)
    return found


def write(path: str, content: bytes) -> None:
    """Put a file in place whole, also where a link was. Raises RequirementsError."""
    try:
        shared_files.replace(path, content)
    except OSError as error:
        raise RequirementsError(path_error("open", path, error)) from None
