"""Hostile charts on disk, and the program run on them as a process of its own with hard limits around it."""

from __future__ import annotations

import gzip
import io
import os
import resource
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import NamedTuple

CHART_YAML = "name: c\nversion: 1.0.0\n"
_MEMORY = 3 << 30
_SECONDS = 60


class Ended(NamedTuple):
    """How the program ended: its exit code and what it printed."""

    code: int
    stdout: str
    stderr: str

    def error(self) -> str:
        """The first line of a declared error; fails for success, crashes and errors that nobody declared."""
        lines = [line for line in self.stderr.splitlines() if line.startswith("Error: ")]
        assert (self.code, len(lines)) == (1, 1), self
        assert self.stdout == ""
        for word in ("Traceback", "internal error", "failed in helm_"):
            assert word not in self.stderr, self.stderr
        return lines[0].removeprefix("Error: ")


def pilothouse(*arguments: str, environment: dict[str, str] | None = None, home: Path | None = None) -> Ended:
    """Run the program with limits on memory, processor time and the size of files, far from anybody's settings."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 28, 1 << 28))

    done = subprocess.run(
        [sys.executable, "-m", "pilothouse", *arguments],
        env={
            "PATH": os.defpath,
            "HOME": str(home or "/nonexistent"),
            "TZ": "UTC",
            "PILOTHOUSE_HINTS": "always",
            **(environment or {}),
        },
        capture_output=True,
        preexec_fn=limit,
        timeout=2 * _SECONDS,
        check=False,
    )
    return Ended(
        done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    )


def chart(folder: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """A chart directory with these files, a Chart.yaml unless they have one."""
    for name, content in {"Chart.yaml": CHART_YAML, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def tar(*members: tarfile.TarInfo | tuple[str, bytes]) -> bytes:
    """A tar of a chart called c with further members, which are names with content, or whole headers."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for member in (("c/Chart.yaml", CHART_YAML.encode()), *members):
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
                continue
            name, content = member
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def archive(folder: Path, content: bytes, *, packed: bool = False) -> Path:
    """An archive file of tar data, or of data that is packed already."""
    path = folder / "c.tgz"
    path.write_bytes(content if packed else gzip.compress(content, mtime=0))
    return path


def tree(folder: Path) -> list[str]:
    """Everything below a folder, to see that nothing was written."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
