"""The plugin for pytest in a project as chart authors have one: pytest runs in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from pilothouse.testing import write_chart

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx
        {{- if .Values.port }}
        ports: [{containerPort: {{ .Values.port }}}]
        {{- end }}
"""
HOOK = """\
apiVersion: v1
kind: Pod
metadata: {name: check, annotations: {helm.sh/hook: test-success}}
spec: {containers: [{name: a, image: b}]}
"""
NOTES = "{{ if .Release.IsUpgrade }}again{{ else }}hello{{ end }} {{ .Capabilities.KubeVersion.Minor }}"
TESTS = {
    "test_render.py": """\
        from pilothouse.testing import ABSENT, partial


        def test_replicas(chart):
            deployment = chart.render({"replicas": 2}).object("Deployment", "release-name-web")
            assert deployment["spec.replicas"] == 2
            assert deployment == partial(spec={"replicas": 2, "paused": ABSENT})


        def test_what_there_is(chart):
            rendering = chart.render(name="x", is_upgrade=True, kube_version="1.16", set="replicas=3")
            assert rendering.kinds() == ["Deployment", "Pod"]
            assert [one.name for one in rendering.hooks] == ["check"]
            assert rendering.notes == "again 16"
            assert "replicas: 3" in rendering.text("templates/deployment.yaml")
            assert rendering.only("templates/hook.yaml").kinds() == ["Pod"]
            hook = chart.render(show_only="web/templates/hook.yaml")
            assert hook.text().startswith("---\\n# Source: web/templates/hook.yaml\\n")
            assert rendering.has("Pod", "check") and not rendering.has("Service")
            assert rendering.object("Pod").source == "web/templates/hook.yaml"


        def test_an_error(chart):
            assert chart.render_error({"replicas": {"a": 1}, "fail": True}, match="on purpose").line == 1


        def test_another_chart(load_chart):
            assert load_chart("../../web").version == load_chart("web").version == "0.1.0"
        """,
    "test_install.py": """\
        def test_install_and_upgrade(chart, chart_cluster):
            assert chart_cluster.install(chart, "web").status == "DEPLOYED"
            chart_cluster.upgrade("web", chart, {"replicas": 3, "port": 80})
            deployment = chart_cluster.get("Deployment", "web-web")
            assert deployment["spec.template.spec.containers[web].ports[0].containerPort"] == 80
            assert chart_cluster.release("web").revision == 2
            assert chart_cluster.drift("web") == []
            assert chart_cluster.run("list", "-q").stdout == "web\\n"


        def test_every_test_has_a_cluster_of_its_own(chart, chart_cluster):
            assert not chart_cluster.has("Deployment")
            assert [one.name for one in chart_cluster.objects("v1/Namespace")]
        """,
}


class Outcome(NamedTuple):
    code: int
    text: str

    def counts(self) -> str:
        """The last line without the time."""
        return re.sub(r" in [\d.]+s.*", "", self.text.rstrip().rpartition("\n")[2]).strip("= ")

    def section(self, title: str) -> list[str]:
        """The lines below a headline of the summary."""
        lines = self.text.split("\n")
        start = next(index for index, line in enumerate(lines) if re.fullmatch(f"=+ {title} =+", line))
        rest = lines[start + 1 :]
        ends = re.compile("=+ .* =+|[0-9]+ .* in [0-9.]+s.*")
        return rest[: next(index for index, line in enumerate(rest) if ends.fullmatch(line))]


