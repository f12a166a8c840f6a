from __future__ import annotations

from typing import Any, ClassVar

from hooks.unanswered_rules import UnansweredRules


class TestVerifyProvenance(UnansweredRules):
    hook = "helm_verify_provenance"
    arguments: ClassVar[dict[str, Any]] = {"path": "web-0.1.0.tgz", "keyring": ""}
