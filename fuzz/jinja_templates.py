"""Fuzzes charts in Jinja: parsing and rendering, with all functions that templates have, in this very process."""

from __future__ import annotations

import contextlib
import sys
from copy import deepcopy

from mutation import run
from pilothouse.core.errors import TemplateError
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.options import CapabilitiesRequest
from pilothouse.core.model.render import ReleaseContext, RenderOptions, RenderValues
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.contrib.jinja2.rendering import Rendering
from pilothouse.plugins.contrib.jinja2.request import FUNCTIONS_HOOK, pack, unpack
from pilothouse.plugins.contrib.jinja2.value_uses import find_value_uses
from pilothouse.plugins.contrib.jinja2.worker import answer

_KERNEL = make_kernel()
_REGISTRY = _KERNEL.registry(FUNCTIONS_HOOK)
_FUNCTIONS = sorted(
    {
        found.entry.name
        for found in _REGISTRY.winners("jinja2")
        # Slow by nature.
        if not found.entry.name.startswith(("gen", "derivePassword"))
    }
)
_EXAMPLES = [
    text.encode()
    for text in (
        "{% macro m(a, b=1) %}{{ a }}{{ b }}{{ caller() if caller }}{% endmacro %}{% call m(Values.a) %}x{% endcall %}",
        "{% if Values.a and Values.b == 'x' -%} a {%- elif not Values.c %} b {% else %}{{ none }}{% endif %}",
        "{% for k, v in Values.map.items() recursive %}{{ loop.index }}{{ k }}={{ v | quote }}{% else %}n{% endfor %}",
        "{% set ns = namespace(x=Values.list) %}{% set ns.x = ns.x[1:] %}{{ ns.x | join(',') }}{{ ns['x'][0] }}",
        "{{ '%5.2f|%s' | format(1.5, Values.map) }}{# comment #}{{ 'a' ~ 1 ~ true }}{{ 2 ** 3 // 2 % 5 }}",
        "{{ tpl('{{ Values.a }}') }}{{ toYaml(Values) | nindent(4) }}{{ Files.Get('x') }}{% include '_p.j2' %}",
        "{% from '_p.j2' import p with context %}{{ p(1) }}{% do set(Values.map, 'k', [1]) %}{{ Values | toJson }}",
        "{{ [1, 2] | map('string') | list }}{{ [{'a': 1}] | groupby('a') }}{{ range(3) | batch(2) | list }}",
        "{% block b %}{{ self.b is defined }}{% endblock %}{% filter upper %}x{% endfilter %}{% raw %}{{{% endraw %}",
        "{{ Values.nope.x | default(Values['map']['deep']) }}{{ Release.Time.Seconds }}{{ Chart | string }}",
    )
]
_WORDS = [
    *(f" {name} ".encode() for name in _FUNCTIONS),
    *b"{{ }} {% %} {%- -%} | ( ) [ ] . ~ ** * % ' \\ Values loop self super() is in not none 1e9 range".split(),
    *(b"{% endfor %}", b"{% endif %}", b"{% break %}", b"{% extends '_p.j2' %}", b"__class__"),
    *(b"| map('", b"| sort(attribute='", b".format("),
]
_PARTIAL = b"{% macro p(x) %}{{ x }}{{ Values.a }}{% endmacro %}"
_VALUES = {"a": 1.0, "b": "x", "c": None, "list": [1.0, "two", None, {}], "map": {"deep": {"er": [True]}, "k": -0.5}}


def target(data: bytes) -> None:
    """Look through a chart with the data as its template, and render it."""
    metadata = Metadata("c", "1")
    metadata.engine = "jinja2"
    chart = Chart(metadata, [File("templates/a.j2", data), File("templates/_p.j2", _PARTIAL)])
    with contextlib.suppress(TemplateError):
        find_value_uses(chart)
    capabilities = _KERNEL.first("helm_resolve_capabilities", request=CapabilitiesRequest("1.14"))
    given = RenderValues(deepcopy(_VALUES), ReleaseContext("r", "default"), capabilities)
    answered = answer(Rendering(unpack(pack(chart, given, RenderOptions(), _REGISTRY, (0, 0)))))
    assert answered.keys() & {"files", "error"}


if __name__ == "__main__":
    sys.exit(run(target, _EXAMPLES, _WORDS))
