"""A plugin of each kind as its author and its users have it: written, installed with pip, tested, used, uninstalled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from installed import ROOT, Environment, build_wheels
from pilothouse.plugins.builtin.plugin_authoring.new import KINDS
from pilothouse.testing import package_chart, write_chart

PIP = {"PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1", "PIP_QUIET": "1"}
"""What lets pip build with what is there: the environment sees the dependencies of the running one."""

KIND_NAMES = tuple(KINDS)
HOOKS = {
    "engine": "register_engines, render_chart",
    "storage": "register_settings, register_storage_drivers",
    "repository": "fetch_repository_index, open_repository_index, register_getters",
    "functions": "register_template_functions",
    "command": "register_commands",
}


class World:
    """An environment with Pilothouse, and what was said when plugins of all kinds were written and installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = Environment(folder)
        self.environment.install(*build_wheels([ROOT], folder).values())
        self.written = {kind: self.pilothouse("plugins", "new", f"my-{kind}", "--kind", kind) for kind in KIND_NAMES}
        self.installed = self.pilothouse("plugins", "install", *[self.source(kind) for kind in KIND_NAMES])

    def source(self, kind: str) -> Path:
        """The folder of the distribution of a kind."""
        return self.folder / f"pilothouse-{kind}-my-{kind}"

    def pilothouse(self, *words: object, **variables: str) -> tuple[int, str, str]:
        """Run the installed program."""
        done = self.environment.run(self.environment.programs / "pilothouse", *words, environment={**PIP, **variables})
        return tuple(done)

    def rows(self) -> dict[str, str]:
        """The status of plugins of distributions, by name."""
        code, listed, errors = self.pilothouse("plugins", "list", "--json")
        assert (code, errors) == (0, "")
        return {row["name"]: row["status"] for row in json.loads(listed) if row["kind"] == "distribution"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("authoring"))


def test_new_says_what_comes_next(world: World) -> None:
    assert world.written["engine"] == (
        0,
        "Wrote the plugin 'my-engine' to ./pilothouse-engine-my-engine\n"
        "  install it:  pilothouse plugins install -e './pilothouse-engine-my-engine[test]'\n"
        "  test it:     python -m pytest ./pilothouse-engine-my-engine\n"
        "  grade it:    pilothouse plugins check ./pilothouse-engine-my-engine\n",
        "",
    )
    assert {kind: outcome[0] for kind, outcome in world.written.items()} == dict.fromkeys(KIND_NAMES, 0)


def test_install_warns_and_says_what_is_active_now(world: World) -> None:
    code, stdout, stderr = world.installed
    assert code == 0, stderr
    assert stdout.splitlines() == [
        f"my-{kind} (pilothouse-{kind}-my-{kind} 0.1.0): active: {HOOKS[kind]}" for kind in sorted(KIND_NAMES)
    ]
    assert "plugins run with all rights of the user who runs them" in stderr
    assert world.rows() == {f"my-{kind}": "active" for kind in KIND_NAMES}


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_the_plugins_own_tests_pass(world: World, kind: str) -> None:
    python = world.environment.python
    done = world.environment.run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", world.source(kind))
    assert done.code == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_the_plugin_is_graded_well(world: World, kind: str) -> None:
    code, stdout, stderr = world.pilothouse("plugins", "check", world.source(kind))
    assert (code, stderr) == (0, "")
    assert stdout.startswith(f"my-{kind} (pilothouse-{kind}-my-{kind} 0.1.0): silver\n  gold  licensed: ")
    assert stdout.count("gold  ") == 2
    assert world.pilothouse("plugins", "check", f"my-{kind}") == (0, stdout, "")


def use_engine(world: World, folder: Path) -> tuple[int, str, str]:
    chart = write_chart(folder, "web", engine="my-engine", templates={"a.yaml": "a: ${values.a}\n"}, values={"a": 80})
    return world.pilothouse("template", chart)


