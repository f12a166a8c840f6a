"""A chart, a home, and sessions with the embedded cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pilothouse
import pytest

CHART = {
    "Chart.yaml": "apiVersion: v1\nname: web\nversion: 0.1.0\nappVersion: '2.0'\n",
    "values.yaml": "replicas: 1\nphase: Running\n",
    "templates/NOTES.txt": "{{ .Values.replicas }} of {{ .Release.Name }}",
    "templates/_partial.tpl": "{{ define \"web.name\" }}web{{ end }}",
    "templates/web.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-{{ include "web.name" . }}}
data: {replicas: {{ .Values.replicas | quote }}, phase: {{ .Values.phase }}}
""",
    "templates/job.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-first, annotations: {"helm.sh/hook": pre-install, "helm.sh/hook-weight": "3"}}
""",
}


def write_chart(folder: Path, files: dict[str, str]) -> Path:
    """Write the files of a chart; its folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    return write_chart(tmp_path / "web", CHART)


Connect = Callable[..., pilothouse.Session]


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Connect]:
    """Begins sessions with a home of the test's own, in the sandbox unless told otherwise."""
    with ExitStack() as stack:

        def begin(**options: object) -> pilothouse.Session:
            given = {"cluster": "sandbox", "home": tmp_path / "home", "environment": {"HOME": str(tmp_path)}, **options}
            return stack.enter_context(pilothouse.connect(**given))  # type: ignore[arg-type]

        yield begin


@pytest.fixture
def helm(connect: Connect) -> pilothouse.Session:
    return connect()
