from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core.errors import UsageError
from pilothouse.core.model.tiller_serving import TillerOptions
from pilothouse.core.testkit import run
from pilothouse.plugins.builtin.commands import tiller as module
from pilothouse.plugins.builtin.commands._go_flags import parse_go_flags
from pilothouse.plugins.builtin.commands.tiller import namespace, tiller_options

STAND_IN = """
from pilothouse.core.errors import ReleaseError
from pilothouse.hookspecs import hookimpl

_SETTINGS = ("storage", "history-max", "tiller-namespace", "sql-connection-string", "debug", "trace-requests")

@hookimpl
def helm_serve_releases(options, kernel):
    if options.listen == "taken":
        raise ReleaseError("Server died: listen tcp taken", details=("why",), hint="try another")
    kernel.console.line(f"{options} {[kernel.setting(name) for name in _SETTINGS]}")
    return True
"""

SETTINGS = ["configmap", "0", "kube-system", "", "false", "false"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "server.py").write_text(STAND_IN)
    return {"PILOTHOUSE_PLUGINS_DIR": str(plugins), "HOME": str(tmp_path), "PILOTHOUSE_HINTS": "never"}


@pytest.fixture
def served(environment: dict[str, str]):  # type: ignore[no-untyped-def]
    """What is served by a command line: the options, and the settings as a text."""

    def call(*words: str, **variables: str) -> str:
        outcome = run(["tiller", *words], environment={**environment, **variables})
        assert (outcome.code, outcome.stderr) == (0, ""), outcome
        return outcome.stdout

    return call


def line(*settings: str, **options: object) -> str:
    return f"{TillerOptions(**options)} {list(settings) or SETTINGS}\n"


def test_without_flags_tillers_defaults_stand(served) -> None:  # type: ignore[no-untyped-def]
    assert served() == line()


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (("-listen", ":1"), {"listen": ":1"}),
        (("--listen=:1", "-probe-listen=:2"), {"listen": ":1", "probe_listen": ":2"}),
        (("-probe=false",), {"probe": False}),
        (("-tls",), {"tls": True}),
        (("-tls=true", "--tls-verify=1"), {"tls": True, "tls_verify": True}),
        (("-tls", "false"), {"tls": True}),
        (
            ("-tls-key", "k", "-tls-cert", "c", "--tls-ca-cert", "a"),
            {"tls_key": "k", "tls_cert": "c", "tls_ca_cert": "a"},
        ),
        (("-allow-insecure", "--drain-timeout", "0x10"), {"allow_insecure": True, "drain_timeout": 16}),
        (("--", "-listen", ":1"), {}),
        (("surplus", "-listen", ":1"), {}),
        (("-listen", "-tls"), {"listen": "-tls"}),
        (("-listen", ":1", "-listen", ":2"), {"listen": ":2"}),
    ],
)  # fmt: skip
def test_flags_are_read_as_go_reads_them(served, words: tuple[str, ...], options: dict[str, object]) -> None:  # type: ignore[no-untyped-def]
    assert served(*words) == line(**options)


def test_flags_of_the_logging_library_are_taken(served) -> None:  # type: ignore[no-untyped-def]
    words = "-v 4 -logtostderr -alsologtostderr=false --stderrthreshold 2 -vmodule a=2 -log_dir /tmp -log_file x"
    more = "-log_file_max_size 1800 -log_backtrace_at a.go:3 -skip_headers -skip_log_headers=true"
    assert served(*words.split(), *more.split()) == line()


@pytest.mark.parametrize(
    ("words", "variables", "settings"),
    [
        (("-storage", "secret"), {}, ["secret", *SETTINGS[1:]]),
        (("-history-max", "7"), {"TILLER_HISTORY_MAX": "3"}, ["configmap", "7", *SETTINGS[2:]]),
        (("-history-max=-7",), {}, ["configmap", "-7", *SETTINGS[2:]]),
        ((), {"TILLER_HISTORY_MAX": "3"}, ["configmap", "3", *SETTINGS[2:]]),
        ((), {"TILLER_NAMESPACE": "spinnaker"}, ["configmap", "0", "spinnaker", *SETTINGS[3:]]),
        (("--tiller-namespace", "x"), {"TILLER_NAMESPACE": "y"}, ["configmap", "0", "x", *SETTINGS[3:]]),
        (
            ("-storage=sql", "-sql-connection-string", "postgres://db"), {},
            ["sql", "0", "kube-system", "postgres://db", *SETTINGS[4:]],
        ),
        (("-trace",), {}, [*SETTINGS[:4], "true", "false"]),
        (("-v", "6"), {}, [*SETTINGS[:5], "true"]),
        ((), {"KUBE_LOG_LEVEL": "10"}, [*SETTINGS[:5], "true"]),
        ((), {"KUBE_LOG_LEVEL": "much"}, SETTINGS),
    ],
)  # fmt: skip
def test_stores_and_logging_are_settings(  # type: ignore[no-untyped-def]
    served, words: tuple[str, ...], variables: dict[str, str], settings: list[str]
) -> None:
    assert served(*words, **variables) == line(*settings)


def test_a_history_that_is_no_number_is_said_and_means_all(environment: dict[str, str]) -> None:
    outcome = run(["tiller"], environment={**environment, "TILLER_HISTORY_MAX": "a\tfew"})
    assert (outcome.code, outcome.stderr[20:]) == (0, 'Invalid max history "a\\tfew". Defaulting to 0.\n')


