from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.plugins.builtin.command_plugins.environment import program
from stand_ins.plugin_world import PluginWorld

Captured = pytest.CaptureFixture[str]
ENVIRONMENT = "#!/bin/sh\nenv | grep -E '^(HELM|TILLER)_' | LC_ALL=C sort\n"


def show_environment(world: PluginWorld) -> Path:
    return world.write("env", 'name: env\ncommand: "$HELM_PLUGIN_DIR/env.sh"\n', env=ENVIRONMENT)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["show"], "0 words:\n"),
        (["show", "a", "--flag", "-x", "b c"], "4 words: a --flag -x b c\n"),
        (["show", "--help"], "1 words: --help\n"),
        (["show", "-h"], "1 words: -h\n"),
        (["show", "--", "--debug", "-p"], "2 words: -- -p\n"),
        (["show", "--kubeconfig", "k", "--tiller-namespaces", "5"], "4 words: --kubeconfig k --tiller-namespaces 5\n"),
        (["--kubeconfig", "k", "show", "z"], "3 words: --kubeconfig k z\n"),
        (["--kubeconfig=k", "--unknown=1", "show", "z"], "3 words: --kubeconfig=k --unknown=1 z\n"),
        (["show", "--debug=true", "--home", "{home}", "--host=h", "--kube-context", "c"], "1 words: --debug=true\n"),
        (["--no-plugins", "--cluster", "sandbox", "--no-cache", "-pno:lint", "show", "x"], "1 words: x\n"),
    ],
)  # fmt: skip
def test_every_word_but_five_flags_of_helm_goes_to_the_plugin(
    world: PluginWorld, capfd: Captured, words: list[str], expected: str
) -> None:
    world.write_show()
    assert world.run(*(word.replace("{home}", str(world.home)) for word in words)) == (0, "", "")
    assert capfd.readouterr().out == expected


def test_a_flag_of_helm_without_its_value_is_an_error(world: PluginWorld) -> None:
    world.write_show()
    assert world.run("show", "--home") == (1, "", "Error: flag needs an argument: --home\n")


def test_with_ignore_flags_the_plugin_gets_its_own_words_only(world: PluginWorld, capfd: Captured) -> None:
    world.write("fixed", 'name: fixed\nignoreFlags: true\ncommand: "echo fixed  $NOTHING two"\n')
    assert world.run("fixed", "a", "--b").code == 0
    # Split at single blanks: empty words stay.
    assert capfd.readouterr().out == "fixed   two\n"


def test_the_environment_says_where_everything_is(
    world: PluginWorld, capfd: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = show_environment(world)
    monkeypatch.setattr(sys, "argv", ["/some/bin/helm"])
    words = ["env", "--host", "h:1", "--tiller-namespace=tn", "--debug"]
    assert world.run(*words, HELM_HOME=f"{world.home}/", HELM_HOST="other").code == 0
    assert capfd.readouterr().out == "".join(
        f"{line}\n"
        for line in (
            "HELM_BIN=/some/bin/helm",
            "HELM_DEBUG=1",
            f"HELM_HOME={world.home}/",
            "HELM_HOST=other",
            f"HELM_PATH_CACHE={world.home}/repository/cache",
            f"HELM_PATH_LOCAL_REPOSITORY={world.home}/repository/local",
            f"HELM_PATH_REPOSITORY={world.home}/repository",
            f"HELM_PATH_REPOSITORY_FILE={world.home}/repository/repositories.yaml",
            f"HELM_PATH_STARTER={world.home}/starters",
            f"HELM_PLUGIN={world.plugins}",
            f"HELM_PLUGIN_DIR={folder}",
            "HELM_PLUGIN_NAME=env",
            "TILLER_HOST=h:1",
            "TILLER_NAMESPACE=tn",
        )
    )


def test_a_debug_variable_that_is_no_bool_stays_as_it_is(world: PluginWorld, capfd: Captured) -> None:
    show_environment(world)
    world.run("env", HELM_DEBUG="x")
    assert "HELM_DEBUG=x\n" in capfd.readouterr().out


def test_a_home_on_the_command_line_says_where_plugins_are(world: PluginWorld, capfd: Captured) -> None:
    world.write_show()
    elsewhere = str(world.folder / "elsewhere")
    assert world.run("--home", str(world.home), "show", "a", HELM_HOME=elsewhere).code == 0
    assert world.run("show", "b", "--home", str(world.home), HELM_HOME=elsewhere).code == 0
    assert world.run("--no-plugins", "show", "c", f"--home={world.home}", HELM_HOME=elsewhere).code == 0
    assert capfd.readouterr().out == "1 words: a\n1 words: b\n1 words: c\n"
    # What comes behind a flag that Helm does not know is read too late for that, as in Helm.
    assert world.run("show", "-x", "--home", str(world.home), HELM_HOME=elsewhere).stderr.startswith(
        'Error: unknown command "show" for "helm"'
    )


def test_this_program_calls_itself_back_by_its_script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["/x/pilothouse/__main__.py"])
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert program() == "/x/pilothouse/__main__.py"
    (tmp_path / "pilothouse").write_text("")
    assert program() == f"{tmp_path}/pilothouse"


