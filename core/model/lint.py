"""Findings of lint rules, and how a chart is checked. What a rule looks at: `core.protocols.LintSubject`."""

from __future__ import annotations

from ..record import Record

UNKNOWN, INFO, WARNING, ERROR = 0, 1, 2, 3
SEVERITIES = ("UNKNOWN", "INFO", "WARNING", "ERROR")
"""The words for severities."""


class LintOptions(Record):
    """How a chart is checked.

    `values_text` is the merged values of the command line as YAML, `namespace` the one it is rendered for. `enable`
    and `disable` name rules beyond those that are on by default; ``all`` enables every rule. `kube_version` is the
    version of Kubernetes (``major.minor``) that rules about API versions judge by, empty for the default.
    """

    values_text: str = "{}\n"
    namespace: str = "default"
    strict: bool = False
    enable: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    kube_version: str = ""


class LintFinding(Record):
    """One thing a rule found.

    `path` is the file inside the chart; `line` and `column` count from 1, 0 means not known. `rule` is the name of the
    rule, which the linter fills in.
    """

    severity: int
    path: str
    text: str
    line: int = 0
    column: int = 0
    rule: str = ""


class LintReport(Record):
    """All findings about one chart, in the order of the rules, and the highest severity among them."""

    findings: tuple[LintFinding, ...]
    highest: int
