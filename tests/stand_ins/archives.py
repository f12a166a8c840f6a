"""Builds chart archives for tests."""

from __future__ import annotations

import gzip
import io
import tarfile

CHART = b"name: p\nversion: 1.0.0\n"


def tar(members: list[tuple[str, bytes | str]], format: int = tarfile.GNU_FORMAT) -> bytes:
    """Tar data; a member is a name and its content, or a name and the name of a type (``symlink``, ``dir`` …)."""
    types = {"symlink": tarfile.SYMTYPE, "link": tarfile.LNKTYPE, "dir": tarfile.DIRTYPE, "fifo": tarfile.FIFOTYPE}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if isinstance(content, str):
                info.type = types[content]
                info.linkname = "p/Chart.yaml"
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def tgz(members: list[tuple[str, bytes | str]], format: int = tarfile.GNU_FORMAT) -> bytes:
    """A gzipped tar."""
    return gzip.compress(tar(members, format), mtime=0)