class Project:
    """A folder with a chart and tests, in which pytest is run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tests = folder / "web" / "tests"
        write_chart(
            folder, "web", values="replicas: 1\n",
            templates={
                "deployment.yaml": DEPLOYMENT,
                "hook.yaml": HOOK,
                "NOTES.txt": NOTES,
                "fail.yaml": '{{ if .Values.fail }}{{ fail "on purpose" }}{{ end }}\n',
            },
        )  # fmt: skip
        (folder / "pytest.ini").write_text("[pytest]\n")

    def write(self, **tests: str) -> None:
        """Write test files by their names without `test_` and `.py`."""
        from textwrap import dedent

        self.tests.mkdir(exist_ok=True)
        for name, text in tests.items():
            (self.tests / f"test_{name}.py").write_text(dedent(text))

    def run(self, *words: str, ci: bool = False) -> Outcome:
        environment = {name: text for name, text in os.environ.items() if name not in ("CI", "PYTEST_ADDOPTS")}
        environment |= {"COLUMNS": "100", "HOME": str(self.folder), **({"CI": "true"} if ci else {})}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", *words]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        return Outcome(done.returncode, done.stdout + done.stderr)

    def snapshots(self, name: str) -> list[str]:
        """The keys of a file of snapshots."""
        from pilothouse.testing.chart_snapshots import read_snapshots

        return list(read_snapshots(self.tests / "__chart_snapshots__" / f"test_{name}.yaml"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_a_chart_is_rendered_installed_and_measured(project: Project) -> None:
    project.write(**{name.removeprefix("test_").removesuffix(".py"): text for name, text in TESTS.items()})
    outcome = project.run("--chart-cov", "--chart-cov-report=table", "--chart-cov-report=json:out/cov.json",
                          "--chart-cov-report=html:cov.html", "--chart-cov-fail-under=100")  # fmt: skip
    assert (outcome.code, outcome.counts()) == (0, "6 passed"), outcome.text
    # deployment.yaml: the lines 1 to 15 (line 16 is {{ end }}); fail.yaml and NOTES.txt one each, hook.yaml four.
    assert outcome.section("template coverage") == [
        "Template                       Lines  Missed  Branches  Missed  Partial   Cover  Missing lines",
        "-" * 94,
        "web/templates/NOTES.txt            1       0         2       0        0  100.0%",
        "web/templates/deployment.yaml     15       0         2       0        0  100.0%",
        "web/templates/fail.yaml            1       0         2       0        0  100.0%",
        "web/templates/hook.yaml            4       0         0       0        0  100.0%",
        "-" * 94,
        "TOTAL                             21       0         6       0        0  100.0%",
        "json report: out/cov.json",
        "html report: cov.html",
    ]
    assert json.loads((project.folder / "out" / "cov.json").read_text())["totals"]["percent"] == 100
    assert (project.folder / "cov.html").read_text().startswith("<!DOCTYPE html>")


def test_too_little_coverage_fails_the_run(project: Project) -> None:
    project.write(render="def test_render(chart):\n    chart.render()\n")
    arguments = ("--chart-cov", "--chart-cov-fail-under")
    outcome = project.run(*arguments, "90")
    # Of 21 lines one is missed, the port's; of 6 branches those of the port, of an upgrade and of failing: 23 of 27.
    assert (outcome.code, outcome.counts()) == (1, "1 passed"), outcome.text
    assert "FAIL: template coverage of 90% is required, it is 85.1%" in outcome.section("template coverage")
    assert project.run(*arguments, "85").code == 0
    omitted = "*/NOTES.txt\n    */deploy*"
    (project.folder / "pytest.ini").write_text(f"[pytest]\npilothouse_chart_cov_omit =\n    {omitted}\n")
    total = "TOTAL                        5       0         2       1        1   85.7%"
    assert total in project.run("--chart-cov").text


def test_a_report_that_cannot_be_written_fails_the_run(project: Project) -> None:
    project.write(render="def test_render(chart):\n    chart.render()\n")
    outcome = project.run("--chart-cov", "--chart-cov-report=lcov", "--chart-cov-report=json:pytest.ini/x")
    assert outcome.code == 1
    first, second = outcome.section("template coverage")
    assert first == "FAIL: lcov: no plugin answers helm_report_coverage"
    assert second.startswith("FAIL: json:pytest.ini/x: ")


def test_nothing_rendered_is_no_coverage(project: Project) -> None:
    project.write(none="def test_nothing():\n    pass\n")
    outcome = project.run("--chart-cov", "--chart-cov-fail-under=1")
    assert outcome.code == 1
    assert "no template was rendered with the fixtures of pilothouse" in outcome.text


def test_failures_say_what_there_is(project: Project) -> None:
    project.write(
        wrong="""\
        from pilothouse.testing import partial

        def test_object(chart):
            chart.render().object("Service", "web")

        def test_path(chart):
            chart.render().object("Deployment")["spec.template.spec.containers[app].image"]

        def test_part(chart):
            assert chart.render().object("Deployment") == partial(spec={"replicas": 2})

        def test_text(chart):
            chart.render().text("templates/service.yaml")

        def test_error(chart):
            chart.render_error()

        def test_chart(load_chart):
            load_chart("nowhere")
        """
    )
    outcome = project.run("--tb=short")
    assert (outcome.code, outcome.counts()) == (1, "6 failed")
    said = [line[4:].strip() for line in outcome.text.split("\n") if line.startswith("E   ")]
    prefix = "pilothouse.testing.chart_"
    assert said == [
        f"{prefix}objects.NoSuchObjectError: the rendered chart has no Service/web; "
        "there is: Pod/check, Deployment/release-name-web",
        f"{prefix}objects.NoSuchFieldError: Deployment/release-name-web has no "
        "spec.template.spec.containers[app].image: spec.template.spec.containers has one element: web",
        "assert <Deployment/release-name-web> == partial(…)",
        "spec.replicas: is 1, should be 2",
        f"{prefix}rendering.NoSuchTemplateError: there is no rendered template templates/service.yaml; there is: "
        "web/templates/NOTES.txt, web/templates/deployment.yaml, web/templates/fail.yaml, web/templates/hook.yaml",
        "AssertionError: web can be rendered; it has web/templates/NOTES.txt, web/templates/deployment.yaml, "
        "web/templates/fail.yaml, web/templates/hook.yaml",
    ]
    assert "chart_objects.py:" not in outcome.text
    tried = f"neither {project.tests}/nowhere nor {project.folder}/nowhere exists"
    assert f"there is no chart nowhere: {tried}" in outcome.text


def test_a_chart_that_fails_is_shown_without_the_way_through_the_program(project: Project) -> None:
    project.write(
        failing="""\
        def test_rendering(chart):
            chart.render({"fail": True})

        def test_error(chart):
            chart.render_error({"fail": True}, match="by accident")

        def test_install(chart, chart_cluster):
            chart_cluster.install(chart, "demo", {"fail": True})
        """
    )
    outcome = project.run("--chart-cov")
    assert (outcome.code, outcome.counts()) == (1, "3 failed")
    said = [line[4:].strip() for line in outcome.text.split("\n") if line.startswith("E   ")]
    assert [("on purpose" in line, "by accident" in line) for line in said] == [
        (True, False),
        (True, True),
        (True, False),
    ]
    # One place for each: the line of the test.
    places = re.findall(r"^(\S+\.py):\d+: ", outcome.text, re.MULTILINE)
    assert places == ["web/tests/test_failing.py"] * 3


def test_the_chart_is_the_one_that_the_configuration_names(project: Project) -> None:
    (project.folder / "test_top.py").write_text("def test_name(chart):\n    assert chart.name == 'web'\n")
    outcome = project.run()
    assert outcome.code == 1
    assert f"there is no Chart.yaml in {project.folder} or above it: say which chart is tested" in outcome.text
    (project.folder / "pytest.ini").write_text("[pytest]\npilothouse_chart = web\n")
    assert project.run().code == 0


def test_a_project_may_use_plugins_of_its_own_while_it_is_measured(project: Project) -> None:
    (project.folder / "mine").mkdir()
    (project.folder / "mine" / "shout.py").write_text(
        "from pilothouse.hookspecs import hookimpl\n\n"
        "@hookimpl\ndef helm_post_render(files):\n"
        "    return {name: text.replace('nginx', 'NGINX') for name, text in files.items()}\n"
    )
    (project.folder / "pytest.ini").write_text("[pytest]\npilothouse_chart_plugins_dir = mine\n")
    project.write(own="def test_own(chart):\n    assert 'NGINX' in chart.render().text()\n")
    assert project.run().code == project.run("--chart-cov").code == 0
    (project.folder / "pytest.ini").write_text("[pytest]\npilothouse_chart_plugins = no:lint no:no-such-plugin\n")
    project.write(own="def test_own(chart):\n    assert chart.render()\n")
    assert project.run().code == 0


SNAPSHOTS = """\
    def test_one(chart, chart_snapshot):
        rendering = chart.render({"replicas": 1})
        assert rendering.text("templates/deployment.yaml") == chart_snapshot
        chart_snapshot.match(rendering.object("Pod"), name="hook")


    def test_two(chart, chart_snapshot):
        chart_snapshot.match(chart.render().notes)
    """


def test_snapshots_are_written_compared_updated_and_deleted(project: Project) -> None:
    project.write(web=SNAPSHOTS)
    first = project.run()
    assert (first.code, first.section("chart snapshots")) == (0, ["3 written"])
    assert project.snapshots("web") == ["test_one / 1", "test_one / hook", "test_two / 1"]
    again = project.run(ci=True)
    assert (again.code, "chart snapshots" in again.text) == (0, False)

    project.write(web=SNAPSHOTS.replace('"replicas": 1', '"replicas": 2'))
    differs = project.run("--tb=short")
    assert (differs.code, differs.counts()) == (1, "1 failed, 1 passed")
    said = [line[4:].strip() for line in differs.text.split("\n") if line.startswith("E   ")]
    assert said[:4] == [
        "pilothouse.testing.chart_snapshots.SnapshotMismatchError: "
        "test_one / 1 is not as test_web.yaml has it (--chart-snapshot-update keeps the new one):",
        "--- snapshot",
        "+++ now",
        "@@ -3,7 +3,7 @@",
    ]
    assert {"-  replicas: 1", "+  replicas: 2"} <= set(said)
    updated = project.run("--chart-snapshot-update", ci=True)
    assert (updated.code, updated.section("chart snapshots")) == (0, ["1 updated"])
    assert project.run(ci=True).code == 0


def test_obsolete_snapshots_are_named_and_deleted_when_wanted(project: Project) -> None:
    project.write(web=SNAPSHOTS)
    project.run()
    project.write(web=SNAPSHOTS.partition("    chart_snapshot.match(rendering")[0])
    place = "web/tests/__chart_snapshots__/test_web.yaml"
    # A part of the tests says nothing about those that were not run.
    part = project.run("-k", "test_one")
    assert part.section("chart snapshots") == [
        "1 obsolete",
        f"  {place}: test_one / hook",
        "no test compares with these any more; --chart-snapshot-update deletes them",
    ]
    whole = project.run()
    assert whole.code == 0
    assert whole.section("chart snapshots")[1:3] == [f"  {place}: test_one / hook", f"  {place}: test_two / 1"]
    assert project.run("--chart-snapshot-update").section("chart snapshots")[0] == "2 deleted"
    assert project.snapshots("web") == ["test_one / 1"]


def test_on_ci_missing_snapshots_fail(project: Project) -> None:
    project.write(web=SNAPSHOTS)
    outcome = project.run(ci=True)
    assert (outcome.code, outcome.counts()) == (1, "2 failed")
    assert "and on CI none is written" in outcome.text
    assert not (project.tests / "__chart_snapshots__").exists()


def test_a_project_without_charts_loads_nothing_of_ours(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_x.py").write_text(
        "import sys\n\ndef test_x():\n"
        "    assert sorted(name for name in sys.modules if name.startswith('pilothouse')) == [\n"
        "        'pilothouse', 'pilothouse.testing', 'pilothouse.testing.pytest_plugin']\n"
    )
    project = Project(tmp_path / "p")
    project.folder = tmp_path
    outcome = project.run("test_x.py")
    assert outcome.code == 0, outcome.text


def test_options_and_settings_are_explained(project: Project) -> None:
    text = project.run("--help").text
    for name in ("--chart-cov", "--chart-cov-report", "--chart-cov-fail-under", "--chart-snapshot-update",
                 "pilothouse_chart ", "pilothouse_chart_plugins ", "pilothouse_chart_cov_omit"):  # fmt: skip
        assert name in text
