"""Archives of charts as files: their names, their times, and how they get into place.

Rules: pkg/chartutil/save.go (Save). Unlike Helm's, a file takes its place whole, a link in that place is replaced and
not followed, and a chart cannot choose a folder by its name or version (CVE-2024-25620, CVE-2026-35206).
"""

from __future__ import annotations

import os
import time

from ....core import shared_files
from ....core.errors import ChartError, HostileChartError, SettingError
from ....core.golib.oserrors import path_error, reason
from ....core.golib.path import clean
from ....core.golib.strconv import quote
from ....core.model.chart import Chart
from ....core.model.options import PackageOptions
from ....core.text import has_control_characters
from .archive import pack

BEGINNING = 315532800
"""The time of files in a reproducible archive: the beginning of 1980, which all tools can show."""

_LAST_TIME = 0o77777777777


def save(chart: Chart, options: PackageOptions, epoch: str) -> str:
    """Write ``NAME-VERSION.tgz`` into the destination; its path.

    `epoch` is the text of SOURCE_DATE_EPOCH: the time in a reproducible archive unless empty. Raises ChartError,
    HostileChartError, SettingError.
    """
    folder = options.destination
    try:
        os.stat(folder)
    except OSError as error:
        raise ChartError(path_error("stat", folder, error)) from None
    if not os.path.isdir(folder):
        raise ChartError(f"location {folder} is not a directory")
    path = clean(os.path.join(folder, archive_name(chart)))
    content = pack(chart, _reproducible_time(epoch) if options.reproducible else round(time.time()))
    try:
        shared_files.replace(path, content, 0o666)
    except OSError as error:
        raise ChartError(f"open {path}: {reason(error)}") from None
    return path


def archive_name(chart: Chart) -> str:
    """The name of the file in which a chart is kept.

    Raises ChartError without a name or a version, HostileChartError where they are no part of a file's name.
    """
    if not chart.name:
        raise ChartError("no chart name specified (Chart.yaml)")
    version = chart.metadata.version
    if not version:
        raise ChartError("no chart version specified (Chart.yaml)")
    for field, text in (("name", chart.name), ("version", version)):
        if "/" in text or "\\" in text or has_control_characters(text):
            raise HostileChartError(f"invalid chart (Chart.yaml): {field} {quote(text)} cannot be part of a file name")
    return f"{chart.name}-{version}.tgz"


def _reproducible_time(epoch: str) -> int:
    if not epoch:
        return BEGINNING
    if not epoch.isascii() or not epoch.isdigit() or len(epoch) > 11 or int(epoch) > _LAST_TIME:
        raise SettingError(f"SOURCE_DATE_EPOCH is {quote(epoch)}, which is no number of seconds")
    return int(epoch)
