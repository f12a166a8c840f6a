"""The extension points that `lint` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.entries import LintRuleEntry, SettingEntry
from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.lint import LintOptions, LintReport


@hookimpl
def helm_register_lint_rules() -> list[LintRuleEntry]:
    """Helm's rules: one record for each file or folder, because each stops where Helm's stops."""
    return [
        LintRuleEntry("chart", f"{__package__}.rules_chart:check_chart_file"),
        LintRuleEntry("values", f"{__package__}.rules_values:check_values_file"),
        LintRuleEntry("templates", f"{__package__}.rules_templates:check_templates"),
    ]


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """Which rules a team wants wherever it lints."""
    return [
        SettingEntry(
            "lint-rules",
            "PILOTHOUSE_LINT_RULES",
            "",
            "lint rules that are on (NAME or all) or off (no:NAME or no:all), comma separated",
            "--enable, --disable",
        )
    ]


@hookimpl
def helm_lint_chart(path: str, options: LintOptions, kernel: Kernel) -> LintReport:
    """Chart folders, and archives by way of a temporary folder. Raises ChartError."""
    from .run import lint_chart

    return lint_chart(path, options, kernel)
