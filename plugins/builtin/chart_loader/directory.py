"""Charts in directories: walk, leave out what .helmignore names, read the rest.

Rules: pkg/chartutil/load.go (LoadDir), chartfile.go (IsChartDir), pkg/sympath/walk.go. Unlike Helm, a symbolic link
that is loaded must stay inside the chart (CVE-2019-18658), and what one chart may hold is limited (see `budget`).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable

from ....core.archive.budget import Budget, Files
from ....core.archive.names import check_file_name
from ....core.errors import ChartError, HostileChartError
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote
from .helmignore import FILE_NAME, IgnoreRules
from .metadata import read_metadata

MAX_DEPTH = 200
"""Directories nested deeper than this are refused (subcharts within subcharts need two levels each)."""

MAX_RULES_SIZE = 256 * 1024
"""A .helmignore of more bytes is refused: every path is held against every pattern in it."""

Warn = Callable[[str], None]

# Not into child processes, and never waiting for the other end of a pipe that took a file's place.
_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)


def read_directory(path: str, budget: Budget, warn: Warn) -> Files:
    """The files of the chart directory at `path`, in order of their names.

    `warn` is told of every link that is followed and of broken patterns in .helmignore. Raises ChartError,
    HostileChartError past a limit or for a link that leaves the chart.
    """
    check_chart_directory(path, budget)
    root = os.path.abspath(path)
    walk = _Walk(root, _rules(root, budget, warn), budget, warn)
    walk.directory(root, "")
    return walk.files


def check_chart_directory(path: str, budget: Budget) -> None:
    """Raise ChartError unless `path` is a directory with a Chart.yaml that has a name; `budget` is left as it is."""
    try:
        if not stat.S_ISDIR(os.stat(path).st_mode):
            raise ChartError(f"{quote(path)} is not a directory")
    except OSError as error:
        raise ChartError(path_error("stat", path, error)) from None
    chart_file = os.path.join(path, "Chart.yaml")
    if not os.path.exists(chart_file):
        raise ChartError(f"no Chart.yaml exists in directory {quote(path)}")
    try:
        content = _read_inside(chart_file, os.path.realpath(path), budget.chart_limit)
    except OSError:
        raise ChartError(f"cannot read Chart.Yaml in directory {quote(path)}") from None
    if not read_metadata(content, chart_file).name:
        raise ChartError("invalid chart (Chart.yaml): name must not be empty")


def _rules(root: str, budget: Budget, warn: Warn) -> IgnoreRules:
    """The rules of the chart's .helmignore. Raises ChartError when they cannot be used."""
    path = os.path.join(root, FILE_NAME)
    if not os.path.exists(path):
        return IgnoreRules()
    try:
        content = _read_inside(path, os.path.realpath(root), MAX_RULES_SIZE if budget.chart_limit else 0)
    except OSError as error:
        raise ChartError(path_error("open", path, error)) from None
    return IgnoreRules(content.decode("utf-8", "surrogateescape"), warn)


def _read_inside(path: str, real_root: str, limit: int) -> bytes:
    """The content of a file that is read before the walk: regular, in the chart, of at most `limit` bytes (0: any)."""
    resolved = os.path.realpath(path)
    _check_inside(path, resolved, real_root)
    return _read_regular(path, resolved, lambda size: _check_size(path, size, limit))


def _check_size(path: str, size: int, limit: int) -> None:
    if limit and size > limit:
        raise HostileChartError(f"{path} is larger than the maximum size {limit} bytes")


def _read_regular(path: str, resolved: str, check_size: Callable[[int], None]) -> bytes:
    """The content of a regular file, which stands at `resolved` and is called `path`; nothing else is waited for.

    `check_size` is asked before anything is read. Raises OSError (also for a directory), ChartError.
    """
    descriptor = os.open(resolved, _FLAGS)
    try:
        state = os.fstat(descriptor)
        if stat.S_ISDIR(state.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(state.st_mode):
            raise _irregular(path)
        check_size(state.st_size)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            return stream.read()
    finally:
        os.close(descriptor)


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
        if relative.count("/") > MAX_DEPTH:
            raise HostileChartError(f"directories are nested deeper than {MAX_DEPTH} levels")
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
            self.files.append((relative, self._read(path, resolved or path, relative)))
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

    def _read(self, path: str, resolved: str, relative: str) -> bytes:
        try:
            return _read_regular(path, resolved, self._budget.add_bytes)
        except OSError as error:
            raise ChartError(f"error reading {relative}: {path_error('open', path, error)}") from None
