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
from pilothouse.core.model.render import ReleaseContext, RenderValues
from pilothouse.core.settings import Settings
from pilothouse.core.template_functions import FunctionTable, late_bound_functions
from pilothouse.plugins.builtin.gotpl.chart_templates import chart_templates
from pilothouse.plugins.builtin.gotpl.engine import Engine, Renderable

SAMPLES = 15
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


def new_kernel() -> Kernel:
    """A kernel with the built-in plugins and no caches."""
    return build_kernel(Settings({}), Console(BytesIO(), BytesIO()))


class Rendering:
    """One chart, loaded and with its values, ready to be rendered again and again by the engine alone."""

    def __init__(self, kernel: Kernel, chart: Chart) -> None:
        """Go as far as `template` goes before it renders."""
        self.kernel = kernel
        self.chart = kernel.first("helm_process_requirements", chart=chart, overrides={})
        self.capabilities = kernel.first("helm_resolve_capabilities", request=CapabilitiesRequest())
        self.engine = self.new_engine("")
        self.templates: dict[str, Renderable] = {}

    def new_engine(self, cache: str) -> Engine:
        """An engine that has not seen any template; `cache` is its folder, empty for none."""
        registry = self.kernel.registry("helm_register_template_functions")
        return Engine(FunctionTable(registry, "gotpl"), late_bound_functions(registry, "gotpl"), cache_directory=cache)

    def prepare(self, cache: str | None) -> None:
        """Fresh values, because templates may change them, and a new engine unless `cache` is None."""
        values = self.kernel.first("helm_coalesce_values", chart=self.chart, overrides={})
        release = ReleaseContext("release-name", "default", revision=1)
        self.templates = chart_templates(self.chart, RenderValues(values, release, self.capabilities))
        if cache is not None:
            self.engine = self.new_engine(cache)

    def render(self) -> None:
        """What is measured."""
        self.engine.render(self.templates)

    def parse(self) -> None:
        """Parse and compile all templates, and no more."""
        for name, template in self.templates.items():
            self.engine.parse_file(name, template.text)

    def measure(self) -> Row:
        """Parsing alone, first sight of the chart, first sight with parsed templates on disk, and further times."""
        cache = os.path.join(os.environ["PILOTHOUSE_CACHE_DIR"], "inside")
        self.prepare(cache)
        self.render()  # imports everything that is imported on the way
        self.engine.save()
        return {
            "1 parse": measure(self.parse, lambda: self.prepare(""), once=True),
            "2 cold": measure(self.render, lambda: self.prepare(""), once=True),
            "3 cached": measure(self.render, lambda: self.prepare(cache), once=True),
            "4 warm": measure(self.render, lambda: self.prepare(None), once=True),
        }


def _one_template(text: str, values: dict[str, Any]) -> Chart:
    """A chart of one template."""
    metadata = Metadata("bench", "1.0.0")
    return Chart(metadata, [File("templates/main.yaml", text.encode())], yaml.dump(values))


def engine(charts: list[str]) -> dict[str, Row]:
    """Rendering alone, chart by chart."""
    kernel = new_kernel()
    rows = {}
    for path in charts:
        chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
        rows[chart.name] = Rendering(kernel, chart).measure()
    return rows


def same_work() -> dict[str, Row]:
    """One loop template in each engine's own language: first time, and when it is known."""
    labels = {"app": "demo", "tier": "backend"}
    items = [{"name": f"port-{number}", "port": str(number), "labels": labels} for number in range(ITEMS)]
    ours = Rendering(new_kernel(), _one_template(GO_TEMPLATE, {"items": items})).measure()
    rows = {"Pilothouse": {"cold": ours["2 cold"], "warm": ours["4 warm"]}}
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

    kernel = new_kernel()
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
