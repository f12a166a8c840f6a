"""The built-in engine passes the contract, and engines that break it fail."""

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
