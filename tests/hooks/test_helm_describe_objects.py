from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from stand_ins.scripted_kube import ScriptedKube


class TestDescribeObjects(VerbRules):
    hook = "helm_describe_objects"
    default = "==> MISSING\nKIND\t\tNAME\n/v1, Resource=configmaps\t\ta\n/v1, Resource=configmaps\t\ta\n"
    override = "'mine'"
    overridden: Any = "mine"
    complaint = "int, str is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {
            "manifest": "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}",
            "namespace": "default",
            "kube": ScriptedKube(),
        }
