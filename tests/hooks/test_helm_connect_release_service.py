from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules
from pilothouse.core.model.service_target import ServiceTarget


class TestConnectReleaseService(VerbRules):
    hook = "helm_connect_release_service"
    default = "InProcessReleaseService"
    override = "'another service'"
    overridden = "str"
    bad = "None"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"target": ServiceTarget()}

    def view(self, answer: Any) -> Any:
        return type(answer).__name__

    # Any object may be a service.
    test_an_answer_of_the_wrong_type_is_refused_by_name = None  # type: ignore[assignment]
    test_what_a_wrapper_makes_of_the_answer_is_checked_too = None  # type: ignore[assignment]
