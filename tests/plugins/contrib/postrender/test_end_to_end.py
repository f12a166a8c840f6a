from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.model.kube_object import ClusterTarget, KubeObject

HOOK = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: before
  annotations: {"helm.sh/hook": pre-install}
data: {who: chart}
"""
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config\ndata: {who: chart}\n"
NOTES = "who: chart says hello\n"
PATCHES = """\
patches:
- target: {annotationSelector: helm.sh/hook}
  patch: [{op: replace, path: /data/who, value: patch}]
"""


class World:
    """A chart, a program that puts its argument in the place of ``chart``, and a sandbox to install into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        templates = folder / "web" / "templates"
        templates.mkdir(parents=True)
        (folder / "web" / "Chart.yaml").write_text("apiVersion: v1\nname: web\nversion: 0.1.0\n")
        (templates / "hook.yaml").write_text(HOOK)
        (templates / "config.yaml").write_text(CONFIG)
        (templates / "NOTES.txt").write_text(NOTES)
        self.program = folder / "change"
        self.program.write_text('#!/bin/sh\nexec sed "s/who: chart/who: $1/"\n')
        self.program.chmod(0o755)
        self.patches = folder / "patches.yaml"
        self.patches.write_text(PATCHES)
        self.environment = {
            "HOME": str(folder),
            "HELM_HOME": str(folder / "helm"),
            "PILOTHOUSE_CLUSTER": "sandbox",
            "PILOTHOUSE_NO_CACHE": "1",
        }

    def run(self, *words: str) -> testkit.Outcome:
        return testkit.run(words, environment=self.environment)

    def succeed(self, *words: str) -> str:
        outcome = self.run(*words)
        assert (outcome.code, outcome.stderr) == (0, "")
        return outcome.stdout

    @property
    def chart(self) -> str:
        return str(self.folder / "web")

    def data(self, name: str) -> dict[str, str]:
        """What a ConfigMap in the cluster holds."""
        kernel = testkit.make_kernel(environment=self.environment)
        kube = kernel.first("helm_connect_kube", target=ClusterTarget("sandbox"))
        try:
            found: list[KubeObject] = kube.build(CONFIG.replace("config", name), "default")
            data: dict[str, str] = kube.get(found[0])["data"]
            return data
        finally:
            kernel.finish()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_program_changes_objects_and_chart_hooks_and_leaves_notes(world: World) -> None:
    rendered = world.succeed(
        "template", world.chart, "--notes", "--post-renderer", str(world.program), "--post-renderer-args", "a,b"
    )
    assert rendered == (
        f"---\n# Source: web/templates/config.yaml\n{CONFIG.replace('who: chart', 'who: a,b')}\n"
        f"---\n# Source: web/templates/hook.yaml\n{HOOK.replace('who: chart', 'who: a,b')}\n"
        f"---\n# Source: web/templates/NOTES.txt\n{NOTES}\n"
    )


def test_what_is_installed_is_what_was_patched_and_the_program_sees_the_patches(world: World) -> None:
    flags = ["--post-render-patches", str(world.patches), "--post-renderer", str(world.program)]
    world.succeed("install", world.chart, "--name", "one", *flags, "--post-renderer-args", "program")
    assert [world.data(name) for name in ("before", "config")] == [{"who": "patch"}, {"who": "program"}]
    assert "who: patch" in world.succeed("get", "hooks", "one")
    assert world.succeed("get", "notes", "one") == f"NOTES:\n{NOTES}\n"
    config = CONFIG.replace("who: chart", "who: program")
    assert world.succeed("get", "manifest", "one") == f"\n---\n# Source: web/templates/config.yaml\n{config}"


def test_an_upgrade_renders_anew_and_a_rollback_does_not(world: World) -> None:
    world.succeed(
        "install", world.chart, "--name", "one", "--post-renderer", str(world.program), "--post-renderer-args", "x"
    )
    world.succeed("upgrade", "one", world.chart)
    assert world.data("config") == {"who": "chart"}
    world.succeed("rollback", "one", "1")
    assert world.data("config") == {"who": "x"}


def test_a_program_that_fails_installs_nothing(world: World) -> None:
    world.program.write_text("#!/bin/sh\necho password of the program >&2\nexit 3\n")
    outcome = world.run("install", world.chart, "--name", "one", "--post-renderer", str(world.program))
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.splitlines()[:3] == [
        f"Error: error while running post render on files: error while running command {world.program}. error output:",
        "password of the program",
        ": exit status 3",
    ]
    assert world.succeed("list", "--all") == ""


@pytest.mark.parametrize(
    ("flags", "given"),
    [
        (["--post-renderer", "cat"], "--post-renderer"),
        (["--post-render-patches", "p.yaml", "--post-renderer", "cat"], "--post-renderer and --post-render-patches"),
    ],
)
def test_a_tiller_that_renders_itself_is_refused(world: World, flags: list[str], given: str) -> None:
    outcome = world.run("install", world.chart, "--host", "tiller.example:44134", *flags)
    assert outcome == (
        1,
        "",
        f"Error: {given} cannot be used with a Tiller: it renders the chart itself\n"
        "hint: --tiller none works on releases here, without a Tiller (and without --host)\n",
    )


def test_no_environment_variable_makes_a_program_run(world: World) -> None:
    world.environment["PILOTHOUSE_POST_RENDERER"] = "/nowhere/program"
    assert "who: chart" in world.succeed("template", world.chart)
    assert world.run("lint", world.chart).code == 0


def test_a_chart_cannot_ask_for_a_program(world: World) -> None:
    (world.folder / "web" / "values.yaml").write_text("post-renderer: /nowhere/program\n")
    (world.folder / "web" / "post-renderer").write_text("#!/bin/sh\nexit 9\n")
    assert "who: chart" in world.succeed("template", world.chart)


@pytest.mark.parametrize(
    ("environment", "flags", "message"),
    [
        ({}, ["--post-renderer-args", "a"], "--post-renderer-args needs --post-renderer"),
        (
            {"PILOTHOUSE_POST_RENDERER_TIMEOUT": "5m"},
            ["--post-renderer", "/bin/cat"],
            "setting post-renderer-timeout: '5m' is no number of seconds",
        ),
    ],
)
def test_flags_that_make_no_sense_are_refused(
    world: World, environment: dict[str, str], flags: list[str], message: str
) -> None:
    world.environment.update(environment)
    outcome = world.run("template", world.chart, *flags)
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (1, f"Error: {message}")


def test_the_long_way_through_the_command_line_reads_the_same_flags(world: World) -> None:
    flags = ["--post-renderer", str(world.program), "--post-renderer-args", "a,b"]
    assert world.succeed("-p", "no:lint", "template", world.chart, *flags) == world.succeed(
        "template", world.chart, *flags
    )


def test_a_chart_that_renders_nothing_needs_no_program(world: World) -> None:
    for name in ("hook.yaml", "config.yaml"):
        (world.folder / "web" / "templates" / name).write_text("\n")
    outcome = world.run("template", world.chart, "--post-renderer", "/bin/false")
    assert outcome.code == 0
