"""Every command explains itself: lazily imported commands are only known to work when each was asked."""

from __future__ import annotations

import pytest
from pilothouse.core.default_plugins import CONTRIB
from pilothouse.core.testkit import make_kernel, run


def command_paths() -> list[str]:
    """The names of all commands with those of their groups."""
    kernel = make_kernel(flags={"plugins": ",".join(CONTRIB)})
    entries = [provided.entry for provided in kernel.registry("helm_register_commands").winners()]
    return ["", *sorted(f"{entry.parent} {entry.name}".strip() for entry in entries)]


@pytest.mark.parametrize("path", command_paths())
def test_every_command_prints_its_help(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run([*path.split(), "--help"], program="helm")
    printed, errors = capsys.readouterr()
    text = printed + outcome.stdout
    assert (outcome.code, outcome.stderr, errors) == (0, "", "")
    assert f"Usage:\n  helm {path}".rstrip() in text
    assert "--help" in text
    assert "--home" in text
