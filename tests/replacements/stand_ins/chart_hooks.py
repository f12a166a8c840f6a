"""Chart hooks are told of and not run."""

from pilothouse.core.model.kube_object import ChartHookReport
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_run_chart_hooks(event, hooks, kernel):
    names = tuple(hook.manifest.name for hook in hooks)
    kernel.warn(f"{event} would run {', '.join(names)}")
    return ChartHookReport(names)
