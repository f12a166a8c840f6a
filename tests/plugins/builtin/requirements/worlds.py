"""Charts in folders whose requirements are met, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pilothouse.core.errors import PilothouseError
from pilothouse.core.model.options import RequirementsUpdate
from pilothouse.core.testkit import make_kernel
from stand_ins.chart_repository import write_home

SAVED = "Saving {} charts\nDeleting outdated charts\n"
ASSUMED = "Dependency {} did not declare a repository. Assuming it exists in the charts directory\n"
RESTORED = "Deleting newly downloaded charts, restoring pre-update state\n"
REFRESHED = (
    "Hang tight while we grab the latest from your chart repositories...\n"
    '...Successfully got an update from the "main" chart repository\n'
    "Update Complete.\n"
)


class Done(NamedTuple):
    """What an update printed, and the message of its error."""

    stdout: str
    error: str
    stderr: str = ""


def write_chart(folder: Path, version: str = "1.0.0", requirements: str = "", name: str = "") -> Path:
    """Write a chart into a folder; `requirements` are the lines of the list."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Chart.yaml").write_text(f"apiVersion: v1\nname: {name or folder.name}\nversion: {version}\n")
    if requirements:
        (folder / "requirements.yaml").write_text(f"dependencies:\n{requirements}")
    return folder


def entry(name: str, version: str, repository: str = "") -> str:
    """A line of requirements."""
    return f"- {{name: '{name}', version: '{version}', repository: '{repository}'}}\n"


def names(folder: Path) -> list[str]:
    """The names in a folder."""
    return sorted(path.name for path in folder.iterdir())


class World:
    """A folder with a home directory that knows repositories, in which charts are updated."""

    def __init__(
        self, folder: Path, *entries: tuple[str, str], plugins: Mapping[str, str] | None = None, **fields: str
    ):
        self.folder = folder
        self.home = write_home(folder / "home", *entries, **fields)
        self._plugins = dict(plugins or {})
        (folder / "plugins").mkdir(exist_ok=True)

    def update(self, chart: Path, *, explains: bool = False, debug: bool = False, **options: Any) -> Done:
        """Meet the requirements of a chart."""
        flags = {"home": str(self.home), **({"debug": "true"} if debug else {})}
        kernel: Any = make_kernel(self.folder / "plugins", self._plugins, flags=flags)
        kernel.console.explains = explains
        error = ""
        try:
            kernel.first("helm_update_requirements", path=str(chart), options=RequirementsUpdate(**options))
        except PilothouseError as caught:
            error = caught.message
        return Done(kernel.console.stdout, error, kernel.console.stderr)
