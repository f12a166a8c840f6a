"""The page about schemas and secrets shows what is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pilothouse.core.testkit import run

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "values.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
(SCHEMA,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
TEMPLATE = "".join(f"{name}: {{{{ .Values.{name} }}}}\n" for name in ("image", "replicas", "password"))


@pytest.mark.parametrize("session", SESSIONS)
def test_its_sessions_are_true(session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "web" / "templates").mkdir(parents=True)
    (tmp_path / "web" / "Chart.yaml").write_text("apiVersion: v1\nname: web\nversion: 0.1.0\n")
    (tmp_path / "web" / "values.yaml").write_text("replicas: 1\n")
    (tmp_path / "web" / "values.schema.json").write_text(SCHEMA)
    (tmp_path / "web" / "templates" / "web.yaml").write_text(TEMPLATE)
    environment = {}
    printed = ""
    for line in session.splitlines():
        if line.startswith("$ export "):
            name, _, value = line.removeprefix("$ export ").partition("=")
            environment[name] = value
        elif line.startswith("$ pilothouse "):
            outcome = run(line.removeprefix("$ pilothouse ").split(), environment=environment)
            printed = outcome.stdout + outcome.stderr
    shown = "".join(line for line in session.splitlines(keepends=True) if not line.startswith("$ "))
    assert printed == shown


def test_there_is_something_to_run() -> None:
    assert len(SESSIONS) == 3
