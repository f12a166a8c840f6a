from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.cli import edit_distance, suggest
from stand_ins.plugin_world import PluginWorld

PROGRAM = [sys.executable, "-m", "pilothouse"]

# The top-level commands of Helm v2.17.0 in the order in which it registers them.
HELM_COMMANDS = (
    "create dependency fetch inspect lint package repo search serve verify delete get history install list rollback "
    "status upgrade test reset version completion home init plugin template help"
).split()

TOOLS = """
import sys
import click
from pilothouse.core.cli import Command, Group, pass_kernel
from pilothouse.core.entries import CommandEntry
from pilothouse.core.errors import PluginError, UsageError
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_commands():
    commands = ("show", "crash", "quit", "plain", "interrupt", "flood", "deep", "wrapped")
    return [
        CommandEntry("tool", "a group", "tools:tool", ("tl",)),
        CommandEntry("sub", "below the group", "tools:show", parent="tool"),
        *(CommandEntry(name, name, f"tools:{name}") for name in commands),
    ]

@click.group(cls=Group)
def tool():
    \"\"\"A group of tools.\"\"\"

@click.command(cls=Command)
@click.option("--list", multiple=True)
@click.option("--quick", "-q", is_flag=True)
@click.argument("args", nargs=-1)
@pass_kernel
def show(kernel, args, list, quick):
    \"\"\"Show what was given.\"\"\"
    settings = kernel.settings
    kernel.console.line(f"{args} {list} {quick} {settings.get('home')} {settings.get('tiller-namespace')}")

@click.command()
@click.option("--count", type=int)
def plain(count):
    click.echo(f"plain {count}")

@click.command()
def crash():
    raise RuntimeError("oh\\x1b[2J")

@click.command()
def quit():
    sys.exit(7)

@click.command()
def deep():
    def down():
        down()
    down()

@click.command()
def wrapped():
    try:
        raise KeyError("inner")
    except KeyError as error:
        raise PluginError("outer") from error

@click.command()
def interrupt():
    print("ready", flush=True)
    import time
    time.sleep(60)

@click.command(cls=Command)
@pass_kernel
def flood(kernel):
    for _ in range(100000):
        kernel.console.line("x" * 100)
"""


@pytest.fixture
def tools(tmp_path: Path) -> list[str]:
    """The words that load a plugin with commands to try things with."""
    testkit.write_plugins(tmp_path / "plugins", {"tools": TOOLS})
    return ["--plugins-dir", str(tmp_path / "plugins")]


# --- finding commands ---


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        # What `helm` itself suggests, in its order.
        ("lnt", ["lint", "get", "list", "init"]),
        ("instal", ["install"]),
        ("nosuch", []),
        ("LIST", ["lint", "list", "test"]),
        ("re", ["repo", "get", "reset"]),
    ],
)
def test_similar_commands_are_suggested_in_the_order_of_registration(typed: str, suggested: list[str]) -> None:
    assert suggest(typed, HELM_COMMANDS) == suggested


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [("", "", 0), ("", "ab", 2), ("lint", "lnt", 1), ("list", "lsit", 2), ("kitten", "sitting", 3), ("a", "b", 1)],
)
def test_distance_counts_insertions_deletions_and_replacements(left: str, right: str, distance: int) -> None:
    assert edit_distance(left, right) == edit_distance(right, left) == distance


def test_an_unknown_command_is_an_error_with_suggestions() -> None:
    assert testkit.run(["verson", "x"], program="helm") == (
        1,
        "",
        'Error: unknown command "verson" for "helm"\n\nDid you mean this?\n\tversion\n\n'
        "Run 'helm --help' for usage.\n",
    )


def test_an_unknown_command_like_no_other_is_an_error_without_suggestions() -> None:
    assert testkit.run(['no"such'], program="helm") == (
        1,
        "",
        'Error: unknown command "no\\"such" for "helm"\nRun \'helm --help\' for usage.\n',
    )


def test_an_unknown_command_tells_of_broken_plugins_that_may_have_it(tmp_path: Path) -> None:
    testkit.write_plugins(tmp_path, {"bad": "1 / 0"})
    outcome = testkit.run(["--plugins-dir", str(tmp_path), "greet"])
    assert outcome.stderr.splitlines()[-1] == (
        f"  plugin 'bad' ({tmp_path}/bad.py) is broken: ZeroDivisionError: division by zero"
    )


@pytest.mark.parametrize("words", [["plugins"], ["plugins", "nosuch", "x"], ["plugins", "lst"]])
def test_an_unknown_word_below_a_group_prints_the_groups_help(words: list[str]) -> None:
    outcome = testkit.run(words, program="helm")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert "\nUsage:\n  helm plugins\n  helm plugins [command]\n" in outcome.stdout


def test_flags_below_a_group_are_checked_all_the_same() -> None:
    assert testkit.run(["plugins", "nosuch", "--bogus"]) == (1, "", "Error: unknown flag: --bogus\n")


