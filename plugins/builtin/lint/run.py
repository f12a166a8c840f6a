"""Running the rules over a chart.

Rules: cmd/helm/lint.go (lintChart), pkg/lint/lint.go, pkg/lint/support/message.go.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import ChartError, PilothouseError, PluginError
from ....core.golib.oserrors import path_error
from ....core.golib.path import clean
from ....core.model.lint import ERROR, SEVERITIES, UNKNOWN, LintFinding, LintOptions, LintReport
from ....core.plugin_module import describe_cause
from ....core.process_limits import ProcessLimitError, run_limited
from .subject import ChartSubject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ....core.kernel import Kernel
    from ....core.registry import Provided

_HOOK = "helm_register_lint_rules"
_ALL = "all"


def lint_chart(path: str, options: LintOptions, kernel: Kernel) -> LintReport:
    """What the rules that are on find in the chart at `path`, a folder or an archive (``.tgz``).

    Raises ChartError for what cannot be opened or is no chart, ProcessLimitError.
    """
    if not path.endswith(".tgz"):
        return _lint_folder(path, options, kernel)
    from .unpack import unpacked

    with unpacked(path, kernel.settings.environment.get("TMPDIR") or "/tmp") as folder:  # noqa: S108 - as Go does
        return _lint_folder(folder, options, kernel)


def _lint_folder(path: str, options: LintOptions, kernel: Kernel) -> LintReport:
    chart_file = clean(f"{path}/Chart.yaml") if path else "Chart.yaml"
    try:
        os.stat(chart_file)
    except OSError as error:
        raise ChartError(f"unable to check Chart.yaml file in chart: {path_error('stat', chart_file, error)}") from None
    subject = ChartSubject(_absolute(path, kernel.settings.environment), options, kernel)
    findings: list[LintFinding] = []

    def apply_rules() -> None:
        for rule in chosen_rules(kernel, options):
            findings.extend(_findings(rule, subject, kernel, findings))

    run_limited(kernel.settings, apply_rules)
    return LintReport(tuple(findings), max((finding.severity for finding in findings), default=UNKNOWN))


def _absolute(path: str, environment: Mapping[str, str]) -> str:
    """The path from the root, by way of the links through which the current folder was entered (os.Getwd)."""
    if path.startswith("/"):
        return clean(path)
    current = environment.get("PWD", "")
    try:
        if not current.startswith("/") or not os.path.samefile(current, "."):
            current = os.getcwd()
    except OSError:
        current = os.getcwd()
    return clean(f"{current}/{path}")


def chosen_rules(kernel: Kernel, options: LintOptions) -> list[Provided]:
    """The rules that are on, in the order in which they were registered: built-in ones first.

    Raises PluginError when two plugins provide a rule of one name.
    """
    chosen = []
    for name in kernel.registry(_HOOK):
        rule = kernel.find(_HOOK, name)
        if rule is None or name in options.disable:
            continue
        if name in options.enable or ((rule.entry.enabled or _ALL in options.enable) and _ALL not in options.disable):
            chosen.append(rule)
    return chosen


def _findings(
    rule: Provided, subject: ChartSubject, kernel: Kernel, earlier: list[LintFinding]
) -> list[LintFinding]:
    """What one rule finds; a rule that fails has found its own failure, so that the others go on."""
    name = rule.entry.name
    found: list[LintFinding] = []
    try:
        for finding in kernel.load(rule)(subject, kernel):
            if not isinstance(finding, LintFinding) or finding.severity not in range(len(SEVERITIES)):
                raise TypeError(f"{finding!r} is no finding")
            found.append(finding.replace(rule=name))
    except ProcessLimitError:
        raise
    except PluginError as error:
        found.append(LintFinding(ERROR, ".", error.message, rule=name))
    except PilothouseError as error:
        # A chart that cannot be read or rendered stops every rule that needs it; once is enough to say so.
        said = error is subject.problem and any(finding.severity == ERROR for finding in earlier)
        if not said and all(finding.text != error.message for finding in earlier):
            found.append(LintFinding(ERROR, ".", error.message, rule=name))
    except Exception as error:
        plugin = rule.plugin
        message = f"plugin {plugin.name!r} ({plugin.origin}) failed in the lint rule {name}: {describe_cause(error)}"
        found.append(LintFinding(ERROR, ".", message, rule=name))
    return found
