"""The extension points that `lint_pitfalls` answers."""

from __future__ import annotations

from ....core.entries import LintRuleEntry
from ....hookspecs import hookimpl

_RULES = (
    "numbers-in-exponent-form",
    "unused-values",
    "missing-values",
    "removed-api-versions",
    "unquoted-booleans",
    "unquoted-numbers",
    "duplicate-keys",
)


@hookimpl
def helm_register_lint_rules() -> list[LintRuleEntry]:
    """Rules beyond Helm's, off until asked for: each is the function ``check`` of the module of its name."""
    return [
        LintRuleEntry(name, f"{__package__}.{name.replace('-', '_')}:check", enabled=False) for name in _RULES
    ]
