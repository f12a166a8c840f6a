from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hooks.making import MakeKernel
from hooks.verb_rules import VerbRules
from pilothouse.core.errors import UsageError
from pilothouse.core.model.comparison import (
    Comparison,
    ComparisonOptions,
    FieldChange,
    ObjectComparison,
    ObjectStates,
)

_OLD, _NEW = {"kind": "ConfigMap", "data": {"a": "1"}}, {"kind": "ConfigMap", "data": {"a": "2"}}
_STATES = ObjectStates("v1", "ConfigMap", "default", "web", "change", _OLD, _NEW)


class TestCompareObjects(VerbRules):
    hook = "helm_compare_objects"
    default = Comparison(
        "what",
        (
            ObjectComparison(
                "v1", "ConfigMap", "default", "web", "change", _OLD, _NEW, (FieldChange("data.a", "1", "2"),)
            ),
        ),
    )
    override = "__import__('pilothouse.core.model.comparison', fromlist=['-']).Comparison('mine')"
    overridden = Comparison("mine")
    complaint = "int, Comparison is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"objects": [_STATES], "options": ComparisonOptions("what")}

    def test_a_rule_that_cannot_be_read_is_an_error_of_the_user_s(self, make_kernel: MakeKernel) -> None:
        with pytest.raises(UsageError, match="invalid ignore rule"):
            make_kernel().first(self.hook, objects=[_STATES], options=ComparisonOptions(ignore=("[",)))
