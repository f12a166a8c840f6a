from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules


class TestDefaultNamespace(VerbRules):
    hook = "helm_default_namespace"
    default = "default"
    override = '"team"'
    overridden = "team"
    complaint = "int, str is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {}
