from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core import quick
from pilothouse.core.cli import go_long_way
from pilothouse.core.run import Run
from pilothouse.core.settings import Settings
from pilothouse.core.testkit import RecordingConsole

CHART = str(Path(__file__).parents[2] / "examples" / "charts" / "lighthouse")
COMMAND_LINES = [
    ["version", "--client"],
    ["version", "-c", "--short"],
    ["version", "-c", "--short=false", "extra"],
    ["version", "-cs"],
    ["version", "-c", "--template", "{{ .Client.SemVer }}"],
    ["version", "-c", "--template", "{{ .Client.Nope }}"],
    ["version", "--client", "--tls-verify=maybe"],
    ["home"],
    ["home", "--home", "/x", "--debug"],
    ["home", "--home=$NAME/x", "--debug=false", "a", "b"],
    ["home", "--", "--home"],
    ["home", "--help"],
    ["home", "-h"],
    ["home", "--nosuch"],
    ["home", "-Z"],
    ["home", "--home"],
    ["home", "--no-plugins"],
    ["--debug", "home"],
    ["nosuch"],
    ["template"],
    ["template", CHART],
    ["template", CHART, "-n", "x", "--set", "a=1", "--set=b=2", "-fvalues-that-are-not-there.yaml"],
    ["template", "-n=x", CHART, "--set", "replicas=3", "--notes"],
    ["template", CHART, "--tiller-connection-timeout", "x"],
    ["template", CHART, "--kube-version", "1.9", "-xtemplates/service.yaml"],
    ["template", "/nowhere"],
    ["plugins", "list"],
    ["plugins"],
    ["completion", "bash"],
    ["help", "home"],
    ["get"],
    ["get", "values"],
    ["get", "--revision", "2", "values"],
    ["get", "--revision", "x", "values"],
    ["get", "--all"],
    ["get", "values", "--all", "--template", "x"],
    ["get", "values", "--help"],
    ["get", "-h"],
    ["ls", "--nosuch"],
    ["hist"],
    ["del"],
    ["release", "unlock"],
    ["release"],
    [],
]


def outcome(argv: list[str], *, short: bool) -> tuple[int, str, str]:
    console = RecordingConsole()
    settings = Settings({"HOME": "/u", "NAME": "n", "PILOTHOUSE_NO_CACHE": "1", "HELM_TLS_VERIFY": "perhaps"})
    if short:
        code = quick.run(argv, program="helm", console=console, settings=settings)
    else:
        code = go_long_way(Run(settings, console), argv, "helm")
    return code, console.stdout, console.stderr


@pytest.mark.parametrize("argv", COMMAND_LINES, ids=" ".join)
def test_both_ways_through_the_command_line_end_alike(argv: list[str]) -> None:
    assert outcome(argv, short=True) == outcome(argv, short=False)


def loads_click(*argv: str) -> bool:
    source = (
        "import sys; from pilothouse.core.quick import run; run(sys.argv[1:], program='helm')\n"
        "sys.stderr.write('click' if 'click' in sys.modules else 'plain')"
    )
    done = subprocess.run([sys.executable, "-c", source, *argv], capture_output=True, text=True, check=True)
    return done.stderr.endswith("click")


def test_a_plain_command_line_does_without_click() -> None:
    assert not loads_click("version", "--client")
    assert not loads_click("template", CHART, "--set", "a=1", "--debug")
    assert not loads_click("hist")
    assert not loads_click("get", "values")


def test_whatever_is_not_plain_goes_the_long_way() -> None:
    assert loads_click("version", "--help")
    assert loads_click("--debug", "version", "--client")
    assert loads_click("home", "--nosuch")


def test_a_command_of_click_takes_the_long_way(tmp_path: Path) -> None:
    (tmp_path / "greet.py").write_text(
        "import click\n"
        "from pilothouse.core.entries import CommandEntry\n"
        "from pilothouse.hookspecs import hookimpl\n"
        "@hookimpl\n"
        "def helm_register_commands():\n"
        "    return [CommandEntry('greet', 'say hello', 'greet:greet')]\n"
        "@click.command()\n"
        "@click.option('--name', default='you')\n"
        "def greet(name):\n"
        "    click.echo('hello ' + name)\n"
    )
    console = RecordingConsole()
    settings = Settings({"PILOTHOUSE_PLUGINS_DIR": str(tmp_path)})
    run = Run(settings, console)
    assert quick.try_run(run, ["greet", "--name", "me"]) is None


def test_a_declared_command_of_a_third_party_takes_the_short_way_and_is_named_when_it_fails(tmp_path: Path) -> None:
    (tmp_path / "fail.py").write_text(
        "from pilothouse.core.command import command\n"
        "from pilothouse.core.entries import CommandEntry\n"
        "from pilothouse.hookspecs import hookimpl\n"
        "@hookimpl\n"
        "def helm_register_commands():\n"
        "    return [CommandEntry('fail', 'fail', 'fail:fail')]\n"
        "@command('fail')\n"
        "def fail(kernel, args):\n"
        "    raise ValueError('on purpose')\n"
    )
    console = RecordingConsole()
    settings = Settings({"PILOTHOUSE_PLUGINS_DIR": str(tmp_path), "PILOTHOUSE_HINTS": "always"})
    assert quick.try_run(Run(settings, console), ["fail"]) == 1
    assert console.stderr == (
        f"Error: command 'fail' of plugin 'fail' ({tmp_path}/fail.py) failed: ValueError: on purpose\n"
        "hint: --debug shows where\n"
    )
