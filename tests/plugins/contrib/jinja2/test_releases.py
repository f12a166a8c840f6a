"""Charts in Jinja through the commands, alone and in one tree with charts in Go templates."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
from pilothouse.core import testkit

JINJA = {
    "Chart.yaml": "apiVersion: v1\nname: web\nversion: 0.1.0\nengine: jinja2\n",
    "values.yaml": "replicas: 2\nchild: {size: 5}\n",
    "templates/_names.j2": '{% macro name(part) %}{{ Release.Name }}-{{ part }}{% endmacro %}',
    "templates/cm.yaml.j2": (
        "{% from '_names.j2' import name %}\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ name('web') }}\n"
        "data:\n  replicas: {{ Values.replicas | quote }}\n  child: {{ Values.child | toJson | quote }}\n"
    ),
    "templates/NOTES.txt.j2": "{{ Release.Name }} is at revision {{ Release.Revision }}\n",
}
GO = {
    "Chart.yaml": "name: child\nversion: 0.1.0\n",
    "values.yaml": "size: 1\n",
    "templates/_helpers.tpl": '{{ define "child.name" }}{{ .Release.Name }}-child{{ end }}',
    "templates/cm.yaml": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ include \"child.name\" . }}\n"
        "data:\n  size: {{ .Values.size | quote }}\n  text: {{ .Files.Get \"a.txt\" | quote }}\n"
    ),
    "a.txt": "{{ not a template }}",
}


def write(folder: Path, files: dict[str, str], **below: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for name, child in below.items():
        write(folder / "charts" / name, child)
    return folder



def template(chart: Path, *flags: str) -> str:
    outcome = testkit.run(["template", str(chart), "--name", "demo", "--notes", *flags])
    assert (outcome.code, outcome.stderr) == (0, "")
    return outcome.stdout


def test_a_chart_in_jinja_has_a_subchart_in_go_templates(tmp_path: Path) -> None:
    assert template(write(tmp_path / "web", JINJA, child=GO)) == (
        "---\n# Source: web/charts/child/templates/cm.yaml\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: demo-child\n"
        'data:\n  size: "5"\n  text: "{{ not a template }}"\n\n'
        "---\n# Source: web/templates/cm.yaml\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: demo-web\n"
        'data:\n  replicas: "2"\n  child: "{\\"global\\":{},\\"size\\":5}"\n\n'
        "---\n# Source: web/templates/NOTES.txt\ndemo is at revision 0\n\n"
    )


def test_a_chart_in_go_templates_has_a_subchart_in_jinja(tmp_path: Path) -> None:
    parent = write(tmp_path / "child", GO, web=JINJA)
    assert template(parent, "--set", "web.replicas=7,size=9") == (
        "---\n# Source: child/charts/web/templates/cm.yaml\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: demo-web\n"
        'data:\n  replicas: "7"\n  child: "{\\"size\\":5}"\n\n'
        "---\n# Source: child/templates/cm.yaml\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: demo-child\n"
        'data:\n  size: "9"\n  text: "{{ not a template }}"\n\n'
        "---\n# Source: child/charts/web/templates/NOTES.txt\ndemo is at revision 0\n\n"
    )


def test_charts_in_jinja_share_partials_across_one_in_go_templates(tmp_path: Path) -> None:
    uses = {
        "Chart.yaml": "name: user\nversion: 0.1.0\nengine: jinja2\n",
        "templates/cm.yaml.j2": "{% import 'web/templates/_names.j2' as n %}name: {{ n.name(Chart.Name) }}\n",
    }
    parent = write(tmp_path / "child", GO, web=JINJA, user=uses)
    assert "# Source: child/charts/user/templates/cm.yaml\nname: demo-user\n" in template(parent)


def test_an_error_of_a_subchart_names_its_file(tmp_path: Path) -> None:
    broken = {**JINJA, "templates/cm.yaml.j2": "a: {{ Values.x.y }}\n"}
    outcome = testkit.run(["template", str(write(tmp_path / "child", GO, web=broken))])
    file = "child/charts/web/templates/cm.yaml.j2"
    assert (outcome.code, outcome.stderr.splitlines()) == (
        1,
        [
            f'Error: render error in "{file}": template: {file}:1: nil pointer evaluating interface {{}}.y',
            f"  --> {file}:1:7",
            "  1 | a: {{ Values.x.y }}",
            "    |       ^",
            "  .Values.x is not set",
        ],
    )


def test_a_single_file_can_be_rendered_and_files_written(tmp_path: Path) -> None:
    chart = write(tmp_path / "web", JINJA)
    outcome = testkit.run(["template", str(chart), "-x", "templates/cm.yaml", "--output-dir", str(tmp_path)])
    assert outcome.code == 0
    assert (tmp_path / "web/templates/cm.yaml").read_text().startswith("---\n# Source: web/templates/cm.yaml\napi")


def test_a_release_of_a_chart_in_jinja_lives_as_any_other(tmp_path: Path) -> None:
    chart = str(write(tmp_path / "web", JINJA, child=GO))
    environment = {"HOME": str(tmp_path), "HELM_HOME": str(tmp_path / "helm")}
    flags = ("--cluster", "sandbox", "--kubeconfig", str(tmp_path / "none"))

    def run(*args: str) -> str:
        outcome = testkit.run([*args, *flags], environment=environment)
        assert outcome.code == 0, outcome.stderr
        return outcome.stdout

    installed = run("install", chart, "--name", "demo")
    assert "NOTES:\ndemo is at revision 1" in installed
    assert "demo is at revision 2" in run("upgrade", "demo", chart, "--set", "replicas=4")
    assert 'replicas: "4"' in run("get", "manifest", "demo")
    status = run("status", "demo")
    assert "demo-web" in status
    assert "demo-child" in status
    assert f"ENGINE: jinja2 {version('Jinja2')} (isolated; plugin jinja2 of pilothouse)\n" in status
    run("rollback", "demo", "1")
    assert 'replicas: "2"' in run("get", "manifest", "demo")
    assert 'release "demo" deleted' in run("delete", "demo", "--purge")


@pytest.mark.parametrize(
    ("template", "finding"),
    [
        ("a: {{ Values.x.y }}\n", "nil pointer evaluating interface {}.y"),
        ("a: {{ Values.x | required('x is needed') }}\n", ""),
    ],
)
def test_charts_in_jinja_are_linted(tmp_path: Path, template: str, finding: str) -> None:
    files = {**JINJA, "templates/cm.yaml.j2": template}
    outcome = testkit.run(["-p", "jinja2", "lint", str(write(tmp_path / "web", files))])
    assert finding in outcome.stdout + outcome.stderr
    assert outcome.code == (1 if finding else 0)


def test_values_that_are_not_set_are_found(tmp_path: Path) -> None:
    files = {**JINJA, "templates/cm.yaml.j2": "a: {{ Values.lost.b }}\n"}
    outcome = testkit.run(["-p", "jinja2", "lint", str(write(tmp_path / "web", files)), "--enable", "all"])
    assert "templates/cm.yaml.j2" in outcome.stdout
    assert "lost" in outcome.stdout
