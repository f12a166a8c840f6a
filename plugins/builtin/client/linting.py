"""Checking charts for mistakes. Steps: cmd/helm/lint.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import ChartError, UsageError
from ....core.golib.yaml import dump
from ....core.model.client_requests import LintedChart
from ....core.model.lint import ERROR, WARNING, LintOptions
from ....core.model.options import CapabilitiesRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.kernel import Kernel
    from ....core.model.client_requests import Linting
    from ....core.model.lint import LintReport

_HOOK = "helm_register_lint_rules"
_ALL = "all"


def lint_charts(kernel: Kernel, linting: Linting) -> Iterator[LintedChart]:
    """Check charts, one after the other. Raises UsageError for a rule that there is not, ValuesError."""
    sources = linting.sources.replace(exact=True, files_only=True)
    if linting.kube_version:
        kernel.first("helm_resolve_capabilities", request=CapabilitiesRequest(linting.kube_version))
    enable, disable = _choice(kernel, linting.enable, linting.disable)
    options = LintOptions(
        dump(kernel.first("helm_read_values", sources=sources)),
        linting.namespace,
        linting.strict,
        enable,
        disable,
        linting.kube_version,
    )
    return (_check(kernel, path, options) for path in linting.paths)


def _check(kernel: Kernel, path: str, options: LintOptions) -> LintedChart:
    """What comes of one chart. One that cannot be looked at has failed."""
    try:
        report: LintReport = kernel.first("helm_lint_chart", path=path, options=options)
    except ChartError as error:
        return LintedChart(path, None, error.message, failed=True)
    return LintedChart(path, report, "", failed=report.highest >= (WARNING if options.strict else ERROR))


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
