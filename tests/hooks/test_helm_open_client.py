from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.verb_rules import VerbRules


class TestOpenClient(VerbRules):
    hook = "helm_open_client"
    default = "HelmClient"
    override = "'another client'"
    overridden = "str"
    bad = "None"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {}

    def view(self, answer: Any) -> Any:
        return type(answer).__name__

    # Any object may be a client.
    test_an_answer_of_the_wrong_type_is_refused_by_name = None  # type: ignore[assignment]
    test_what_a_wrapper_makes_of_the_answer_is_checked_too = None  # type: ignore[assignment]
