from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.making import assert_nobody_answers
from hooks.verb_rules import VerbRules
from pilothouse.core.kernel import Kernel


class TestConnectReleaseService(VerbRules):
    hook = "helm_connect_release_service"
    default = "InProcessReleaseService"
    override = "'another service'"
    overridden = "str"
    bad = "None"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"target": ""}

    def view(self, answer: Any) -> Any:
        return type(answer).__name__

    # Any object may be a service.
    test_an_answer_of_the_wrong_type_is_refused_by_name = None  # type: ignore[assignment]
    test_what_a_wrapper_makes_of_the_answer_is_checked_too = None  # type: ignore[assignment]


def test_a_service_elsewhere_is_left_to_others(kernel: Kernel) -> None:
    assert_nobody_answers(kernel, "helm_connect_release_service", target="127.0.0.1:44134")
