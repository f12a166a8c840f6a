"""Fuzzes the template engine: parsing and executing, with all functions that templates have."""

from __future__ import annotations

import contextlib
import sys

from mutation import run
from pilothouse.core.errors import PilothouseError
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.options import CapabilitiesRequest
from pilothouse.core.model.render import ReleaseContext, RenderOptions, RenderValues
from pilothouse.core.testkit import make_kernel

_KERNEL = make_kernel()
_FUNCTIONS = sorted(
    {
        found.entry.name
        for found in _KERNEL.registry("helm_register_template_functions").winners()
        # Slow by nature.
        if not found.entry.name.startswith(("gen", "derivePassword"))
    }
)
_EXAMPLES = [
    text.encode()
    for text in (
        '{{ define "t" }}[{{ . }}]{{ end }}{{ template "t" .Values.a }}{{ include "t" (list 1 2) | indent 2 }}',
        '{{- if and .Values.a (eq .Values.b "x") -}} a {{- else if not .Values.c }} b {{ else }} c {{ end -}}',
        '{{ range $i, $v := .Values.list }}{{ $i }}={{ $v | quote }}{{ else }}none{{ end }}',
        '{{ with $x := .Values.map }}{{ $x.deep.er | default "d" }}{{ $.Release.Name }}{{ end }}',
        '{{ printf "%5.2f|%-8s|%q|%v|%x" 1.5 "a" "b" .Values.map "c" }}{{/* comment */}}',
        '{{ tpl "{{ .Values.a }}" . }}{{ toYaml .Values | nindent 4 }}{{ .Files.Get "x" }}',
        '{{ $d := dict "a" (list 1 "b" 2.5) }}{{ $_ := set $d "k" .Values.map }}{{ $d | toJson | fromJson }}',
        '{{ index .Values.list 1 }}{{ slice "abcdef" 1 3 }}{{ len .Values.map }}{{ call }}{{ html "<" }}{{ 0x1p-2 }}',
        '{{ regexReplaceAll "a(b*)" "abbb" "${1}x" }}{{ date "2006-01-02" now }}{{ semverCompare "^1.2" "1.3.0" }}',
    )
]
_WORDS = [
    *(f" {name} ".encode() for name in _FUNCTIONS),
    *(b"{{", b"}}", b"{{-", b"-}}", b"|", b"(", b")", b"$", b"$x", b":=", b"=", b".", b".Values", b"nil", b"`", b'"'),
    *(b"{{ end }}", b"{{ else }}", b"range", b"with", b"if", b"template", b"define", b"block", b"'a'", b"1i", b"\\"),
]
_VALUES = {"a": 1.0, "b": "x", "c": None, "list": [1.0, "two", None, {}], "map": {"deep": {"er": [True]}, "k": -0.5}}


def target(data: bytes) -> None:
    """Render a chart with the data as its template."""
    chart = Chart(Metadata())
    chart.metadata.name = "c"
    chart.templates = [File("templates/a.yaml", data)]
    capabilities = _KERNEL.first("helm_resolve_capabilities", request=CapabilitiesRequest("1.14"))
    with contextlib.suppress(PilothouseError):
        values = _KERNEL.first("helm_coalesce_values", chart=chart, overrides=_VALUES)
        release = ReleaseContext("r", "default", is_install=True, is_upgrade=False, time=0)
        given = RenderValues(values, release, capabilities)
        _KERNEL.first("helm_render_chart", chart=chart, render_values=given, options=RenderOptions())


if __name__ == "__main__":
    sys.exit(run(target, _EXAMPLES, _WORDS))
