"""The files and folders in an archive that need not be a chart's."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import HostileChartError
from ..golib.path import clean
from ..golib.strconv import quote
from ..record import Record
from .budget import Budget
from .gunzip import gunzip
from .names import check_depth, check_file_name
from .tar import DIRECTORY, GLOBAL_HEADER, REGULAR, TarReader


class ArchivedFile(Record):
    """A file or folder of an archive: its clean path without leading slash, permission bits, and content.

    `kind` is the type flag of tar: ``0`` for a file, ``5`` for a folder, others for links and devices, which have no
    content; most callers refuse them.
    """

    path: str
    mode: int
    data: bytes
    kind: str = REGULAR

    @property
    def is_folder(self) -> bool:
        """Whether this is a folder."""
        return self.kind == DIRECTORY


def read_members(packed: bytes, budget: Budget) -> Iterator[ArchivedFile]:
    """The files and folders in the bytes of a gzipped tar archive, in its order.

    Raises ChartError with Go's words for what is broken, HostileChartError past a limit of the budget and for a name
    that is absolute, leads out of the archive, or cannot be printed.
    """
    data, problem = gunzip(packed, budget)
    if problem and not data:
        from ..errors import ChartError

        raise ChartError(problem)
    reader = TarReader(data, problem)
    for member in reader:
        budget.add_entry()
        if member.flag == GLOBAL_HEADER:
            continue
        path = checked_path(member.name)
        budget.check_file(path, member.size)
        kind = DIRECTORY if member.is_directory else member.flag
        yield ArchivedFile(path, member.mode, b"" if member.is_directory else reader.content(member), kind)


def checked_path(name: str) -> str:
    """The clean path that a stored name stands for. Raises HostileChartError for a name that leaves its folder."""
    check_file_name(name)
    check_depth(name)
    path = clean(name.replace("\\", "/"))
    if path == ".." or path.startswith(("/", "../")) or path[1:3] == ":/":
        raise HostileChartError(f"the archive has a name that leads out of it: {quote(name)}")
    return path
