"""Writing the built-in scaffold into a folder, around what is there already. Rules: pkg/chartutil/create.go."""

from __future__ import annotations

import os

from ....core.errors import ChartError
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote
from ....core.shared_files import make_folders, replace
from .metadata import chart_file
from .names import base, folder
from .texts import FILES, FOLDERS, NAME_MARK


def create_scaffold(path: str) -> None:
    """Write a new chart to `path`, whose last part is its name; a file that is there already is kept.

    The folder that it goes into has to exist. Raises ChartError.
    """
    name = base(path)
    above = os.path.abspath(folder(path))
    try:
        is_folder = os.path.isdir(above) or not os.stat(above)
    except OSError as error:
        raise ChartError(path_error("stat", above, error)) from error
    if not is_folder:
        raise ChartError(f"no such directory {above}")
    top = os.path.normpath(os.path.join(above, name))
    if os.path.exists(top) and not os.path.isdir(top):
        raise ChartError(f"file {top} already exists and is not a directory")
    quoted = quote(name)[1:-1]
    _make_folder(top)
    _add(os.path.join(top, "Chart.yaml"), chart_file(name))
    for one in FOLDERS:
        _make_folder(os.path.join(top, one))
    for one, text in FILES.items():
        _add(os.path.join(top, one), text.replace(NAME_MARK, quoted))


def _make_folder(path: str) -> None:
    """Make a folder unless there is one. Raises ChartError."""
    try:
        make_folders(path)
    except OSError as error:
        raise ChartError(path_error("mkdir", error.filename, error)) from error


def _add(path: str, text: str) -> None:
    """Write a file whole, unless something has its name, be it a link that leads nowhere. Raises ChartError."""
    if os.path.lexists(path):
        return
    try:
        replace(path, text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise ChartError(path_error("open", path, error)) from error
