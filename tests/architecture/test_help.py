"""Every command explains itself: lazily imported commands are only known to work when each was asked."""

from __future__ import annotations

import pytest
from pilothouse.core.cli import run
from pilothouse.core.console import Console
from pilothouse.core.kernel import build_kernel
from pilothouse.core.settings import Settings

ENVIRONMENT = {"HOME": "/nonexistent", "PILOTHOUSE_NO_CACHE": "true"}


def command_paths() -> list[str]:
    """The names of all commands with those of their groups."""
    kernel = build_kernel(Settings(ENVIRONMENT), Console())
    entries = [provided.entry for provided in kernel.registry("helm_register_commands").winners()]
    return ["", *sorted(f"{entry.parent} {entry.name}".strip() for entry in entries)]


@pytest.mark.parametrize("path", command_paths())
def test_every_command_prints_its_help(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = run([*path.split(), "--help"], program="helm", settings=Settings(ENVIRONMENT))
    text, errors = capsys.readouterr()
    assert (code, errors) == (0, "")
    assert f"Usage:\n  helm {path}".rstrip() in text
    assert "--help" in text
    assert "--home" in text
