"""Unpacking a downloaded chart. Rules: cmd/helm/fetch.go (run), pkg/chartutil/expand.go."""

from __future__ import annotations

import os

from ....core.archive.expand import expand_chart
from ....core.errors import ChartError, RepositoryError
from ....core.golib.oserrors import path_error
from ....core.shared_files import make_folders


def prepare_folder(target: str, name: str) -> None:
    """Make the folder in which a chart is expected to be unpacked below `target`: `name` is the end of its reference.

    Raises RepositoryError when there is something of that name.
    """
    folder = name if target == "." else os.path.normpath(os.path.join(target, name))
    if os.path.exists(folder):
        raise RepositoryError(f"Failed to untar: a file or directory with the name {folder} already exists")
    try:
        make_folders(folder)
    except OSError as error:
        raise RepositoryError(f"Failed to untar (mkdir): {path_error('mkdir', error.filename, error)}") from None


def unpack_chart(archive: str, target: str) -> None:
    """Unpack an archive below `target`, into a folder of the chart's name that is new or empty. Raises ChartError."""
    try:
        with open(archive, "rb") as stream:
            packed = stream.read()
    except OSError as error:
        raise ChartError(path_error("open", archive, error)) from None
    expand_chart(packed, target)
