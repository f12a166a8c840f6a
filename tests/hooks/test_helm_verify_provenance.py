from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hooks.verb_rules import VerbRules
from pilothouse.core.errors import ProvenanceError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.provenance import Verification


class TestVerifyProvenance(VerbRules):
    hook = "helm_verify_provenance"
    override = (
        '__import__("pilothouse.core.model.provenance", fromlist=["Verification"])'
        '.Verification(("Ann",), "ab", "sha256:00", "web-0.1.0.tgz")'
    )
    overridden = Verification(("Ann",), "ab", "sha256:00", "web-0.1.0.tgz")
    complaint = "int, Verification is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        (folder / "web-0.1.0.tgz").write_bytes(b"")
        return {"path": str(folder / "web-0.1.0.tgz"), "keyring": ""}

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        with pytest.raises(ProvenanceError, match="could not load provenance file"):
            self.ask(kernel, folder)