def test_variables_switch_tls_on_whatever_they_say() -> None:
    variables = {"TILLER_TLS_ENABLE": "false", "TILLER_TLS_VERIFY": "0", "TILLER_TLS_CERTS": "/etc//certs/"}
    assert tiller_options({}, variables) == TillerOptions(
        tls=True, tls_verify=True,
        tls_key="/etc/certs/tls.key", tls_cert="/etc/certs/tls.crt", tls_ca_cert="/etc/certs/ca.crt",
    )  # fmt: skip
    empty = {"TILLER_TLS_ENABLE": "", "TILLER_TLS_VERIFY": "", "TILLER_TLS_CERTS": ""}
    assert tiller_options({}, empty) == TillerOptions()
    assert tiller_options({"tls": False, "tls_key": "k"}, variables).tls is False


def test_in_a_pod_the_namespace_is_the_pods(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "namespace"
    file.write_text("\n team-a \n")
    monkeypatch.setattr(module, "_NAMESPACE_FILE", str(file))
    assert namespace({}) == "team-a"
    assert namespace({"TILLER_NAMESPACE": ""}) == "team-a"
    assert namespace({"TILLER_NAMESPACE": "b"}) == "b"
    file.write_text(" \n")
    assert namespace({}) == "kube-system"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("-nonsense",), "flag provided but not defined: -nonsense"),
        (("--nonsense=1",), "flag provided but not defined: -nonsense"),
        (("---listen",), "bad flag syntax: ---listen"),
        (("-=x",), "bad flag syntax: -=x"),
        (("-listen",), "flag needs an argument: -listen"),
        (("--tls=maybe",), 'invalid boolean value "maybe" for -tls: parse error'),
        (("-history-max", "few"), 'invalid value "few" for flag -history-max: parse error'),
        (("-history-max", "9" * 30), f'invalid value "{"9" * 30}" for flag -history-max: value out of range'),
    ],
)
def test_mistakes_are_told_in_gos_words(environment: dict[str, str], words: tuple[str, ...], message: str) -> None:
    assert run(["tiller", *words], environment=environment) == (2, "", f"Error: {message}\n")


def test_a_flag_that_is_misspelt_brings_those_that_are_like_it() -> None:
    with pytest.raises(UsageError) as caught:
        parse_go_flags(module._FLAGS, ["--tls-certs", "x"])
    assert caught.value.hint.startswith("did you mean --tls-cert")


def test_the_version_is_printed_and_nothing_served(environment: dict[str, str]) -> None:
    assert run(["tiller", "-version"], environment=environment) == (0, "v2.17.0\n", "")


@pytest.mark.parametrize("word", ["-h", "-help", "--help"])
def test_help_names_the_flags(environment: dict[str, str], word: str) -> None:
    outcome = run(["tiller", word], environment=environment)
    assert outcome.code == 0
    for flag in module._FLAGS:
        assert f"    {flag.long} " in outcome.stdout
    assert "vmodule" not in outcome.stdout


def test_rudder_is_refused_with_what_stands_for_it(environment: dict[str, str]) -> None:
    outcome = run(["tiller", "-experimental-release"], environment={**environment, "PILOTHOUSE_HINTS": "always"})
    assert outcome == (
        1,
        "",
        "Error: --experimental-release is not served: there is no Rudder to hand work to\n"
        "hint: a plugin that implements helm_apply_manifests works on objects in Tiller's place\n",
    )


def test_a_dialect_other_than_postgres_ends_as_tiller_ends(environment: dict[str, str]) -> None:
    outcome = run(["tiller", "-storage", "sql", "-sql-dialect", "mysql"], environment=environment)
    message = 'Cannot initialize SQL storage driver: sql: unknown driver "mysql" (forgotten import?)'
    assert (outcome.code, _without_time(outcome.stderr)) == (1, f"[main] {message}\n")
    assert run(["tiller", "-sql-dialect", "mysql"], environment=environment).code == 0


def test_what_cannot_be_served_is_a_line_of_the_log(environment: dict[str, str]) -> None:
    words = ["tiller", "-listen", "taken"]
    outcome = run(words, environment=environment)
    assert (outcome.code, _without_time(outcome.stderr)) == (1, "[main] Server died: listen tcp taken\n")
    outcome = run(words, environment={**environment, "PILOTHOUSE_HINTS": "always"})
    assert _without_time(outcome.stderr) == (
        "[main] Server died: listen tcp taken\n[main] why\n[main] hint: try another\n"
    )


def _without_time(text: str) -> str:
    lines = (text_line.split(" ") for text_line in text.splitlines())
    return "".join(" ".join([words[0], *words[3:]]) + "\n" for words in lines)


def test_a_program_that_is_called_tiller_is_the_command(tmp_path: Path, environment: dict[str, str]) -> None:
    link = tmp_path / "tiller"
    link.write_text("#!/bin/sh\n")
    script = "import sys; sys.argv[0] = sys.argv.pop(1); from pilothouse.__main__ import main; main()"
    found = subprocess.run(
        [sys.executable, "-c", script, str(link), "-listen", ":1"],
        cwd="/", env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (found.returncode, found.stdout, found.stderr) == (0, line(listen=":1"), "")
