"""A Git repository that a test fills: commits with fixed dates, so that the same files are the same commit."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path


class GitRepository:
    """A repository in a new folder; its branch is called ``main``."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str, input: str = "") -> str:
        """Run git there, without anybody's configuration."""
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "ann", "GIT_AUTHOR_EMAIL": "ann@example.com", "GIT_AUTHOR_DATE": "1600000000 +0000",
            "GIT_COMMITTER_NAME": "ann", "GIT_COMMITTER_EMAIL": "ann@example.com",
            "GIT_COMMITTER_DATE": "1600000000 +0000",
        }  # fmt: skip
        return subprocess.run(
            ["git", "-c", "protocol.file.allow=always", *words],
            cwd=self.folder, env=environment, input=input, capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip

    def commit(self, files: Mapping[str, str], tag: str = "") -> str:
        """Write files, commit everything, and perhaps tag it; the commit."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=change")
        if tag:
            self.git("tag", "--annotate", "--message=tagged", tag)
        return self.git("rev-parse", "HEAD")

    def address(self, path: str, query: str = "") -> str:
        """The address of a folder in it."""
        return f"git+file://{self.folder}//{path}{query}"


def chart_files(name: str, version: str, folder: str = "charts", **files: str) -> dict[str, str]:
    """The files of a chart in a folder of its name; further ones by their names (``values_yaml``)."""
    texts = {"Chart.yaml": f"apiVersion: v1\nname: {name}\nversion: {version}\n"}
    texts |= {file.replace("_yaml", ".yaml"): text for file, text in files.items()}
    return {f"{folder}/{name}/{file}": text for file, text in texts.items()}
