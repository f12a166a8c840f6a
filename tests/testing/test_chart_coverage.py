"""Coverage over renderings and installs of whole charts, as tests of charts measure it; figures counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pilothouse
import pytest
from pilothouse.core.model.coverage import Coverage, CoverageFigures, TemplateCoverage
from pilothouse.testing import ChartCluster, TestedChart, chart_coverage, write_chart
from pilothouse.testing.chart_coverage import pack, unpack, write_measuring_plugin

HELPERS = """\
{{- define "db.name" -}}
{{- if .Values.full -}}
{{ .Release.Name }}-{{ .Chart.Name }}
{{- else -}}
{{ .Chart.Name }}
{{- end -}}
{{- end -}}
"""
CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "db.name" . }}
"""


@pytest.fixture
def coverage(monkeypatch: pytest.MonkeyPatch) -> Coverage:
    found = Coverage()
    monkeypatch.setattr(chart_coverage, "active", found)
    return found


@pytest.fixture
def plugins(tmp_path: Path) -> str:
    return write_measuring_plugin(tmp_path / "plugins")


@pytest.fixture
def session(tmp_path: Path, plugins: str) -> Iterator[pilothouse.Session]:
    with pilothouse.connect(environment={"HOME": str(tmp_path)}, plugins_dir=plugins) as session:
        yield session


def write_db(folder: str) -> str:
    return write_chart(folder, "db", templates={"_helpers.tpl": HELPERS, "config.yaml": CONFIG})


def write_aliased(folder: Path) -> str:
    requirements = """\
dependencies:
- {name: db, version: 0.1.0, repository: "", alias: first}
- {name: db, version: 0.1.0, repository: "", alias: second}
- {name: extra, version: 0.1.0, repository: "", condition: extra.enabled}
"""
    path = write_chart(
        folder, "web", templates={"NOTES.txt": "{{ if .Values.x }}x{{ end }}\n"},
        values="extra: {enabled: false}\n", files={"requirements.yaml": requirements},
    )  # fmt: skip
    write_db(f"{path}/charts")
    write_chart(f"{path}/charts", "extra", templates={"extra.yaml": "a: b\n"})
    return path


def figures(coverage: Coverage) -> list[tuple[str, tuple[str, ...], dict[int, int], list[int]]]:
    def view(file: TemplateCoverage) -> tuple[str, tuple[str, ...], dict[int, int], list[int]]:
        branches = [hits for _, hits in sorted(file.branches.items())]
        return file.name, file.copies, dict(sorted(file.statements.items())), branches

    return [view(file) for file in coverage.files()]


def test_a_subchart_under_two_aliases_is_rendered_twice_and_counted_as_one(
    session: pilothouse.Session, coverage: Coverage, tmp_path: Path
) -> None:
    # Both aliases define "db.name", and both are executed by the one that is taken: once with the else, once with the
    # if. The helpers have the lines 2 (if), 3 and 5; config.yaml has 4. A subchart that is off is no part of the tree.
    TestedChart(write_aliased(tmp_path), session).render({"second": {"full": True}})
    first, second = "web/charts/first/templates", "web/charts/second/templates"
    assert figures(coverage) == [
        (f"{first}/_helpers.tpl", (f"{second}/_helpers.tpl",), {2: 2, 3: 1, 5: 1}, [1, 1]),
        (f"{first}/config.yaml", (f"{second}/config.yaml",), {1: 2, 2: 2, 3: 2, 4: 2}, []),
        ("web/templates/NOTES.txt", (), {1: 1}, [0, 1]),
    ]
    # 3 + 4 + 1 lines, none missed; 2 + 2 branches, one not taken: 11 of 12.
    assert coverage.figures == CoverageFigures(8, 0, 4, 1, 1)
    assert coverage.figures.percent == 91.6


def test_failing_renderings_count_as_far_as_they_came(
    session: pilothouse.Session, coverage: Coverage, tmp_path: Path
) -> None:
    text = 'a: 1\nb: {{ required "no b" .Values.b }}\nc: 3\n'
    chart = TestedChart(write_chart(tmp_path, "web", templates={"a.yaml": text, "b.yaml": "x: 1\n"}), session)
    assert "no b" in str(chart.render_error())
    # Files are executed from the last to the first: b.yaml is done when a.yaml fails in its second line.
    assert figures(coverage) == [
        ("web/templates/a.yaml", (), {1: 1, 2: 1, 3: 0}, []),
        ("web/templates/b.yaml", (), {1: 1}, []),
    ]


def test_what_cannot_be_parsed_is_not_counted(session: pilothouse.Session, coverage: Coverage, tmp_path: Path) -> None:
    chart = TestedChart(write_chart(tmp_path, "web", templates={"a.yaml": "{{ if }}"}), session)
    assert chart.render_error(match="missing value for if").message
    assert figures(coverage) == []


def test_installs_and_upgrades_count_and_templates_of_other_engines_are_named(
    coverage: Coverage, plugins: str, tmp_path: Path
) -> None:
    chart = write_chart(tmp_path, "web", templates={"config.yaml": CONFIG, "_helpers.tpl": HELPERS})
    write_chart(f"{chart}/charts", "other", engine="jinja2", templates={"x.yaml": "# {{ release.name }}\n"})
    with ChartCluster(tmp_path / "cluster", plugins=plugins) as cluster:
        cluster.install(chart, "one")
        before = coverage.files()[1].statements[4]
        cluster.upgrade("one", chart, {"full": True})
        assert cluster.get("ConfigMap", "one-web")
        assert cluster.run("upgrade", "one", chart).code == 0
    helpers, config = coverage.files()
    assert before
    assert config.statements[4] > 2 * before - 1
    assert min(helpers.statements.values()) > 0
    assert coverage.unmeasured == {"web/charts/other/templates/x.yaml": "jinja2"}


def test_without_a_coverage_nothing_is_measured(session: pilothouse.Session, tmp_path: Path) -> None:
    assert chart_coverage.active is None
    assert TestedChart(write_db(str(tmp_path)), session).render().kinds() == ["ConfigMap"]


def test_plugins_of_a_project_are_there_as_well(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.py").write_text("MINE = 1\n")
    (tmp_path / "own" / "notes.txt").write_text("")
    folder = Path(write_measuring_plugin(tmp_path / "all", str(tmp_path / "own")))
    assert sorted(path.name for path in folder.iterdir()) == ["chart_coverage_of_tests.py", "mine.py"]


def test_a_coverage_can_be_handed_to_another_process() -> None:
    coverage, other = Coverage(), Coverage()
    coverage.add("a\udcff", "x\n", {1: 2, 2: 0}, {(1, 3, "if"): 1})
    coverage.unmeasured["b"] = "jinja2"
    unpack(pack(coverage), other)
    unpack(pack(coverage), other)
    assert figures(other) == [("a\udcff", (), {1: 4, 2: 0}, [2])]
    assert other.unmeasured == {"b": "jinja2"}