def test_the_exit_code_of_a_plugin_is_the_programs(world: PluginWorld) -> None:
    world.write("exits", 'name: exits\ncommand: "$HELM_PLUGIN_DIR/exit.sh"\n', exit="#!/bin/sh\nexit $1\n")
    assert world.run("exits", "0") == (0, "", "")
    for code in (1, 7, 255):
        assert world.run("exits", str(code)) == (code, "", 'Error: plugin "exits" exited with error\n')


def test_a_plugin_that_a_signal_ends_has_exit_code_255(world: PluginWorld) -> None:
    world.write("dies", 'name: dies\ncommand: "$HELM_PLUGIN_DIR/die.sh"\n', die="#!/bin/sh\nkill -9 $$\n")
    assert world.run("dies") == (255, "", 'Error: plugin "dies" exited with error\n')


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("$HELM_PLUGIN_DIR/none.sh", "fork/exec {folder}/none.sh: no such file or directory"),
        ("$HELM_PLUGIN_DIR/plugin.yaml", "fork/exec {folder}/plugin.yaml: permission denied"),
        ("$HELM_PLUGIN_DIR/text.sh", "fork/exec {folder}/text.sh: exec format error"),
        ("", "fork/exec : no such file or directory"),
        ("no-such-program -x", 'exec: "no-such-program": executable file not found in $PATH'),
    ],
)
def test_a_command_that_cannot_be_run_is_an_error(world: PluginWorld, command: str, expected: str) -> None:
    folder = world.write("p", f'name: p\ncommand: "{command}"\n', text="\x01\x02")
    assert world.run("p", "--help") == (1, "", f"Error: {expected.replace('{folder}', str(folder))}\n")


def test_standard_input_is_the_plugins(world: PluginWorld) -> None:
    world.write("cat", 'name: cat\ncommand: "cat"\n')
    done = subprocess.run(
        [sys.executable, "-m", "pilothouse", "cat"], input="from stdin\n", env=world.environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "from stdin\n", "")


