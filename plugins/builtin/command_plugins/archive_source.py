"""A plugin from an archive on a web server, unpacked below ``cache/plugins``.

Rules: pkg/plugin/installer/http_installer.go. The archive is read whole before anything is written, and its files take
the place of an earlier download at once (CVE-2020-4053, CVE-2025-32386).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ....core.archive.budget import Budget
from ....core.archive.expand import write_folder
from ....core.archive.gunzip import gunzip
from ....core.archive.names import check_depth, check_file_name
from ....core.archive.tar import DIRECTORY, GLOBAL_HEADER, REGULAR, TarReader
from ....core.errors import ChartError, HostileChartError, PluginError
from ....core.golib import oserrors
from ....core.golib.path import base, clean
from ....core.model.options import FetchOptions, LoadOptions
from ....core.text import has_control_characters
from .plugin_cache import cache_folder, exclusively
from .sources import ARCHIVE_SUFFIXES

if TYPE_CHECKING:
    from ....core.kernel import Kernel

MAX_DOWNLOAD = 128 << 20
"""The largest archive that is fetched (bytes)."""

MAX_UNPACKED = 512 << 20
"""How large a plugin may be (bytes)."""

MAX_FILES = 20_000
_VERSION_SUFFIX = re.compile(r"(.*)-[0-9]+\..*")


class ArchiveSource:
    """The archive at a URL that ends in ``.tgz`` or ``.tar.gz``."""

    def __init__(self, kernel: Kernel, url: str) -> None:
        self._kernel = kernel
        self._url = url
        self._folder = cache_folder(kernel.settings, url)
        self.name = plugin_name(base(url))

    def fetch(self) -> str:
        """Download the archive and unpack it.

        Raises what fetching raises; PluginError for a broken or hostile archive, and nothing has changed then.
        """
        packed = self._kernel.fetch(self._url, FetchOptions(max_size=MAX_DOWNLOAD, label=self.name))
        try:
            files, folders = read_archive(packed)
            with exclusively(self._folder):
                _replace(self._folder, files, folders)
        except HostileChartError as error:
            raise PluginError(f"plugin archive refused: {error.message}", details=error.details) from None
        except ChartError as error:
            raise PluginError(error.message, details=error.details) from None
        except OSError as error:
            raise PluginError(oserrors.path_error("mkdir", self._folder, error)) from None
        return self._folder


def plugin_name(file_name: str) -> str:
    """The name of a plugin by that of its archive: without suffix and version (``env-0.1.0.tgz`` is ``env``)."""
    for suffix in ARCHIVE_SUFFIXES:
        if file_name.endswith(suffix):
            file_name = file_name.removesuffix(suffix)
            break
    return _VERSION_SUFFIX.sub(r"\1", file_name)


def read_archive(packed: bytes) -> tuple[list[tuple[str, bytes, int]], list[str]]:
    """The files (path, content, permissions) and the folders in an archive.

    Raises PluginError for entries that leave the archive's folder, or that are neither file nor folder; ChartError
    for what is no archive, HostileChartError past a limit.
    """
    budget = Budget(LoadOptions(max_chart_size=MAX_UNPACKED, max_file_size=MAX_UNPACKED, max_files=MAX_FILES))
    data, problem = gunzip(packed, budget)
    if problem and not data:
        raise ChartError(problem)
    files: list[tuple[str, bytes, int]] = []
    folders: list[str] = []
    reader = TarReader(data, problem)
    seen: set[str] = set()
    for member in reader:
        budget.add_entry()
        if member.flag == GLOBAL_HEADER:
            continue
        path = _checked_path(member.name)
        if member.is_directory or member.flag == DIRECTORY:
            folders.append(path)
        elif member.flag == REGULAR:
            budget.check_file(path, member.size)
            if path in seen:
                # Who looks at an archive sees the first, what is unpacked is the last: as keys of plugin.yaml.
                raise PluginError(f"{path} is in the archive twice")
            seen.add(path)
            files.append((path, reader.content(member), member.mode & 0o777))
        else:
            raise PluginError(f"unknown type: {ord(member.flag):b} in {member.name}")
    _check_folders(folders, files)
    return files, folders


def _checked_path(name: str) -> str:
    """The clean path that a stored name stands for.

    Raises PluginError for one that could lead elsewhere, HostileChartError for one that is too long or too deep.
    """
    if ":" in name:
        raise PluginError("path contains ':', which is illegal")
    path = name.replace("\\", "/")
    if ".." in path.split("/"):
        raise PluginError("path contains '..', which is illegal")
    if path.startswith("/"):
        raise PluginError("path is absolute, which is illegal")
    if has_control_characters(path):
        raise PluginError("path contains control characters, which is illegal")
    check_file_name(path)
    check_depth(path)
    return clean(path)


def _check_folders(folders: list[str], files: list[tuple[str, bytes, int]]) -> None:
    """Raise PluginError where something is to be both a folder and a file."""
    names = {path for path, _, _ in files}
    for folder in folders:
        path = folder
        while path:
            if path in names:
                raise PluginError(f"mkdir {path}: file exists")
            path = path.rpartition("/")[0]


def _replace(folder: str, files: list[tuple[str, bytes, int]], folders: list[str]) -> None:
    """Put files and folders in place of whatever an earlier download left. Raises OSError and ChartError."""
    import shutil

    earlier = ""
    if os.path.lexists(folder):
        earlier = f"{folder}.{os.urandom(6).hex()}"
        os.rename(folder, earlier)
    try:
        write_folder(folder, files)
        for empty in folders:
            os.makedirs(os.path.join(folder, empty), 0o755, exist_ok=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if earlier:
            os.rename(earlier, folder)
        raise
    if os.path.islink(earlier):
        os.unlink(earlier)
    elif earlier:
        shutil.rmtree(earlier, ignore_errors=True)
