"""Fuzzes the chart loader: archives, packed or not yet, and directories made of the same bytes."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import sys
import tarfile
import tempfile

from mutation import run
from pilothouse.core.archive.budget import Budget
from pilothouse.core.archive.chart_files import unpack
from pilothouse.core.errors import PilothouseError
from pilothouse.core.model.options import LoadOptions
from pilothouse.plugins.builtin.chart_loader.assemble import assemble
from pilothouse.plugins.builtin.chart_loader.load import load_chart

_FILES = {
    "c/Chart.yaml": b"name: c\nversion: 1.0.0\nmaintainers: [{name: m}]\n",
    "c/values.yaml": b"a: 1\n",
    "c/templates/a.yaml": b"{{ .Values.a }}",
    "c/charts/d/Chart.yaml": b"name: d\nversion: 1.0.0\n",
    "c/" + "d" * 80 + "/" + "n" * 60: b"long",
}
_WORDS = (b"../", b"/", b"\\", b"C:/", b"\0", b"c/Chart.yaml", b"charts/x.tgz", b"path=", b"\x1f\x8b\x08", b"!", b"*")


def _tar(form: int) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, content in _FILES.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


_TARS = [_tar(form) for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)]
_EXAMPLES = [*_TARS, *(gzip.compress(data, mtime=0) for data in _TARS)]


def _with_checksums(data: bytes) -> bytes:
    """The tar data with the checksum of every header made right again, so that more than checksums is tried."""
    blocks = bytearray(data)
    for start in range(0, len(blocks) - 511, 512):
        if blocks[start + 257 : start + 262] == b"ustar":
            blocks[start + 148 : start + 156] = b" " * 8
            blocks[start + 148 : start + 156] = b"%06o\0 " % sum(blocks[start : start + 512])
    return bytes(blocks)


def _load_archive(data: bytes) -> None:
    with contextlib.suppress(PilothouseError):
        budget = Budget(LoadOptions())
        assemble(unpack(data, budget), budget)


def _load_directory(data: bytes) -> None:
    """Lines of the data become the names of files, and the data their content; some become links."""
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate((b"Chart.yaml", b"values.yaml", b".helmignore", *data.split(b"\n")[:20])):
            path = os.path.join(os.fsencode(folder), name.replace(b"/", b"_")[:200])
            with contextlib.suppress(OSError, ValueError):
                if number % 7 == 6:
                    os.symlink(data[:50], path)
                elif not os.path.lexists(path):
                    with open(path, "wb") as stream:
                        stream.write(data)
        with contextlib.suppress(PilothouseError):
            load_chart(folder, LoadOptions(), lambda _warning: None)


def target(data: bytes) -> None:
    """Load the data as an archive, as the tar data of one, and as a directory."""
    _load_archive(data)
    _load_archive(gzip.compress(_with_checksums(data), 1))
    _load_directory(data)


if __name__ == "__main__":
    sys.exit(run(target, _EXAMPLES, _WORDS))
