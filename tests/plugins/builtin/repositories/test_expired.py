from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.kernel import Kernel
from pilothouse.core.testkit import RecordingConsole
from pilothouse.plugins.builtin.repositories.expired import warn_of_expired

STABLE = "https://kubernetes-charts.storage.googleapis.com"
INCUBATOR = "http://kubernetes-charts-incubator.storage.googleapis.com/x"


def warnings(kernel: Kernel, folder: Path, text: str) -> list[str]:
    """The repositories that are warned of when the file has some text."""
    file = folder / "home/repository/repositories.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    warn_of_expired(kernel)
    assert isinstance(kernel.console, RecordingConsole)
    lines = kernel.console.stderr.splitlines()
    assert all(line.startswith("WARNING: ") for line in lines)
    return [line.split('"')[3] for line in lines[::2]]


@pytest.mark.parametrize(
    ("entries", "warned"),
    [
        (f"{{name: stable, url: '{STABLE}'}}, {{name: incubator, url: '{INCUBATOR}'}}", ["stable", "incubator"]),
        (f"{{name: stable, url: 'http://new'}}, {{name: incubator, url: '{INCUBATOR}'}}", ["incubator"]),
        (f"{{name: incubator, url: '{INCUBATOR}'}}", []),
        (f"{{name: mine, url: '{STABLE}'}}", []),
        (f"{{name: stable, url: 'http://new'}}, {{name: stable, url: '{STABLE}'}}", []),
        (f"{{name: stable, url: '{INCUBATOR}'}}", []),
        ("", []),
    ],
)
def test_old_addresses_under_their_old_names_are_warned_of(
    entries: str, warned: list[str], kernel: Kernel, tmp_path: Path
) -> None:
    assert warnings(kernel, tmp_path, f"apiVersion: v1\nrepositories: [{entries}]\n") == warned


@pytest.mark.parametrize("text", [f"stable: {STABLE}\n", f"a: [{STABLE}", ""])
def test_files_that_cannot_be_read_are_for_others_to_complain_about(text: str, kernel: Kernel, tmp_path: Path) -> None:
    assert warnings(kernel, tmp_path, text) == []


def test_without_a_file_nothing_is_said(kernel: Kernel) -> None:
    warn_of_expired(kernel)
    assert isinstance(kernel.console, RecordingConsole)
    assert kernel.console.stderr == ""
