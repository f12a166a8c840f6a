from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.repository import RepositoryEntry


class TestOpenRepositoryIndex(VerbRules):
    hook = "helm_open_repository_index"
    override = "type('Another', (), {})()"
    overridden = "Another"
    complaint = "int, RepositoryIndex is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        path = folder / "main-index.yaml"
        path.write_text("apiVersion: v1\nentries: {alpha: [{name: alpha, version: 1.0.0}]}\n")
        return {"entry": RepositoryEntry("main", "http://h"), "path": str(path)}

    def view(self, answer: Any) -> Any:
        return "Another" if type(answer).__name__ == "Another" else answer

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        assert self.ask(kernel, folder).names() == ["alpha"]