def test_without_a_command_the_program_prints_its_help() -> None:
    outcome = testkit.run([], program="helm")
    assert outcome == testkit.run(["--help"], program="helm")
    assert outcome.stdout.endswith('\nUse "helm [command] --help" for more information about a command.\n')


def test_a_group_is_called_by_its_alias_and_its_help_shows_it(tools: list[str]) -> None:
    outcome = testkit.run([*tools, "tl"], program="helm")
    assert "\nUsage:\n  helm tool\n  helm tool [command]\n\nAliases:\n  tool, tl\n" in outcome.stdout


# --- flags ---


@pytest.mark.parametrize(
    "words",
    [
        ["show", "a", "b", "--home", "/h", "--list", "x", "-q"],
        ["--home", "/h", "show", "--list=x", "a", "-q", "b"],
        ["--home=/h", "show", "-q", "--list", "x", "--", "a", "b"],
        ["--list", "x", "--home", "/other", "show", "-q", "--home", "/h", "a", "b"],
        ["--tiller-namespace", "kube-system", "show", "a", "b", "-q", "--list", "x", "--home", "/h"],
    ],
)
def test_global_flags_stand_anywhere_and_own_flags_may_come_first(tools: list[str], words: list[str]) -> None:
    assert testkit.run([*tools, *words]) == (0, "('a', 'b') ('x',) True /h kube-system\n", "")


def test_flags_of_helms_own_environment_count_when_no_flag_is_given(tools: list[str]) -> None:
    environment = {"HELM_HOME": "/e", "TILLER_NAMESPACE": ""}
    assert testkit.run([*tools, "show"], environment=environment).stdout == "() () False /e \n"
    assert testkit.run([*tools, "show", "--home", ""], environment=environment).stdout == "() () False  \n"


def test_an_unknown_flag_is_an_error() -> None:
    assert testkit.run(["version", "--bogus"]) == (1, "", "Error: unknown flag: --bogus\n")


def test_a_misspelt_flag_is_an_error_with_similar_ones() -> None:
    assert testkit.run(["template", "--kube-versoin", "1.2", "."]) == (
        1,
        "",
        "Error: unknown flag: --kube-versoin\nhint: did you mean --kube-version?\n",
    )


def test_a_switch_for_plugins_behind_the_command_says_where_it_goes() -> None:
    assert testkit.run(["version", "--no-plugins"]) == (
        1,
        "",
        "Error: unknown flag: --no-plugins\nhint: --no-plugins goes before the name of the command\n",
    )


def test_a_plain_click_command_works_and_its_errors_end_with_1(tools: list[str]) -> None:
    assert testkit.run([*tools, "plain", "--count", "3"]).code == 0
    assert testkit.run([*tools, "plain", "--cuont", "3"]) == (
        1,
        "",
        "Error: unknown flag: --cuont\nhint: did you mean --count?\n",
    )
    refused = testkit.run([*tools, "plain", "--count", "three"])
    assert refused == (1, "", "Error: Invalid value for '--count': 'three' is not a valid integer.\n")


def test_help_for_what_does_not_exist_is_no_error_but_says_so() -> None:
    outcome = testkit.run(["help", "no", "such"], program="helm")
    assert (outcome.code, outcome.stdout) == (0, "")
    assert outcome.stderr == "Unknown help topic [`no` `such`]\n" + testkit.run(["help"], program="helm").stdout


def test_help_takes_words_below_a_command_for_its_arguments() -> None:
    for words in (["plugins"], ["home"], ["plugins", "list"]):
        assert testkit.run(["help", *words, "nosuch", "x"]) == testkit.run(["help", *words])


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"], ["--help", "--home", "x"]])
def test_help_is_the_same_however_it_is_asked_for(words: list[str]) -> None:
    assert testkit.run(words) == testkit.run([])


@pytest.mark.parametrize(
    "words", [["help", "plugins", "list"], ["plugins", "list", "-h"], ["plugins", "--help", "list"]]
)
def test_help_of_a_command_below_a_group(words: list[str]) -> None:
    outcome = testkit.run(words, program="helm")
    expected = "helm plugins list [flags]" if words[1] != "--help" else "helm plugins [command]"
    assert (outcome.code, outcome.stderr) == (0, "")
    assert f"\n  {expected}\n" in outcome.stdout


# --- how a run ends ---


def test_an_exit_code_that_a_command_chooses_is_kept(tools: list[str]) -> None:
    assert testkit.run([*tools, "quit"]) == (7, "", "")


def test_a_failing_command_of_a_plugin_names_it_without_a_traceback(tools: list[str]) -> None:
    assert testkit.run([*tools, "crash"]) == (
        1,
        "",
        f"Error: command 'crash' of plugin 'tools' ({tools[1]}/tools.py) failed: RuntimeError: oh\\x1b[2J\n"
        "hint: --debug shows where\n",
    )


@pytest.mark.parametrize(("command", "cause"), [("crash", "RuntimeError: oh"), ("wrapped", "KeyError: 'inner'")])
def test_debug_adds_the_traceback_of_a_failure(tools: list[str], command: str, cause: str) -> None:
    for outcome in (
        testkit.run([*tools, "--debug", command]),
        testkit.run([*tools, command], environment={"HELM_DEBUG": "true"}),
    ):
        assert "\nTraceback (most recent call last):\n" in outcome.stderr
        assert f"\n{cause}" in outcome.stderr


