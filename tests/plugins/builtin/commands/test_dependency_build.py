from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.testkit import Outcome, run
from stand_ins.chart_repository import ChartRepository, write_home
from stand_ins.http_server import HttpServer

REFRESHED = (
    "Hang tight while we grab the latest from your chart repositories...\n"
    '...Successfully got an update from the "main" chart repository\n'
    "Update Complete.\n"
)


def test_a_build_fetches_what_an_update_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with HttpServer() as server:
        repository = ChartRepository(server)
        repository.add("db", "1.1.0")
        home = write_home(tmp_path / "home", ("main", server.url))
        main = tmp_path / "main"
        main.mkdir()
        (main / "Chart.yaml").write_text("apiVersion: v1\nname: main\nversion: 1.0.0\n")
        (main / "requirements.yaml").write_text("dependencies: [{name: db, version: 1.x, repository: '@main'}]\n")
        monkeypatch.chdir(main)

        def helm(*words: str) -> Outcome:
            return run(["--home", str(home), *words])

        printed = f"{REFRESHED}Saving 1 charts\nDownloading db from repo {server.url}\nDeleting outdated charts\n"
        assert helm("dependency", "update") == (0, printed, "")
        repository.add("db", "1.2.0")
        (main / "charts" / "db-1.1.0.tgz").unlink()
        assert helm("dependency", "build") == (0, printed, "")
        assert helm("dependency", "list") == (
            0,
            f"NAME\tVERSION\t{'REPOSITORY':<10}\tSTATUS\ndb  \t1.x    \t{'@main':<10}\tok    \n\n",
            "",
        )
        assert [path.name for path in (main / "charts").iterdir()] == ["db-1.1.0.tgz"]
        (main / "requirements.yaml").write_text("dependencies: [{name: db, version: 1.2.x, repository: '@main'}]\n")
        outcome = helm("dependency", "build")
        assert (outcome.code, outcome.stdout) == (1, "")
        assert outcome.stderr.startswith("Error: requirements.lock is out of sync with requirements.yaml\n")
