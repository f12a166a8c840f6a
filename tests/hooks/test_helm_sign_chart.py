from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hooks.verb_rules import VerbRules
from pilothouse.core.errors import ProvenanceError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.provenance import SigningOptions


class TestSignChart(VerbRules):
    hook = "helm_sign_chart"
    override = '"web-0.1.0.tgz.sig"'
    overridden = "web-0.1.0.tgz.sig"
    complaint = "int, str is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        options = SigningOptions("Ann", str(folder / "secring.gpg"), lambda _name: "")
        return {"path": str(folder / "web-0.1.0.tgz"), "options": options}

    def expect_default(self, kernel: Kernel, folder: Path) -> None:
        with pytest.raises(ProvenanceError, match=r"secring\.gpg: no such file or directory"):
            self.ask(kernel, folder)
