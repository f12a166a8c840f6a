"""The tests that every lint rule passes.

A plugin's own tests inherit them and give charts, as the arguments of `write_chart`::

    class TestMine(LintRuleContract):
        rule = "owner"
        fine = [{"annotations": {"owner": "ann"}}]
        faulty = [({}, "annotations.owner is required")]
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from ..core.kernel import Kernel
from ..core.model.lint import ERROR, INFO, LintFinding, LintOptions, LintReport
from ..core.testkit import make_kernel
from .charts import write_chart


class LintRuleContract:
    """Inherit, and define `rule`, `fine` and `faulty`."""

    rule: str
    """The record's name."""

    fine: Sequence[Mapping[str, Any]]
    """Charts that the rule finds nothing in."""

    faulty: Sequence[tuple[Mapping[str, Any], str]]
    """Charts with a part of the text of what it finds."""

    plugins_folder = ""
    """The folder of a one-file plugin; nothing for an installed one."""

    def test_the_rule_is_registered(self) -> None:
        """And can be imported."""
        assert callable(self.kernel().registered("helm_register_lint_rules", self.rule))

    def test_nothing_is_found_where_nothing_is_wrong(self) -> None:
        """Neither a finding nor a failure of the rule."""
        for chart in self.fine:
            assert self.findings(chart) == [], chart

    def test_what_is_wrong_is_found(self) -> None:
        """With a severity, a file of the chart, and a text for people."""
        for chart, text in self.faulty:
            found = self.findings(chart)
            assert [finding for finding in found if text in finding.text], (chart, found)
            for finding in found:
                assert INFO <= finding.severity <= ERROR
                assert not os.path.isabs(finding.path)
                assert ".." not in finding.path.split("/")

    def test_the_same_is_found_again(self) -> None:
        """In the same order."""
        for chart, _ in self.faulty:
            assert self.findings(chart) == self.findings(chart)

    def test_a_chart_that_cannot_be_rendered_is_no_crash(self) -> None:
        """It is reported once, and not as a failure of the plugin."""
        for finding in self.findings({"templates": {"broken.yaml": "{{ fail"}}):
            assert " failed in " not in finding.text
            assert "Traceback" not in finding.text

    def kernel(self) -> Kernel:
        """A kernel that has the rule."""
        return make_kernel(environment={"PILOTHOUSE_PLUGINS_DIR": self.plugins_folder} if self.plugins_folder else {})

    def findings(self, chart: Mapping[str, Any]) -> list[LintFinding]:
        """What the rule finds in a chart, all other rules off."""
        with tempfile.TemporaryDirectory() as folder:
            path = write_chart(folder, chart.get("name", "web"), **{k: v for k, v in chart.items() if k != "name"})
            kernel = self.kernel()
            others = tuple(name for name in kernel.registered_names("helm_register_lint_rules") if name != self.rule)
            options = LintOptions(enable=(self.rule,), disable=others)
            report: LintReport = kernel.first("helm_lint_chart", path=path, options=options)
        return [finding for finding in report.findings if finding.rule == self.rule]
