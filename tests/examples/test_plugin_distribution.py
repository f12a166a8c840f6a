"""A third party's distribution, installed by pip into a fresh environment: what it adds is there, then gone."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "plugins" / "pilothouse-engine-envsubst"
CHART = {
    "Chart.yaml": "name: web\nversion: 0.1.0\nengine: envsubst\n",
    "values.yaml": "port: 80\n",
    "templates/service.yaml": "kind: Service\nport: ${port}\n",
}


class Environment:
    """A virtual environment that also sees the dependencies of the running one, but not its editable installs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "env" / "bin"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
        python = self.programs / "python"
        site = self.run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
        # A folder that a .pth file names goes to the end of the path, and .pth files in it are not read.
        Path(site, "dependencies.pth").write_text(
            "".join(f"{sysconfig.get_path(name)}\n" for name in ("purelib", "platlib"))
        )

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "HOME": str(self.folder / "home")}
        return subprocess.run(
            list(map(str, words)), env=environment, cwd=self.folder, capture_output=True, text=True, check=False
        )

    def pip(self, *words: object) -> None:
        done = self.run(sys.executable, "-m", "pip", "--python", self.programs / "python", *words)
        assert done.returncode == 0, done.stdout + done.stderr

    def pilothouse(self, *words: object) -> tuple[int, str, str]:
        done = self.run(self.programs / "pilothouse", *words)
        return done.returncode, done.stdout, done.stderr


def build_wheel(source: Path, folder: Path) -> Path:
    """Build a distribution from a copy of its folder."""
    copy = folder / source.name
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist"))
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", str(folder / "wheels"), str(copy)]
    if int(importlib.metadata.version("setuptools").partition(".")[0]) >= 77:
        command.append("--no-build-isolation")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.joinpath("wheels").iterdir()
    return wheel.rename(folder / wheel.name)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with Pilothouse and the example installed, and a chart in its folder."""
    folder = tmp_path_factory.mktemp("installed")
    for name, text in CHART.items():
        path = folder / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    made = Environment(folder)
    for source in (ROOT, EXAMPLE):
        made.pip("install", "--no-deps", "--no-index", build_wheel(source, folder))
    return made


def test_the_environment_runs_what_was_installed(environment: Environment) -> None:
    done = environment.run(environment.programs / "python", "-c", "import pilothouse; print(pilothouse.__file__)")
    assert done.stdout.startswith(str(environment.folder))


def test_the_plugin_is_listed(environment: Environment) -> None:
    code, listed, errors = environment.pilothouse("plugins", "list", "--json")
    (row,) = (row for row in json.loads(listed) if row["name"] == "envsubst")
    assert (code, errors) == (0, "")
    assert row == {
        "name": "envsubst",
        "version": "1.0.0",
        "distribution": "pilothouse-engine-envsubst",
        "kind": "distribution",
        "module": "pilothouse_engine_envsubst.plugin",
        "hooks": [
            "helm_register_commands",
            "helm_register_engines",
            "helm_register_template_functions",
            "helm_render_chart",
        ],
        "status": "active",
        "why": "",
    }


def test_the_authors_own_tests_pass(environment: Environment) -> None:
    done = environment.run(
        environment.programs / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", EXAMPLE,
        "--override-ini", "addopts=", EXAMPLE / "tests",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_renders_and_adds_a_command_and_after_its_removal_the_error_says_what_is_missing(
    environment: Environment,
) -> None:
    rendered = (0, "---\n# Source: web/templates/service.yaml\nkind: Service\nport: 80\n\n", "")
    for _ in range(2):
        assert environment.pilothouse("template", "web") == rendered
    assert environment.pilothouse("placeholders", "web") == (0, "port: templates/service.yaml\n", "")
    code, _, errors = environment.pilothouse("--no-plugins", "template", "web")
    assert (code, errors.splitlines()[0]) == (
        1,
        'Error: chart "web" wants the template engine "envsubst", which no installed plugin provides',
    )

    environment.pip("uninstall", "--yes", "pilothouse-engine-envsubst")

    assert environment.pilothouse("template", "web") == (
        1,
        "",
        'Error: chart "web" wants the template engine "envsubst", which no installed plugin provides\n'
        "  engines: gotpl, jinja2\n"
        "hint: `pip install pilothouse-engine-envsubst` may provide it, if you trust that package; "
        "PILOTHOUSE_ENGINE_FALLBACK=gotpl renders with gotpl, as Helm v2 does\n",
    )
    code, _, errors = environment.pilothouse("placeholders", "web")
    assert (code, errors.splitlines()[0]) == (1, 'Error: unknown command "placeholders" for "pilothouse"')
