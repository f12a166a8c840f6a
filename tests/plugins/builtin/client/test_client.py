"""The client as a question to plugins: commands and programs meet whoever surrounds or replaces it."""

from __future__ import annotations

from pathlib import Path

import pilothouse
import pytest
from pilothouse.core import testkit

FOUR_EYES = """
from pilothouse.core.errors import UsageError
from pilothouse.hookspecs import hookimpl

class Client:
    def __init__(self, inner):
        self.inner = inner

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def install(self, service, installation):
        raise UsageError(f"nobody has agreed to {installation.request.name}")

@hookimpl(wrapper=True)
def helm_open_client():
    return Client((yield))
"""


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    (tmp_path / "web" / "templates").mkdir(parents=True)
    (tmp_path / "web" / "Chart.yaml").write_text("apiVersion: v1\nname: web\nversion: 0.1.0\n")
    return tmp_path / "web"


def test_one_that_surrounds_it_is_met_by_commands_and_programs(chart: Path, tmp_path: Path) -> None:
    testkit.write_plugins(tmp_path / "plugins", {"four_eyes": FOUR_EYES})
    environment = {"HOME": str(tmp_path), "PILOTHOUSE_HINTS": "never", "PILOTHOUSE_CLUSTER": "sandbox"}
    folder = str(tmp_path / "plugins")
    words = ["--plugins-dir", folder, "install", str(chart), "--name", "demo"]
    printed = testkit.run(words, environment=environment)
    assert printed == (1, "", "Error: nobody has agreed to demo\n")
    with pilothouse.connect(environment=environment, plugins_dir=folder) as helm:
        with pytest.raises(pilothouse.errors.UsageError, match="nobody has agreed to demo"):
            helm.install(chart, "demo")
        assert helm.list(all=True) == []


def test_without_it_commands_and_programs_say_who_is_missing(chart: Path, tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "PILOTHOUSE_HINTS": "never"}
    printed = testkit.run(["-p", "no:client", "template", str(chart)], environment=environment)
    assert printed == (1, "", "Error: no plugin answers helm_open_client\n")
    with pytest.raises(pilothouse.errors.PluginError, match="no plugin answers helm_open_client"):
        pilothouse.connect(environment=environment, plugins=["no:client"])


def test_what_needs_no_client_works_without_it(tmp_path: Path) -> None:
    printed = testkit.run(["-p", "no:client", "version", "--client", "--short"], environment={"HOME": str(tmp_path)})
    assert (printed.code, printed.stderr) == (0, "")
