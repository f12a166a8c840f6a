"""``lint``: check charts for mistakes. Messages: cmd/helm/lint.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, STRING_ARRAY, VALUE_FILES, Flag, command
from ....core.errors import PilothouseError, UsageError
from ....core.golib.strconv import quote
from ....core.model.client_requests import Linting
from ....core.model.lint import SEVERITIES
from ._client import open_client
from ._documents import OUTPUT_FLAG, TABLE, write_document
from ._values_flags import VALUES_FLAGS, value_sources

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.client_requests import LintedChart
    from ....core.model.lint import LintFinding


@command(
    "lint",
    Flag("--values", "-f", kind=VALUE_FILES, completes="file", help="YAML file with values"),
    *VALUES_FLAGS[1:],
    Flag("--namespace", default="default", shown_default="default", help="namespace that templates see"),
    Flag("--strict", kind=BOOL, help="warnings make a chart fail, too"),
    Flag("--enable", kind=STRING_ARRAY, help="further rules to check by: RULE[,RULE], or all"),
    Flag("--disable", kind=STRING_ARRAY, help="rules to leave out: RULE[,RULE], or all that are not enabled"),
    Flag("--kube-version", help="version of Kubernetes that templates see, and that rules judge API versions by"),
    OUTPUT_FLAG,
    usage=" [flags] PATH",
    completes="file",
)
def lint(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Check charts for mistakes: folders or archives, the current folder when none is named.

    What would keep a chart from being installed is an [ERROR], what goes against convention a [WARNING]. A chart with
    errors (or warnings, with --strict) fails. The rules that are on are Helm's; --enable adds more, which also say
    where in a file something is wrong.
    """
    linting = Linting(
        args or (".",),
        value_sources(options),
        namespace=options["namespace"],
        strict=options["strict"],
        enable=options["enable"],
        disable=options["disable"],
        kube_version=options["kube_version"],
    )
    charts = open_client(kernel).lint(linting)
    output = options["output"]
    if output != TABLE and output not in kernel.registered_names("helm_register_output_formats"):
        raise UsageError(f"unknown output format {quote(output)}")
    total = failures = 0
    documents = []
    for chart in charts:
        total += chart.report is not None
        failures += chart.failed
        if output == TABLE:
            kernel.console.write(_text(chart))
        else:
            documents.append(_document(chart))
    if output != TABLE:
        write_document(kernel, output, documents)
    if failures:
        raise PilothouseError(f"{total} chart(s) linted, {failures} chart(s) failed")
    if output == TABLE:
        kernel.console.line(f"{total} chart(s) linted, no failures")


def _text(chart: LintedChart) -> str:
    """What is printed about one chart."""
    if chart.report is None:
        return f"==> Skipping {chart.path}\n{chart.skipped}\n\n"
    lines = [_line(finding) for finding in chart.report.findings] or ["Lint OK"]
    return "\n".join([f"==> Linting {chart.path}", *lines]) + "\n\n"


def _document(chart: LintedChart) -> dict[str, Any]:
    """What ``-o json`` and ``-o yaml`` say about one chart."""
    if chart.report is None:
        return {"path": chart.path, "skipped": chart.skipped}
    findings = [
        {
            "rule": finding.rule,
            "severity": SEVERITIES[finding.severity],
            "file": finding.path,
            "line": finding.line,
            "column": finding.column,
            "text": finding.text,
        }
        for finding in chart.report.findings
    ]
    return {"path": chart.path, "findings": findings}


def _line(finding: LintFinding) -> str:
    """A finding as it is printed: where its line is known, which no finding of Helm has, also that and its rule."""
    severity = SEVERITIES[finding.severity]
    if not finding.line:
        return f"[{severity}] {finding.path}: {finding.text}"
    place = f"{finding.line}:{finding.column}" if finding.column else f"{finding.line}"
    return f"[{severity}] {finding.path}:{place}: {finding.text} ({finding.rule})"
