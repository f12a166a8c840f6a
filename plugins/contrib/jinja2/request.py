"""What the rendering process is told, and how it is packed. Both sides of the pipe use this."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from ....core.errors import TemplateError
from ....core.model.capabilities import Capabilities, KubeVersion, TillerVersion
from ....core.plugin_record import PluginRecord
from ....core.record import Record
from ....core.template_functions import provided_functions

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.model.render import ReleaseContext, RenderOptions, RenderValues
    from ....core.registry import Registry

ENGINE = "jinja2"
"""The name of the engine in Chart.yaml."""

FUNCTIONS_HOOK = "helm_register_template_functions"

MAX_ANSWER = 128 * 1024 * 1024
"""Bytes that the answer may have."""

_API_VERSIONS = b"APIVersions"


class RenderRequest(Record):
    """Everything that rendering needs. `plugins` provide the functions, with no other records than those.

    `api_versions` is None where no text of the chart and its values names them. `cpu` is seconds of processor time,
    `memory` MiB, 0 for any.
    """

    chart: Chart
    values: dict[str, Any]
    release: ReleaseContext
    kube_version: KubeVersion
    tiller_version: TillerVersion
    api_versions: frozenset[str] | None
    plugins: tuple[PluginRecord, ...]
    strict: bool
    lint_mode: bool
    cpu: int
    memory: int

    def capabilities(self) -> Capabilities:
        """What templates may know of the cluster."""
        versions = self.api_versions
        return Capabilities(_unknown if versions is None else versions, self.kube_version, self.tiller_version)


def _unknown() -> frozenset[str]:
    raise TemplateError("Capabilities.APIVersions has to be written out where it is used")


def pack(
    chart: Chart,
    render_values: RenderValues,
    options: RenderOptions,
    registry: Registry,
    limits: tuple[int, int],
) -> bytes:
    """A request as bytes. API versions go with it where a text names them: to know them, a cluster may be asked.

    Raises PluginError when two plugins provide a function, TemplateError when something is nested too deeply.
    """
    capabilities = render_values.capabilities
    fields: list[Any] = [
        chart,
        render_values.values,
        render_values.release,
        capabilities.kube_version,
        capabilities.tiller_version,
        None,
        tuple([tuple(plugin) for plugin in _function_plugins(registry)]),
        options.strict,
        options.lint_mode,
        *limits,
    ]
    try:
        packed = pickle.dumps(fields, pickle.HIGHEST_PROTOCOL)
        if _API_VERSIONS not in packed:
            return packed
        fields[5] = capabilities.api_versions
        return pickle.dumps(fields, pickle.HIGHEST_PROTOCOL)
    except RecursionError:
        raise TemplateError(f'chart "{chart.name}": values or subcharts are nested too deeply') from None


def unpack(packed: bytes) -> RenderRequest:
    """The request in bytes that this program has packed."""
    fields = pickle.loads(packed)  # noqa: S301 - from the parent process, which has started this one
    fields[6] = tuple([PluginRecord(*plugin) for plugin in fields[6]])
    return RenderRequest(*fields)


def _function_plugins(registry: Registry) -> list[PluginRecord]:
    """The plugins behind the functions for this engine, each with the records that count and nothing else."""
    entries: dict[str, list[tuple[str, tuple[Any, ...]]]] = {}
    plugins: dict[str, PluginRecord] = {}
    for found in provided_functions(registry, ENGINE):
        plugins[found.plugin.name] = found.plugin
        entries.setdefault(found.plugin.name, []).append((FUNCTIONS_HOOK, tuple(found.entry)))
    return [plugin.replace(hooks=(), entries=tuple(entries[name])) for name, plugin in plugins.items()]
