"""One of the further rules of lint."""

from pilothouse.core.entries import LintRuleEntry
from pilothouse.core.model.lint import LintFinding
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_register_lint_rules():
    return [LintRuleEntry("duplicate-keys", "stand_in_lint_pitfalls:check", enabled=False, replaces="lint_pitfalls")]


def check(subject, kernel):
    return [LintFinding(1, "values.yaml", f"{subject.chart().name} has no key twice, says the stand-in", 1)]
