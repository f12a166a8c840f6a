"""Charts in archives, in a temporary folder while they are linted. Rule: cmd/helm/lint.go (lintChart)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from ....core.archive.expand import expand_chart
from ....core.errors import ChartError, HostileChartError
from ....core.golib.oserrors import path_error
from ....core.model.options import LoadOptions

_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
_FOLDER_MODE = 0o700


@contextmanager
def unpacked(path: str, parent: str) -> Iterator[str]:
    """The folder of the chart in the archive at `path`, in a temporary folder in `parent` that goes away afterwards.

    Raises ChartError (``unable to open tar ball …``, ``unable to extract tar ball: …``).
    """
    packed = _read(path)
    temporary = os.path.join(parent, f"helm-lint{int.from_bytes(os.urandom(4), 'big'):09d}")
    try:
        os.mkdir(temporary, _FOLDER_MODE)
    except OSError as error:
        raise ChartError(path_error("mkdir", temporary, error)) from None
    try:
        try:
            folder = expand_chart(packed, temporary)
        except ChartError as error:
            raise _extraction_error(error) from None
        yield folder
    finally:
        import shutil

        shutil.rmtree(temporary, ignore_errors=True)


def _read(path: str) -> bytes:
    """The bytes of an archive. Raises ChartError."""
    limit = LoadOptions().max_chart_size
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise ChartError(f"unable to open tar ball {path}: {path_error('open', path, error)}") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise _extraction_error(ChartError(f"{path} is no regular file"))
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            packed = stream.read(limit + 1)
    except OSError as error:
        raise _extraction_error(ChartError(path_error("read", path, error))) from None
    finally:
        os.close(descriptor)
    if len(packed) > limit:
        raise _extraction_error(HostileChartError(f"{path} is larger than the maximum size {limit} bytes"))
    return packed


def _extraction_error(error: ChartError) -> ChartError:
    kind = HostileChartError if isinstance(error, HostileChartError) else ChartError
    return kind(f"unable to extract tar ball: {error.message}", details=error.details, hint=error.hint)
