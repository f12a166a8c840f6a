"""A fresh installation to measure: the wheel of this checkout in a virtual environment of its own, byte-compiled."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".build" / "bench"
PEERS = ("gotpl", "Jinja2")
MOST_TRIES = 30
_UNWANTED = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "results", "tests")


class Installation:
    """Builds the wheel and installs it; `script` is the console script, `python` the interpreter beside it."""

    def __init__(self) -> None:
        """Reuse the virtual environment of an earlier run; the wheel is always built anew."""
        self.python = FOLDER / "venv" / "bin" / "python"
        self.script = FOLDER / "venv" / "bin" / "pilothouse"
        self.home = FOLDER / "home"
        if not self.python.exists():
            self._run(sys.executable, "-m", "venv", str(FOLDER / "venv"))
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "source"
            shutil.copytree(ROOT, source, ignore=_UNWANTED)
            self._pip("wheel", "--no-deps", "--wheel-dir", folder, str(source))
            (wheel,) = Path(folder).glob("pilothouse-*.whl")
            self._pip("install", *PEERS, f"{wheel}[tiller]")
            self._pip("install", "--no-deps", "--force-reinstall", str(wheel))
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        self._settle()

    def environment(self, cache: Path | None = None) -> dict[str, str]:
        """What the measured programs find in their environment; byte code is read and written as for a user."""
        cache = cache if cache is not None else self.home / "cache"
        return {
            "PATH": os.defpath, "HOME": str(self.home), "TZ": "UTC", "LANG": "C.UTF-8",
            "PILOTHOUSE_CACHE_DIR": str(cache),
        }  # fmt: skip

    def _settle(self) -> None:
        """Wait until the index of plugins is kept, which it is not while files are only just written."""
        for _ in range(MOST_TRIES):
            words = [str(self.script), "version", "--client"]
            subprocess.run(words, env=self.environment(), stdout=subprocess.DEVNULL, check=True)
            if any((self.home / "cache").glob("*")):
                return
            time.sleep(0.5)

    def _pip(self, *words: str) -> None:
        self._run(str(self.python), "-m", "pip", "-qq", "--disable-pip-version-check", *words)

    @staticmethod
    def _run(*words: str) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        subprocess.run(words, check=True, env=environment, stdin=subprocess.DEVNULL)