def use_storage(world: World, folder: Path) -> tuple[int, str, str]:
    chart = write_chart(folder, "web", templates={"a.yaml": "{apiVersion: v1, kind: Secret, metadata: {name: web}}"})
    variables = {"TILLER_STORAGE": "my-storage", "MY_STORAGE_FILE": str(folder / "records.db")}
    variables.update(HELM_HOME=str(folder), PILOTHOUSE_CLUSTER="sandbox")
    installed = world.pilothouse("install", chart, "--name", "web", **variables)
    return world.pilothouse("list", "-q", **variables) if installed[0] == 0 else installed


def use_repository(world: World, folder: Path) -> tuple[int, str, str]:
    package_chart(write_chart(folder, "web"), folder / "charts")
    variables = {"HELM_HOME": str(folder / "home")}
    world.pilothouse("init", "--client-only", "--skip-repos", **variables)
    added = world.pilothouse("repo", "add", "mine", f"my-repository://{folder}/charts", **variables)
    return (
        world.pilothouse("fetch", "mine/web", "--untar", "-d", folder / "got", **variables) if added[0] == 0 else added
    )


def use_functions(world: World, folder: Path) -> tuple[int, str, str]:
    templates = {"a.yaml": 'a: {{ my_functions "Hello World" }}\n'}
    return world.pilothouse("template", write_chart(folder, "web", templates=templates))


def use_command(world: World, folder: Path) -> tuple[int, str, str]:
    return world.pilothouse("my-command", write_chart(folder, "web", templates={"a.yaml": "a: 1\n"}))


USES = {
    "engine": (use_engine, "---\n# Source: web/templates/a.yaml\na: 80\n\n"),
    "storage": (use_storage, "web\n"),
    "repository": (use_repository, ""),
    "functions": (use_functions, "---\n# Source: web/templates/a.yaml\na: hello-world\n\n"),
    "command": (use_command, "web/templates/a.yaml\n"),
}


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_it_is_used(world: World, kind: str, tmp_path: Path) -> None:
    use, expected = USES[kind]
    assert use(world, tmp_path) == (0, expected, "")


def test_uninstalled_plugins_are_gone_and_are_missed(world: World, tmp_path: Path) -> None:
    names = ["my-engine", "pilothouse_storage.my-storage", "my-repository", "my-functions", "my-command"]
    code, stdout, _ = world.pilothouse("plugins", "uninstall", *names)
    assert (code, stdout.splitlines()) == (
        0,
        [f"pilothouse-{kind}-my-{kind} is uninstalled, and with it my-{kind}" for kind in KIND_NAMES],
    )
    assert world.rows() == {}
    for kind in KIND_NAMES:
        (tmp_path / kind).mkdir()
        code, stdout, stderr = USES[kind][0](world, tmp_path / kind)
        assert (code, stdout) == (1, ""), kind
        assert stderr.startswith("Error: "), kind


def test_a_folder_to_work_on_is_installed_as_it_is_there(world: World) -> None:
    source = world.source("functions")
    code, stdout, _ = world.pilothouse("plugins", "install", "-e", source)
    assert (code, stdout) == (
        0,
        "my-functions (pilothouse-functions-my-functions 0.1.0): active: register_template_functions\n",
    )
    plugin = source / "src" / "pilothouse_functions_my_functions" / "plugin.py"
    plugin.write_text("import nothing_like_it\n")
    assert world.rows() == {"my-functions": "broken"}
    code, _, stderr = world.pilothouse("plugins", "install", "-e", source)
    assert code == 1
    assert stderr.splitlines()[-2:] == [
        "Error: plugin 'my-functions' is installed and broken: ModuleNotFoundError: No module named 'nothing_like_it'",
        "hint: `pilothouse plugins uninstall pilothouse-functions-my-functions` removes it",
    ]
    assert world.pilothouse("plugins", "uninstall", "my-functions")[0] == 0
    assert world.rows() == {}
