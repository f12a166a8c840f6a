"""No page changes anything: what goes to the cluster is recorded and looked at."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pilothouse.plugins.builtin.sandbox.transport import SandboxTransport
from stand_ins.served_pages import Served, served
from stand_ins.shown_releases import kernel_of


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Every request that goes to the cluster."""
    found: list[Any] = []
    request, stream = SandboxTransport.request, SandboxTransport.stream

    def note(self: SandboxTransport, one: Any) -> Any:
        found.append(one)
        return request(self, one)

    def note_stream(self: SandboxTransport, one: Any) -> Any:
        found.append(one)
        return stream(self, one)

    monkeypatch.setattr(SandboxTransport, "request", note)
    monkeypatch.setattr(SandboxTransport, "stream", note_stream)
    return found


def paths(found: Served) -> list[str]:
    """Every page there is, of every sort of release, reached as a visitor does: by links."""
    base = found.access.base + "/"
    seen, left = {""}, [""]
    while left:
        answer = found.get(left.pop())
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        for link in answer.page.links:
            path = link.removeprefix(base).partition("#")[0]
            name = path.removeprefix("releases/").partition("/")[0].partition("?")[0]
            wanted = name in {"shop", "reports", "search", "billing", "old-shop", "hostile"} or "/" not in path
            if link.startswith(base) and path not in seen and wanted and "revision=" not in path:
                seen.add(path)
                left.append(path)
    return sorted(seen)


def test_no_write_leaves_but_dry_runs_for_drift(world: dict[str, str], asked: list[Any]) -> None:
    path = Path(world["HELM_HOME"], "pilothouse", "sandbox.db")
    before = _content(path)
    with served(kernel_of(world)) as found:
        looked_at = paths(found)
        assert len(looked_at) > 40
        for one in looked_at:
            found.get(f"api/{one}")
    writes = [one for one in asked if one.method != "GET"]
    assert len(asked) > 500
    assert {one.method for one in writes} <= {"PATCH", "POST", "PUT", "DELETE"}
    assert writes, "the rehearsal for drift is a dry run of the server's"
    assert [one for one in writes if dict(one.query).get("dryRun") != "All"] == []
    assert _content(path) == before


def _content(path: Path) -> list[Any]:
    """Everything in the sandbox's file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [(name, database.execute(f"SELECT * FROM {name}").fetchall()) for name in sorted(tables)]
