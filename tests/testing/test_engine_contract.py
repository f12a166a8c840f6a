"""Two engines pass the contract: the built-in one, and one that renames what it renders."""

from __future__ import annotations

from pilothouse.testing import EngineContract


class TestGotpl(EngineContract):
    engine = "gotpl"
    value = "{{ .Values.greeting }}"
    release = "{{ .Release.Name }}/{{ .Release.Namespace }}"
    chart = "{{ .Chart.Name }}-{{ .Chart.Version }}"
    partials = {"_greet.tpl": '{{ define "greet" }}{{ .Values.greeting }}{{ end }}'}
    uses_partial = '{{ template "greet" . }}'
    wrong = "fine: true\nwrong: {{ .Values.a.b.c }}\n"
    wrong_line = 2
    forbidden = ('{{ env "HOME" }}', '{{ expandenv "$HOME" }}')
    endless = "{{ range until 1000000 }}{{ range until 1000000 }}{{ end }}{{ end }}"


class TestJinja(EngineContract):
    engine = "jinja2"
    extension = ".yaml.j2"
    result_extension = ".yaml"
    value = "{{ Values.greeting }}"
    release = "{{ Release.Name }}/{{ Release.Namespace }}"
    chart = "{{ Chart.Name }}-{{ Chart.Version }}"
    partials = {"_greet.j2": "{% macro greet(values) %}{{ values.greeting }}{% endmacro %}"}
    uses_partial = "{% from '_greet.j2' import greet %}{{ greet(Values) }}"
    wrong = "fine: true\nwrong: {{ Values.a.b.c }}\n"
    wrong_line = 2
    forbidden = ("{{ ''.__class__.__mro__ }}", "{{ Values.__init__.__globals__ }}")
    endless = "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}"
