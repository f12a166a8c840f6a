"""The plugin in a program that has it installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core import testkit

SERVICE = """\
kind: Service
metadata:
  name: ${release.name}-${chart.name}
spec:
  type: ${service.type:-ClusterIP}
  port: ${service.port}
  note: $${kept}
"""


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    web = tmp_path / "web"
    (web / "templates").mkdir(parents=True)
    (web / "Chart.yaml").write_text("name: web\nversion: 0.1.0\nengine: envsubst\n")
    (web / "values.yaml").write_text("service:\n  port: 80\n")
    (web / "templates" / "service.yaml").write_text(SERVICE)
    return web


def test_a_chart_with_placeholders_is_rendered(chart: Path) -> None:
    assert testkit.run(["template", str(chart), "--name", "demo", "--set", "service.type=NodePort"]) == (
        0,
        "---\n# Source: web/templates/service.yaml\nkind: Service\nmetadata:\n  name: demo-web\n"
        "spec:\n  type: NodePort\n  port: 80\n  note: ${kept}\n\n",
        "",
    )


def test_a_value_that_is_missing_is_an_error_that_shows_where(chart: Path) -> None:
    outcome = testkit.run(["template", str(chart), "--set", "service.port=null"])
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr == (
        "Error: web/templates/service.yaml: ${service.port} has no value\n"
        "  --> web/templates/service.yaml:6:9\n"
        "  6 |   port: ${service.port}\n"
        "    |         ^\n"
    )


def test_charts_of_other_engines_are_left_to_them_and_get_a_function(chart: Path) -> None:
    (chart / "Chart.yaml").write_text("name: web\nversion: 0.1.0\n")
    (chart / "templates" / "service.yaml").write_text('port: {{ envsubst "${service.port}/${x:-tcp}" .Values }}')
    assert testkit.run(["template", str(chart)]).stdout == "---\n# Source: web/templates/service.yaml\nport: 80/tcp\n"


def test_the_command_lists_placeholders(chart: Path) -> None:
    assert testkit.run(["placeholders", str(chart)]).stdout == (
        "release.name: templates/service.yaml\n"
        "chart.name: templates/service.yaml\n"
        "service.type (default 'ClusterIP'): templates/service.yaml\n"
        "service.port: templates/service.yaml\n"
    )
