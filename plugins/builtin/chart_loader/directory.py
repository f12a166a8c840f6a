"""Charts in directories: walk, leave out what .helmignore names, read the rest.

Rules: pkg/chartutil/load.go (LoadDir), chartfile.go (IsChartDir), pkg/sympath/walk.go. Unlike Helm, a symbolic link
that is loaded must stay inside the chart (CVE-2019-18658), and what one chart may hold is limited (see `budget`).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable

from ....core.errors import ChartError, HostileChartError
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote
from .budget import Budget, Files
from .helmignore import FILE_NAME, IgnoreRules
from .metadata import read_metadata
from .names import check_file_name

Warn = Callable[[str], None]


def read_directory(path: str, budget: Budget, warn: Warn) -> Files:
    """The files of the chart directory at `path`, in order of their names.

    `warn` is told of every link that is followed and of broken patterns in .helmignore. Raises ChartError,
    HostileChartError past a limit or for a link that leaves the chart.
    """
    check_chart_directory(path)
    root = os.path.abspath(path)
    walk = _Walk(root, _rules(root, warn), budget, warn)
    walk.directory(root, "")
    return walk.files


def check_chart_directory(path: str) -> None:
    """Raise ChartError unless `path` is a directory with a Chart.yaml that has a name."""
    try:
        if not stat.S_ISDIR(os.stat(path).st_mode):
            raise ChartError(f"{quote(path)} is not a directory")
    except OSError as error:
        raise ChartError(path_error("stat", path, error)) from None
    chart_file = os.path.join(path, "Chart.yaml")
    if not os.path.exists(chart_file):
        raise ChartError(f"no Chart.yaml exists in directory {quote(path)}")
    try:
        content = _read_inside(chart_file, os.path.realpath(path))
    except OSError:
        raise ChartError(f"cannot read Chart.Yaml in directory {quote(path)}") from None
    if not read_metadata(content, chart_file).name:
        raise ChartError("invalid chart (Chart.yaml): name must not be empty")


def _rules(root: str, warn: Warn) -> IgnoreRules:
    """The rules of the chart's .helmignore. Raises ChartError when they cannot be used."""
    path = os.path.join(root, FILE_NAME)
    if not os.path.exists(path):
        return IgnoreRules()
    try:
        content = _read_inside(path, os.path.realpath(root))
    except OSError as error:
        raise ChartError(path_error("open", path, error)) from None
    return IgnoreRules(content.decode("utf-8", "surrogateescape"), warn)


def _read_inside(path: str, real_root: str) -> bytes:
    """The content of a file that is read before the walk: it must be a regular file that lies in the chart."""
    resolved = os.path.realpath(path)
    _check_inside(path, resolved, real_root)
    mode = os.stat(resolved).st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise _irregular(path)
    with open(resolved, "rb") as stream:
        return stream.read()


def _check_inside(path: str, resolved: str, real_root: str) -> None:
    """Refuse a link that leads out of the chart."""
    if resolved != real_root and not resolved.startswith(real_root.rstrip("/") + "/"):
        raise HostileChartError(
            f"symbolic link {path} leaves the chart: it resolves to {resolved}",
            hint="put the file itself into the chart",
        )


def _irregular(path: str) -> ChartError:
    return ChartError(f"cannot load irregular file {path} as it has file mode type bits set")


class _Walk:
    """One walk over a chart directory: collects files, follows links as far as they stay inside."""

    __slots__ = ("_budget", "_real_root", "_root", "_rules", "_warn", "files")

    def __init__(self, root: str, rules: IgnoreRules, budget: Budget, warn: Warn) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._rules = rules
        self._budget = budget
        self._warn = warn
        self.files: Files = []

    def directory(self, path: str, relative: str) -> None:
        """Visit the entries of a directory; `relative` is its path in the chart, with a slash at the end or empty.

        A loop of links ends where the operating system follows no further, or at a limit.
        """
        try:
            with os.scandir(path) as entries:
                found = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            raise ChartError(path_error("open", path, error)) from None
        for entry in found:
            self._budget.add_entry()
            self._entry(entry, f"{path}/{entry.name}" if path != "/" else f"/{entry.name}", relative + entry.name)

    def _entry(self, entry: os.DirEntry[str], path: str, relative: str) -> None:
        resolved = ""
        if entry.is_symlink():
            resolved = self._resolve(path)
            mode = os.stat(resolved).st_mode
            is_directory = stat.S_ISDIR(mode)
            is_file = stat.S_ISREG(mode)
        else:
            is_directory = entry.is_dir(follow_symlinks=False)
            is_file = entry.is_file(follow_symlinks=False)
        if self._rules.ignores(relative, is_directory):
            return
        check_file_name(relative)
        if resolved:
            _check_inside(path, resolved, self._real_root)
            self._warn(f"found symbolic link in path: {path} resolves to {resolved}")
        if is_directory:
            self.directory(path, relative + "/")
        elif is_file:
            self.files.append((relative, self._read(path, relative)))
        else:
            raise _irregular(path)

    def _resolve(self, path: str) -> str:
        """Where a link leads in the end. Raises ChartError when that is nowhere."""
        try:
            return os.path.realpath(path, strict=True)
        except OSError as error:
            if error.errno == errno.ELOOP:
                why = "EvalSymlinks: too many links"
            else:
                why = path_error("lstat", error.filename or path, error)
            raise ChartError(f"error evaluating symlink {path}: {why}") from None

    def _read(self, path: str, relative: str) -> bytes:
        limit = self._budget.chart_limit
        try:
            with open(path, "rb") as stream:
                content = stream.read(limit + 1) if limit else stream.read()
        except OSError as error:
            raise ChartError(f"error reading {relative}: {path_error('open', path, error)}") from None
        self._budget.add_bytes(len(content))
        return content
