"""``lint``: check charts for mistakes. Steps and messages: cmd/helm/lint.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, STRING_ARRAY, VALUE_FILES, Flag, command
from ....core.errors import ChartError, PilothouseError, UsageError
from ....core.golib.strconv import quote
from ....core.golib.yaml import dump
from ....core.model.lint import ERROR, SEVERITIES, WARNING, LintFinding, LintOptions, LintReport
from ....core.model.options import CapabilitiesRequest
from ._documents import OUTPUT_FLAG, TABLE, write_document
from ._values_flags import VALUES_FLAGS, value_sources

if TYPE_CHECKING:
    from ....core.kernel import Kernel

_HOOK = "helm_register_lint_rules"
_ALL = "all"


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
    sources = value_sources(options).replace(exact=True, files_only=True)
    if options["kube_version"]:
        kernel.first("helm_resolve_capabilities", request=CapabilitiesRequest(options["kube_version"]))
    enable, disable = _choice(kernel, options["enable"], options["disable"])
    lint_options = LintOptions(
        dump(kernel.first("helm_read_values", sources=sources)),
        options["namespace"],
        options["strict"],
        enable,
        disable,
        options["kube_version"],
    )
    output = options["output"]
    if output != TABLE and output not in kernel.registered_names("helm_register_output_formats"):
        raise UsageError(f"unknown output format {quote(output)}")
    tolerated = WARNING if options["strict"] else ERROR
    total = failures = 0
    documents = []
    for path in args or (".",):
        report = _check(kernel, path, lint_options)
        total += isinstance(report, LintReport)
        failures += not isinstance(report, LintReport) or report.highest >= tolerated
        if output == TABLE:
            kernel.console.write(_text(path, report))
        else:
            documents.append(_document(path, report))
    if output != TABLE:
        write_document(kernel, output, documents)
    if failures:
        raise PilothouseError(f"{total} chart(s) linted, {failures} chart(s) failed")
    if output == TABLE:
        kernel.console.line(f"{total} chart(s) linted, no failures")


def _check(kernel: Kernel, path: str, options: LintOptions) -> LintReport | ChartError:
    """The report about one chart, or why there is none."""
    try:
        report: LintReport = kernel.first("helm_lint_chart", path=path, options=options)
    except ChartError as error:
        return error
    return report


def _text(path: str, report: LintReport | ChartError) -> str:
    """What is printed about one chart."""
    if isinstance(report, ChartError):
        return f"==> Skipping {path}\n{report.message}\n\n"
    lines = [_line(finding) for finding in report.findings] or ["Lint OK"]
    return "\n".join([f"==> Linting {path}", *lines]) + "\n\n"


def _document(path: str, report: LintReport | ChartError) -> dict[str, Any]:
    """What ``-o json`` and ``-o yaml`` say about one chart."""
    if isinstance(report, ChartError):
        return {"path": path, "skipped": report.message}
    findings = [
        {
            "rule": finding.rule,
            "severity": SEVERITIES[finding.severity],
            "file": finding.path,
            "line": finding.line,
            "column": finding.column,
            "text": finding.text,
        }
        for finding in report.findings
    ]
    return {"path": path, "findings": findings}


def _line(finding: LintFinding) -> str:
    """A finding as it is printed: where its line is known, which no finding of Helm has, also that and its rule."""
    severity = SEVERITIES[finding.severity]
    if not finding.line:
        return f"[{severity}] {finding.path}: {finding.text}"
    place = f"{finding.line}:{finding.column}" if finding.column else f"{finding.line}"
    return f"[{severity}] {finding.path}:{place}: {finding.text} ({finding.rule})"


def _choice(
    kernel: Kernel, enable: tuple[str, ...], disable: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rules to enable and to disable: those of the setting ``lint-rules``, over which the flags have the last word.

    Raises UsageError for a rule that there is not.
    """
    words = kernel.setting("lint-rules").split(",")
    words += [word for text in enable for word in text.split(",")]
    words += [f"no:{word}" for text in disable for word in text.split(",")]
    chosen: dict[str, bool] = {}
    for word in filter(None, map(str.strip, words)):
        chosen[word.removeprefix("no:").strip()] = not word.startswith("no:")
    known = [_ALL, *kernel.registered_names(_HOOK)]
    for name in chosen:
        if name not in known:
            raise UsageError(f"unknown lint rule {name!r}", hint=f"rules: {', '.join(known)}")
    return tuple(name for name, on in chosen.items() if on), tuple(name for name, on in chosen.items() if not on)
