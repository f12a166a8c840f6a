"""A linter that has an opinion about names."""

from pilothouse.core.entries import LintRuleEntry, SettingEntry
from pilothouse.core.model.lint import LintFinding, LintReport
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_register_settings():
    return [SettingEntry("lint-rules", "STAND_IN_RULES", "", "which rules are on", replaces="lint")]


@hookimpl
def helm_register_lint_rules():
    return [LintRuleEntry(name, f"stand_in_lint:{name}", replaces="lint") for name in ("chart", "values", "templates")]


@hookimpl
def helm_lint_chart(path, kernel):
    findings = [
        finding
        for name in ("chart", "values", "templates")
        for finding in kernel.registered("helm_register_lint_rules", name)(path, kernel)
    ]
    return LintReport(tuple(findings), max((finding.severity for finding in findings), default=0))


def chart(path, kernel):
    return [LintFinding(1, "Chart.yaml", f"{path} is a fine name")]


def values(path, kernel):
    return [LintFinding(1, "values.yaml", "colours are welcome")]


def templates(path, kernel):
    return []
