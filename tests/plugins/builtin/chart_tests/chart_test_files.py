"""The chart of these tests, writing files, and looking at reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pilothouse.core.model.chart_tests import ChartTestReport

Run = Callable[..., ChartTestReport]

CHART = {
    "Chart.yaml": "apiVersion: v1\nname: web\nversion: 1.2.3\nappVersion: 4.5.6\n",
    "values.yaml": "image: {tag: stable}\nreplicas: 2\n",
    "templates/_names.tpl": '{{ define "web.name" }}{{ .Release.Name }}-web{{ end }}',
    "templates/deployment.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.name" . }}
  namespace: {{ .Release.Namespace }}
  labels: {app.kubernetes.io/name: web, tier: front}
  annotations: {}
spec:
  replicas: {{ .Values.replicas }}
  paused: false
  ratio: 0.5
  strategy:
  template:
    spec:
      containers:
        - {name: app, image: "nginx:{{ .Values.image.tag }}", ports: [{port: 80}, {port: 81}]}
        - {name: log, image: "log:1", ports: [{port: 80}]}
""",
    "templates/config.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata: {name: one}
data:
  secret: {{ "hello" | b64enc }}
  text: |
    first
    second
---
apiVersion: v1
kind: ConfigMap
metadata: {name: two, namespace: other}
data: {empty: "", list: [a, a, b]}
""",
    "templates/NOTES.txt": "Welcome to {{ .Release.Name }}.\nEnjoy.\n",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def outcomes(report: ChartTestReport) -> list[str]:
    """How the tests of a report ended."""
    return [result.outcome for result in report.results]


def lines(report: ChartTestReport) -> list[str]:
    """The lines about all tests of a report, without indentation and empty ones."""
    return [line.strip() for result in report.results for line in result.lines if line.strip()]
