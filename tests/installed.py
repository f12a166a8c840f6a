"""Pilothouse as a user has it: its wheel in a virtual environment, and pip for what is installed beside it."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
LIMIT = 120
_UNWANTED = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "tests", "results")


class Finished(NamedTuple):
    """How a program ended."""

    code: int
    stdout: str
    stderr: str


class Environment:
    """A virtual environment that also sees the dependencies of the running one, but not its editable installs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "env" / "bin"
        self.python = self.programs / "python"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
        found = self.run(self.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
        self.site = Path(found.stdout.strip())
        # A folder that a .pth file names goes to the end of the path, and .pth files in it are not read.
        (self.site / "dependencies.pth").write_text(
            "".join(f"{sysconfig.get_path(name)}\n" for name in ("purelib", "platlib"))
        )

    def run(self, *words: object, cwd: Path | None = None, environment: Mapping[str, str] | None = None) -> Finished:
        """Run a program to its end, in the folder of the environment and with a home there unless said otherwise."""
        done = subprocess.run(
            list(map(str, words)),
            env={**os.environ, "HOME": str(self.folder / "home"), **(environment or {})},
            cwd=cwd or self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=LIMIT,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def pip(self, *words: object) -> None:
        """Run pip on this environment."""
        done = self.run(sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", self.python, *words)
        assert done.code == 0, done.stdout + done.stderr

    def install(self, *wheels: Path) -> None:
        """Install wheels and nothing else."""
        self.pip("install", "--quiet", "--no-deps", "--no-index", *wheels)

    def uninstall(self, *names: str) -> None:
        """Uninstall distributions."""
        self.pip("uninstall", "--quiet", "--yes", *names)

    def pilothouse(self, *words: object) -> tuple[int, str, str]:
        """Run the installed program."""
        return tuple(self.run(self.programs / "pilothouse", *words))


def build_wheels(sources: Iterable[Path], folder: Path) -> dict[str, Path]:
    """Build distributions from copies of their folders, Pilothouse among them; the wheels by the folders' names."""
    copies = [shutil.copytree(source, folder / "sources" / source.name, ignore=_UNWANTED) for source in sources]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    if int(importlib.metadata.version("setuptools").partition(".")[0]) >= 77:
        command.append("--no-build-isolation")
    done = subprocess.run(
        [*command, "--wheel-dir", folder / "wheels", *copies], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    wheels = {path.name.partition("-")[0]: path for path in folder.joinpath("wheels").iterdir()}
    projects = {copy.name: "pilothouse" if copy.name == ROOT.name else copy.name for copy in copies}
    return {name: wheels[project.replace("-", "_")] for name, project in projects.items()}
