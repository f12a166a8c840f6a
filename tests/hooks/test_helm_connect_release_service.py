from __future__ import annotations

from typing import Any, ClassVar

from hooks.unanswered_rules import UnansweredRules


class TestConnectReleaseService(UnansweredRules):
    hook = "helm_connect_release_service"
    arguments: ClassVar[dict[str, Any]] = {"target": ""}
