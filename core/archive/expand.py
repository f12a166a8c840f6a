"""Writing the files of an archive below one folder, and nowhere else.

Rules: pkg/chartutil/expand.go. Everything is written into a new folder that takes its place when it is whole, so that
nothing that was there before is overwritten, followed or left half done.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress

from ..errors import ChartError, HostileChartError
from ..golib.oserrors import path_error
from ..golib.strconv import quote
from ..golib.types import GoError
from ..golib.unmarshal import unmarshal
from ..model.chart_metadata import METADATA
from ..model.options import LoadOptions
from .budget import Budget, Files
from .chart_files import unpack
from .members import checked_path
from .names import check_chart_name

_FILE_MODE = 0o644
_FOLDER_MODE = 0o755
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def expand_chart(packed: bytes, folder: str, options: LoadOptions | None = None) -> str:
    """Unpack the archive of a chart into a new folder below `folder`, named as the chart; the path of that.

    An empty folder of that name is taken over. Files are as they are in the archive. Raises ChartError
    (``chart name not specified``, …), HostileChartError for a chart name that is no name of a folder, past a limit of
    `options`, and for names of files that leave the chart.
    """
    files = unpack(packed, Budget(options or LoadOptions()))
    name = _chart_name(files)
    target = os.path.normpath(os.path.join(folder, name))
    write_folder(target, [(path, data, _FILE_MODE) for path, data in files])
    return target


def _chart_name(files: Files) -> str:
    """The name in Chart.yaml, of several the last. Raises ChartError."""
    name = ""
    for path, data in files:
        if path == "Chart.yaml":
            try:
                name = unmarshal(data, METADATA).get("name", "")
            except GoError as error:
                raise ChartError(str(error)) from None
    if not name:
        raise ChartError("chart name not specified")
    check_chart_name(name)
    if name.startswith("."):
        # In a home directory that may be a folder from which programs take orders, `.ssh` for one.
        raise HostileChartError(f"invalid chart (Chart.yaml): name {quote(name)} is that of a hidden folder")
    return str(name)


def write_folder(target: str, files: Iterable[tuple[str, bytes, int]]) -> None:
    """Make the folder `target` with files in it: path below it, content and mode of each; of equal paths the last.

    `target` must not exist, or be an empty folder; its parent must exist. Raises ChartError when a file cannot be
    written, then nothing is left; HostileChartError for a path that leads out of the folder.
    """
    contents = {_inner_path(path): (data, mode) for path, data, mode in files}
    parent, name = os.path.split(os.path.abspath(target))
    temporary = os.path.join(parent, f".{name}.{os.urandom(6).hex()}")
    try:
        try:
            os.mkdir(temporary, _FOLDER_MODE)
            for path, (data, mode) in contents.items():
                _write(temporary, path, data, mode)
        except OSError as error:
            shown = str(error.filename or temporary).replace(temporary, target)
            verb = "mkdir" if isinstance(error, NotADirectoryError) else "open"
            raise ChartError(path_error(verb, shown, error)) from None
        try:
            os.rename(temporary, target)
        except OSError as error:
            raise ChartError(path_error("mkdir", target, error)) from None
    except BaseException:
        _remove(temporary)
        raise


def _inner_path(path: str) -> str:
    clean = checked_path(path)
    if clean == ".":
        raise HostileChartError(f"the archive has a file without a name: {quote(path)}")
    return clean


def _write(folder: str, path: str, data: bytes, mode: int) -> None:
    """Write one file into a folder that is ours alone. Raises OSError."""
    target = os.path.join(folder, path)
    parent = os.path.dirname(target)
    if not os.path.isdir(parent):
        try:
            os.makedirs(parent, _FOLDER_MODE, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            while not os.path.lexists(parent):
                parent = os.path.dirname(parent)
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), parent) from None
    with os.fdopen(os.open(target, _FLAGS, mode), "wb") as stream:
        stream.write(data)


def _remove(folder: str) -> None:
    """Remove what was written so far."""
    import shutil

    with suppress(OSError):
        shutil.rmtree(folder)
