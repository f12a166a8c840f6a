from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.repository import RepositoryEntry


class TestOpenRepositoryIndex(VerbRules):
    hook = "helm_open_repository_index"
    override = "'another index'"
    overridden = "another index"
    bad = "None"

    def arguments(self, folder: Path) -> dict[str, Any]:
        path = folder / "main-index.yaml"
        path.write_text("apiVersion: v1\nentries: {alpha: [{name: alpha, version: 1.0.0}]}\n")
        return {"entry": RepositoryEntry("main", "http://h"), "path": str(path)}

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        assert self.ask(kernel, folder).names() == ["alpha"]

    # Any object may be an index.
    test_an_answer_of_the_wrong_type_is_refused_by_name = None  # type: ignore[assignment]
    test_what_a_wrapper_makes_of_the_answer_is_checked_too = None  # type: ignore[assignment]
