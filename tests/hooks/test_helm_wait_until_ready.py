from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from stand_ins.scripted_kube import built


class TestWaitUntilReady(VerbRules):
    hook = "helm_wait_until_ready"
    default = True
    override = "False"
    overridden: Any = False
    complaint = "int, bool is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        content = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
        return {"objects": [built(content)], "timeout": 5, "kube": object()}
