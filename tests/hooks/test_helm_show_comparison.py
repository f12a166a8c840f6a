from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.making import MakeKernel
from hooks.verb_rules import VerbRules
from pilothouse.core.model.comparison import Comparison, ComparisonDisplay


class TestShowComparison(VerbRules):
    hook = "helm_show_comparison"
    default = "what\n\nnothing to change; 2 unchanged\n"
    override = "'mine'"
    overridden = "mine"
    complaint = "int, str is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"comparison": Comparison("what", unchanged=2), "display": ComparisonDisplay()}

    def test_formats_that_nobody_knows_have_no_answer(self, make_kernel: MakeKernel) -> None:
        asked = {"comparison": Comparison(), "display": ComparisonDisplay("dyff")}
        assert make_kernel().first_or_none(self.hook, **asked) is None

    def test_what_is_to_be_concealed_is_in_no_format(self, make_kernel: MakeKernel) -> None:
        kernel = make_kernel()
        kernel.conceal("opensesame")
        for format in ("text", "json", "markdown"):
            asked = {"comparison": Comparison("say opensesame"), "display": ComparisonDisplay(format)}
            assert "opensesame" not in kernel.first(self.hook, **asked)