def test_signals_that_this_program_ignores_end_a_plugin(world: PluginWorld, capfd: Captured) -> None:
    world.write("pipe", 'name: pipe\ncommand: "$HELM_PLUGIN_DIR/pipe.sh"\n', pipe="#!/bin/sh\nyes | head -1\n")
    assert world.run("pipe").code == 0
    assert capfd.readouterr() == ("y\n", "")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_to_the_program_ends_the_plugin_first(world: PluginWorld, number: int, code: int) -> None:
    script = "#!/bin/sh\ntrap 'echo ended; exit 3' INT TERM\necho ready\nwhile :; do sleep 0.05; done\n"
    world.write("waits", 'name: waits\ncommand: "$HELM_PLUGIN_DIR/wait.sh"\n', wait=script)
    process = subprocess.Popen(
        [sys.executable, "-m", "pilothouse", "waits"], env=world.environment, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    if number == signal.SIGINT:
        # As a terminal does: to every process of the foreground.
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    assert process.communicate(timeout=30)[0] == "ended\n"
    assert process.returncode == code


def test_a_plugin_that_takes_an_interrupt_well_is_no_failure(world: PluginWorld) -> None:
    script = "#!/bin/sh\ntrap 'exit 0' INT\necho ready\nwhile :; do sleep 0.05; done\n"
    world.write("waits", 'name: waits\ncommand: "$HELM_PLUGIN_DIR/wait.sh"\n', wait=script)
    process = subprocess.Popen(
        [sys.executable, "-m", "pilothouse", "waits"], env=world.environment, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0


# --- which commands there are ---


def test_plugins_are_switched_off_by_a_variable_that_is_1(world: PluginWorld, capfd: Captured) -> None:
    world.write_show()
    assert world.run("show", HELM_NO_PLUGINS="1") == (
        1, "", "Error: unknown command \"show\" for \"helm\"\nRun 'helm --help' for usage.\n",
    )  # fmt: skip
    assert world.run("show", HELM_NO_PLUGINS="true").code == 0
    listed = world.run("plugin", "list", HELM_NO_PLUGINS="1").stdout
    assert listed == "NAME\tVERSION\tDESCRIPTION\nshow\t0.1.0  \t           \n"


def test_a_built_in_command_wins_over_a_plugin_of_its_name_or_alias(world: PluginWorld, capfd: Captured) -> None:
    world.write_show("home")
    world.write_show("del")
    assert world.run("home") == (0, f"{world.home}\n", "")
    assert world.run("del").stderr == "Error: command 'delete' requires a release name\n"
    assert capfd.readouterr().out == ""
    assert "home         print the folder" in world.run("help").stdout


def test_a_broken_path_list_is_told_and_gives_no_commands(world: PluginWorld) -> None:
    assert world.run("show", HELM_PLUGIN="/[").stderr == (
        "failed to load plugins: syntax error in pattern\n"
        "Error: unknown command \"show\" for \"helm\"\nRun 'helm --help' for usage.\n"
    )
    assert world.run("plugin", "list", HELM_PLUGIN="/[") == (1, "", "Error: syntax error in pattern\n")


def test_a_broken_plugin_fails_by_itself_and_others_go_on(world: PluginWorld, capfd: Captured) -> None:
    world.write_show()
    bad = world.write("bad", "name: bad\ncolour: red\n")
    problem = f"{bad}/plugin.yaml: yaml: unmarshal errors:\n  line 2: field colour not found in type plugin.Metadata\n"
    assert world.run("show") == (0, "", "")
    assert world.run("home") == (0, f"{world.home}\n", "")
    assert world.run("bad") == (1, "", f"Error: {problem}")
    listed = world.run("help")
    assert (listed.code, listed.stderr) == (0, "")
    assert "  bad          this plugin is broken\n" in listed.stdout
    assert world.run("other", PILOTHOUSE_HINTS="always").stderr == (
        f"Error: unknown command \"other\" for \"helm\"\nRun 'helm --help' for usage.\n  {problem}"
    )


def test_looking_for_plugins_is_left_out_for_built_in_commands(world: PluginWorld) -> None:
    code = (
        "import sys; sys.argv = ['helm', 'home']; from pilothouse.core.quick import run;"
        "run(sys.argv[1:], program='helm');"
        "print([name for name in sys.modules if 'command_plugins.d' in name or 'yaml' in name or name == 'subprocess'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=world.environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{world.home}\n[]\n"


def test_the_environment_of_a_test_is_the_plugins_too(world: PluginWorld, capfd: Captured) -> None:
    world.write("var", 'name: var\ncommand: "echo $MINE ${MINE}"\n')
    assert testkit.run(["var"], environment={**world.environment, "MINE": "m"}, program="helm").code == 0
    assert capfd.readouterr().out == "m m\n"
