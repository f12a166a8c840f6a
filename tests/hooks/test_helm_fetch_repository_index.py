from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hooks.verb_rules import VerbRules
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.repository import RepositoryEntry
from stand_ins.chart_repository import ChartRepository
from stand_ins.http_server import HttpServer


class TestFetchRepositoryIndex(VerbRules):
    hook = "helm_fetch_repository_index"
    override = "type('Another', (), {})()"
    overridden = "Another"
    complaint = "int, RepositoryIndex is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"entry": RepositoryEntry("main", "box://charts"), "path": str(folder / "index.yaml")}

    def view(self, answer: Any) -> Any:
        return "Another" if type(answer).__name__ == "Another" else answer

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        with pytest.raises(RepositoryError, match="Could not find protocol handler for: box"):
            self.ask(kernel, folder)


def test_the_default_fetches_through_a_getter_and_keeps_the_file_where_there_is_one_to_keep(
    kernel: Kernel, tmp_path: Path
) -> None:
    with HttpServer() as server:
        repository = ChartRepository(server)
        repository.add("alpha", "1.0.0")
        entry = RepositoryEntry("main", repository.url)
        for path in ("", str(tmp_path / "main-index.yaml")):
            index = kernel.first("helm_fetch_repository_index", entry=entry, path=path)
            assert index.names() == ["alpha"]
    assert [file.name for file in tmp_path.glob("*.yaml")] == ["main-index.yaml"]
