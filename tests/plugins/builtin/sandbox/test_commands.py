"""The commands that look into a sandbox, and releases in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.testkit import Outcome, run

CHART = {
    "Chart.yaml": "name: tiny\nversion: 1.0.0\n",
    "templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n"
    "  text: {{ .Values.text | default \"a\" | quote }}\n",
}


class Home:
    """A folder with a chart, and the program with a sandbox in that folder."""

    def __init__(self, folder: Path) -> None:
        self.chart = str(folder / "tiny")
        self._environment = {"HELM_HOME": str(folder / "home"), "PILOTHOUSE_CLUSTER": "sandbox"}

    def run(self, *args: str) -> Outcome:
        return run(args, environment=self._environment)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    for name, text in CHART.items():
        path = tmp_path / "tiny" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Home(tmp_path)


def columns(outcome: Outcome) -> list[list[str]]:
    return [line.split() for line in outcome.stdout.splitlines()]


def test_a_release_lives_in_the_sandbox_from_install_to_delete(home: Home) -> None:
    outcomes = [
        home.run("install", home.chart, "--name", "demo"),
        home.run("upgrade", "demo", home.chart, "--set", "text=b"),
        home.run("rollback", "demo", "1"),
        home.run("delete", "demo"),
    ]
    assert [(outcome.code, outcome.stderr) for outcome in outcomes] == [(0, "")] * 4
    history = columns(home.run("history", "demo"))
    assert [row[0] for row in history] == ["REVISION", "1", "2", "3"]
    assert home.run("sandbox", "get", "configmap", "demo").stderr.startswith('Error: configmaps "demo" not found')


def test_get_lists_a_kind_by_any_of_its_names(home: Home) -> None:
    home.run("install", home.chart, "--name", "demo")
    listed = [columns(home.run("sandbox", "get", word)) for word in ("configmap", "ConfigMap", "configmaps", "cm")]
    assert [rows[0] for rows in listed] == [["NAME", "DATA", "AGE"]] * 4
    assert [rows[1][:2] for rows in listed] == [["demo", "1"]] * 4
    everywhere = columns(home.run("sandbox", "get", "cm", "-A"))
    assert [row[:2] for row in everywhere] == [["NAMESPACE", "NAME"], ["default", "demo"], ["kube-system", "demo.v1"]]


def test_reset_forgets_everything(home: Home) -> None:
    home.run("install", home.chart, "--name", "demo")
    assert home.run("sandbox", "reset") == Outcome(0, "The sandbox is empty.\n", "")
    assert home.run("sandbox", "get") == Outcome(0, "The sandbox has none in namespace default.\n", "")
    assert home.run("list") == Outcome(0, "", "")
    assert home.run("sandbox", "reset").code == 0


def test_an_unknown_kind_is_an_error(home: Home) -> None:
    assert home.run("sandbox", "get", "foos").stderr.startswith('Error: the sandbox has no kind "foos"')
