"""Files beside the tests of a chart: found by patterns, read and written within the chart's folder alone.

Test files come with the chart, so whoever wrote the chart names what they read and write. Links and ``..`` lead nowhere
outside (CVE-2019-18658 was such a link), pipes are not waited for, and sizes are limited.
"""

from __future__ import annotations

import os
import re
import stat

from ....core.errors import ChartError, HostileChartError
from ....core.golib.oserrors import path_error

MAX_TEST_FILE = 4 * 1024 * 1024
MAX_VALUES_FILE = 20 * 1024 * 1024
MAX_SNAPSHOTS = 64 * 1024 * 1024
_MOST_ENTRIES = 50_000

_WILD = re.compile(r"[*?\[]")
_PIECES = re.compile(r"\*+|\[[\^!]?[^\]/]+\]|.", re.DOTALL)

_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


class Folder:
    """A folder that nothing leads out of: that of a chart, or of a test file elsewhere that the user has named."""

    __slots__ = ("real", "root")

    def __init__(self, root: str) -> None:
        self.root = os.path.abspath(root)
        self.real = os.path.realpath(root)

    def has(self, path: str) -> bool:
        """Whether a path is that of a file in the folder, links followed."""
        return os.path.realpath(path).startswith(self.real.rstrip("/") + "/")

    def read(self, path: str, limit: int) -> str:
        """The text of a regular file. Raises ChartError; HostileChartError for one outside and one that is too large.

        The path of a folder, a pipe or a device is refused too.
        """
        real = os.path.realpath(path)
        if not self.has(path):
            raise HostileChartError(f"{path} leaves {self.root}: it resolves to {real}")
        return read_file(real, path, limit)

    def write(self, path: str, text: str) -> None:
        """Put a text in place as a whole; the folder of the file is made when it is missing. Raises ChartError."""
        folder, name = os.path.split(path)
        try:
            if not self.has(os.path.join(os.path.dirname(folder), "x")):
                raise HostileChartError(f"{path} leaves {self.root}")
            if not os.path.lexists(folder):
                os.mkdir(folder)
            descriptor = os.open(folder, _FOLDER)
            try:
                temporary = f".{os.urandom(8).hex()}.tmp"
                with os.fdopen(os.open(temporary, _NEW, 0o644, dir_fd=descriptor), "wb") as stream:
                    stream.write(text.encode("utf-8", "surrogateescape"))
                os.replace(temporary, name, src_dir_fd=descriptor, dst_dir_fd=descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise ChartError(path_error("write", path, error)) from None


def read_file(real: str, path: str, limit: int) -> str:
    """The text of the regular file `real`, which is called `path`. Raises ChartError, HostileChartError."""
    try:
        descriptor = os.open(real, _READ)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ChartError(f"{path} is no regular file")
            with os.fdopen(descriptor, "rb", closefd=False) as stream:
                content = stream.read(limit + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ChartError(path_error("open", path, error)) from None
    if len(content) > limit:
        raise HostileChartError(f"{path} is larger than the maximum size {limit} bytes")
    return content.decode("utf-8", "surrogateescape")


def find_files(root: str, patterns: tuple[str, ...]) -> list[str]:
    """The files that patterns name, relative to `root`, sorted for each pattern; each once.

    ``*`` and ``?`` stand for characters of one name, ``**`` for any folders. Links to folders are not followed. Raises
    HostileChartError for too many entries, ChartError for a class of characters that is none.
    """
    found: dict[str, None] = {}
    for pattern in patterns:
        path = os.path.normpath(os.path.join(root, pattern))
        if not _WILD.search(pattern):
            if os.path.isfile(path):
                found[path] = None
            continue
        fixed = path.split("/")
        while any(_WILD.search(part) for part in fixed):
            fixed.pop()
        wanted = _pattern(path)
        for one in sorted(_walk("/".join(fixed) or "/")):
            if wanted.fullmatch(one):
                found[one] = None
    return list(found)


def _walk(folder: str) -> list[str]:
    """All files below a folder."""
    files: list[str] = []
    entries = 0
    for parent, folders, names in os.walk(folder):
        entries += len(folders) + len(names)
        if entries > _MOST_ENTRIES:
            raise HostileChartError(f"{folder} has more than {_MOST_ENTRIES} entries")
        files += [os.path.join(parent, name) for name in names]
    return files


def _pattern(path: str) -> re.Pattern[str]:
    """What matches the paths that a pattern means; a class such as ``[a-z]`` or ``[^x]`` is one character."""
    parts = []
    for part in path.split("/"):
        parts.append("(?:[^/]+/)*" if part == "**" else "".join(map(_piece, _PIECES.findall(part))) + "/")
    try:
        return re.compile("".join(parts).removesuffix("/"))
    except re.error as error:
        raise ChartError(f"{path} is no pattern: {error}") from None


def _piece(text: str) -> str:
    if text[0] == "*":
        return "[^/]*"
    if text == "?":
        return "[^/]"
    if text[0] == "[" and len(text) > 1:
        negated = text[1] in "^!"
        inner = text[1 + negated : -1].replace("\\", "\\\\").replace("[", "\\[")
        return f"[{'^' if negated else ''}{inner}]"
    return re.escape(text)
