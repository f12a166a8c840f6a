from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules


class TestOpenRepositories(VerbRules):
    hook = "helm_open_repositories"
    default = "Repositories"
    override = "type('Another', (), {})()"
    overridden = "Another"
    complaint = "int, RepositoryService is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {}

    def view(self, answer: Any) -> Any:
        return type(answer).__name__
