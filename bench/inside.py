"""Measures parts of the installed package, and other libraries on the same work, in this process.

Takes paths of charts, prints medians in milliseconds as JSON. Collecting garbage is switched off, as the console script
does; every sample lasts long enough for the clock.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from pilothouse.core.console import Console
from pilothouse.core.golib import yaml
from pilothouse.core.kernel import Kernel, build_kernel
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.options import CapabilitiesRequest, LoadOptions
from pilothouse.core.model.render import ReleaseContext, RenderOptions, RenderValues
from pilothouse.core.settings import Settings

SAMPLES = 9
SHORTEST = 0.03
ITEMS = 200

GO_TEMPLATE = """{{ range .Values.items }}
- name: {{ .name | upper }}
  port: {{ .port }}
{{- if .labels }}
  labels:
{{- range $key, $value := .labels }}
    {{ $key }}: {{ $value }}
{{- end }}
{{- end }}
{{- end }}
"""
JINJA_TEMPLATE = """{% for item in Values.items_ %}
- name: {{ item.name | upper }}
  port: {{ item.port }}
{%- if item.labels %}
  labels:
{%- for key, value in item.labels | dictsort %}
    {{ key }}: {{ value }}
{%- endfor %}
{%- endif %}
{%- endfor %}
"""

Row = dict[str, float]


def measure(body: Callable[[], object], prepare: Callable[[], object] = lambda: None, once: bool = False) -> float:
    """The median time of `body` in ms; `prepare` comes before each sample and is not measured.

    With `once`, a sample is a single call, for what can be done only once after `prepare`.
    """
    times = []
    for _ in range(SAMPLES):
        prepare()
        count, spent = 0, 0.0
        while spent < SHORTEST:
            start = time.process_time()
            body()
            spent += time.process_time() - start
            count += 1
            if once:
                break
        times.append(spent / count)
    return statistics.median(times) * 1000


def new_kernel(cache: str) -> Kernel:
    """A kernel that has not seen any chart; `cache` is its folder, empty for none."""
    environment = {"HOME": os.environ["HOME"], "TZ": "UTC"}
    environment |= {"PILOTHOUSE_CACHE_DIR": cache} if cache else {"PILOTHOUSE_NO_CACHE": "true"}
    return build_kernel(Settings(environment), Console(BytesIO(), BytesIO()))


class Rendering:
    """One chart, loaded and with its values, ready to be rendered by any kernel."""

    def __init__(self, kernel: Kernel, chart: Chart) -> None:
        """Go as far as `template` goes before it renders."""
        self.chart = kernel.first("helm_process_requirements", chart=chart, overrides={})
        self.kernel = kernel

    def values(self) -> RenderValues:
        """Fresh values: templates may change them."""
        values = self.kernel.first("helm_coalesce_values", chart=self.chart, overrides={})
        capabilities = self.kernel.first("helm_resolve_capabilities", request=CapabilitiesRequest())
        return RenderValues(values, ReleaseContext("release-name", "default", revision=1), capabilities)

    def measure(self) -> Row:
        """First sight of a chart, first sight with its templates in the cache, and every further time."""
        cache = os.path.join(os.environ["PILOTHOUSE_CACHE_DIR"], "inside")
        state: dict[str, Any] = {}

        def fresh(folder: str) -> None:
            state["kernel"] = new_kernel(folder)
            # Everything that is imported on the way, so that only the chart is new to the kernel.
            self._render(state["kernel"], _one_template("{{ .Values | toYaml }}", {}))

        def render() -> None:
            state["kernel"].first(
                "helm_render_chart", chart=self.chart, render_values=state["values"], options=RenderOptions()
            )

        def prepare(folder: str) -> None:
            fresh(folder)
            state["values"] = self.values()

        row = {"cold": measure(render, lambda: prepare(""), once=True)}
        for _ in range(2):
            prepare(cache)
            render()
            finish = getattr(state["kernel"], "finish", None)
            if finish is not None:
                finish()
        row["cached"] = measure(render, lambda: prepare(cache), once=True)
        row["warm"] = measure(render)
        return row

    @staticmethod
    def _render(kernel: Kernel, chart: Chart) -> None:
        rendering = Rendering(kernel, chart)
        kernel.first(
            "helm_render_chart", chart=rendering.chart, render_values=rendering.values(), options=RenderOptions()
        )


def _one_template(text: str, values: dict[str, Any]) -> Chart:
    """A chart of one template."""
    metadata = Metadata("bench", "1.0.0")
    return Chart(metadata, [File("templates/main.yaml", text.encode())], yaml.dump(values))


def engine(charts: list[str]) -> dict[str, Row]:
    """Rendering alone, chart by chart."""
    kernel = new_kernel("")
    rows = {}
    for path in charts:
        chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
        rows[chart.name] = Rendering(kernel, chart).measure()
    return rows


def same_work() -> dict[str, Row]:
    """One loop template in each engine's own language: first time, and when it is known."""
    labels = {"app": "demo", "tier": "backend"}
    items = [{"name": f"port-{number}", "port": str(number), "labels": labels} for number in range(ITEMS)]
    ours = Rendering(new_kernel(""), _one_template(GO_TEMPLATE, {"items": items})).measure()
    rows = {"Pilothouse": {"cold": ours["cold"], "warm": ours["warm"]}}
    try:
        import gotpl
    except ImportError:
        pass
    else:
        data = {"Values": {"items": items}}
        functions = {"upper": str.upper}
        known = gotpl.Template(GO_TEMPLATE, functions=functions)
        rows["gotpl"] = {
            "cold": measure(lambda: gotpl.Template(GO_TEMPLATE, functions=functions).render(data)),
            "warm": measure(lambda: known.render(data)),
        }
    import jinja2

    data = {"Values": {"items_": items}}
    template = jinja2.Environment(autoescape=False).from_string(JINJA_TEMPLATE)
    rows["Jinja2"] = {
        "cold": measure(lambda: jinja2.Environment(autoescape=False).from_string(JINJA_TEMPLATE).render(data)),
        "warm": measure(lambda: template.render(data)),
    }
    return rows


def read_and_write(charts: list[str]) -> dict[str, Row]:
    """values.yaml in and out, beside PyYAML with libyaml."""
    import yaml as pyyaml

    kernel = new_kernel("")
    rows = {}
    for path in charts:
        chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
        text = chart.values_text
        values = yaml.load_map(text)
        try:
            theirs = pyyaml.load(text, pyyaml.CSafeLoader)
        except pyyaml.YAMLError:
            continue
        rows[f"{chart.name}, {len(text) / 1024:.0f} KiB"] = {
            "read": measure(lambda text=text: yaml.load_map(text)),
            "read PyYAML": measure(lambda text=text: pyyaml.load(text, pyyaml.CSafeLoader)),
            "write": measure(lambda values=values: yaml.dump(values)),
            "write PyYAML": measure(lambda theirs=theirs: pyyaml.dump(theirs, Dumper=pyyaml.CSafeDumper)),
        }
    return rows


if __name__ == "__main__":
    gc.disable()
    paths = sys.argv[1:]
    json.dump(
        {
            "Engine alone, by chart": engine(paths),
            f"A loop over {ITEMS} items": same_work(),
            "values.yaml": read_and_write(paths),
        },
        sys.stdout,
    )