def test_running_out_of_stack_is_an_error_like_others(tools: list[str]) -> None:
    outcome = testkit.run([*tools, "deep"])
    assert outcome.code == 1
    assert "failed: RecursionError: maximum recursion depth exceeded" in outcome.stderr.splitlines()[0]


def test_a_defect_of_the_program_is_an_error_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilothouse.core.home.HelmHome.__init__", lambda *_: 1 / 0)
    assert testkit.run(["home"]) == (
        1,
        "",
        "Error: internal error: ZeroDivisionError: division by zero\n"
        "hint: this is a defect of Pilothouse or of a plugin; --debug shows where it happened\n",
    )
    assert "Traceback" in testkit.run(["home", "--debug"]).stderr


def test_when_the_reader_goes_away_the_program_ends_quietly(tools: list[str]) -> None:
    done = subprocess.run(
        ["bash", "-c", '"$@" | head -1; echo ${PIPESTATUS[0]}', "bash", *PROGRAM, *tools, "flood"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == (f"{'x' * 100}\n141\n", "")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_the_program_quietly(tools: list[str], number: signal.Signals, code: int) -> None:
    process = subprocess.Popen([*PROGRAM, *tools, "interrupt"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    time.sleep(0.2)
    process.send_signal(number)
    assert process.communicate(timeout=30) == (b"", b"")
    assert process.returncode == code


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_output_that_cannot_be_written_is_an_error() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*PROGRAM, "version", "--client"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.stderr, done.returncode) == (b"Error: write /dev/stdout: no space left on device\n", 1)


def test_a_closed_output_is_no_error() -> None:
    done = subprocess.run(
        ["bash", "-c", '"$@" >&-', "bash", *PROGRAM, "version", "--client"], capture_output=True, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 0)


# --- names and shells ---


@pytest.fixture
def helm(tmp_path: Path) -> Path:
    """The installed program under the name `helm`, by a link."""
    program = shutil.which("pilothouse", path=os.path.dirname(sys.executable))
    if program is None:
        pytest.skip("pilothouse is not installed beside the running Python")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "helm").symlink_to(program)
    return tmp_path / "bin" / "helm"


def test_called_helm_the_program_calls_itself_helm(helm: Path) -> None:
    done = subprocess.run([helm, "nosuch"], capture_output=True, text=True, check=False)
    assert done.stderr == 'Error: unknown command "nosuch" for "helm"\nRun \'helm --help\' for usage.\n'


def complete(helm: Path, line: str) -> list[str]:
    """What bash offers at the end of a command line, once our script is loaded."""
    script = f"""
source <(helm completion bash)
COMP_LINE={line!r}
COMP_WORDS=($COMP_LINE)
[[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
compopt() {{ echo "compopt $1 $2"; }}
_helm_completion helm
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    environment = {**os.environ, "PATH": f"{helm.parent}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, env=environment)
    assert done.stderr == ""
    return [word for word in done.stdout.splitlines() if word]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("helm ver", ["verify", "version"]),
        ("helm plugins ", ["check", "explain", "install", "list", "new", "uninstall"]),
        ("helm --home x plugins l", ["list"]),
        ("helm version --cl", ["--client", "--cluster"]),
        ("helm version --short --ser", ["--server"]),
        ("helm --tiller-n", ["--tiller-namespace"]),
        ("helm template chart --set-f", ["--set-file"]),
        ("helm template ", ["compopt -o default"]),
        ("helm template --output-dir ", ["compopt -o dirnames"]),
        ("helm --kubeconfig ", ["compopt -o default"]),
        ("helm --home ", ["compopt -o dirnames"]),
        ("helm template -f ", ["compopt -o default"]),
    ],
)
def test_bash_completes_commands_flags_and_files(helm: Path, line: str, offered: list[str]) -> None:
    assert complete(helm, line) == offered


def test_bash_completes_commands_that_are_found(helm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    PluginWorld(tmp_path).write_show("verbose")
    monkeypatch.setenv("HELM_HOME", str(tmp_path / "home"))
    assert complete(helm, "helm verb") == ["verbose"]
    assert complete(helm, "helm ver") == ["verbose", "verify", "version"]
    assert complete(helm, "helm verbose ") == []
    assert complete(helm, f"helm --home {tmp_path} verb") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shells_script_asks_the_program_by_its_name(shell: str) -> None:
    outcome = testkit.run(["completion", shell], program="helm")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert f"_HELM_COMPLETE={shell}_complete" in outcome.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "shell not specified"),
        (["bash", "zsh"], "too many arguments, expected only the shell type"),
        (["tcsh"], 'unsupported shell type "tcsh"'),
    ],
)
def test_completion_for_no_or_another_shell_is_an_error(words: list[str], message: str) -> None:
    assert testkit.run(["completion", *words]) == (1, "", f"Error: {message}\n")
