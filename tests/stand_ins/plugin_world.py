"""A home directory with command plugins that a test writes, and the program run on it inside the test's process.

What plugins print goes to the file descriptors of the process (pytest's `capfd` has it), what the program prints is in
the outcome.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from pilothouse.core import testkit
from pilothouse.core.kernel import Kernel, build_kernel
from pilothouse.core.settings import Settings
from pilothouse.core.testkit import Outcome, RecordingConsole

SHOW = 'command: "$HELM_PLUGIN_DIR/show.sh"\n'
SHOW_SCRIPT = '#!/bin/sh\necho "$# words:" "$@"\n'


class PluginWorld:
    """A home directory and a working folder below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.plugins = self.home / "plugins"
        self.plugins.mkdir(parents=True)
        self.environment = {
            "HELM_HOME": str(self.home),
            "HOME": str(folder / "user"),
            "PATH": os.environ["PATH"],
            "PILOTHOUSE_HINTS": "never",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "NO_PROXY": "*",
        }

    def write(self, name: str, manifest: str, *, below: Path | None = None, **scripts: str) -> Path:
        """Write a plugin into the home directory, or below another folder; `scripts` are made ``NAME.sh``."""
        folder = (below or self.plugins) / name
        folder.mkdir(parents=True)
        (folder / "plugin.yaml").write_text(manifest)
        for script, text in scripts.items():
            path = folder / f"{script}.sh"
            path.write_text(text)
            path.chmod(0o755)
        return folder

    def write_show(self, name: str = "show", more: str = "") -> Path:
        """Write a plugin that prints the words it gets."""
        return self.write(name, f"name: {name}\nversion: 0.1.0\n{SHOW}{more}", show=SHOW_SCRIPT)

    def run(self, *words: str, **variables: str) -> Outcome:
        """Run a command line."""
        return testkit.run(words, environment={**self.environment, **variables}, program="helm")

    def kernel(self, **variables: str) -> Kernel:
        """A kernel with the built-in plugins, for this home directory."""
        return build_kernel(Settings({**self.environment, **variables}), RecordingConsole())

    def git(self, folder: Path, *words: str) -> str:
        """Run git in a folder and return what it printed."""
        names = [f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
        environment = {**self.environment, **dict.fromkeys(names, "t@example.com")}
        done = subprocess.run(
            ["git", *words], cwd=folder, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    def repository(self, name: str, manifest: str, **scripts: str) -> Path:
        """Write a plugin into a new git repository of its own, with one commit on the branch `main`."""
        folder = self.write(name, manifest, below=self.folder / "remotes", **scripts)
        self.git(folder, "init", "-q", "-b", "main")
        self.commit(folder, "one")
        return folder

    def commit(self, folder: Path, message: str) -> None:
        """Commit everything in a repository."""
        self.git(folder, "add", ".")
        self.git(folder, "commit", "-q", "-m", message)
