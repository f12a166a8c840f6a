"""The command itself, as somebody runs it."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from pilothouse.core.testkit import run
from stand_ins.served_pages import fetch, started


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_prints_its_address_serves_and_ends_when_told_to(
    world: dict[str, str], number: signal.Signals, code: int
) -> None:
    with started(world) as (process, url):
        base, _, token = url.partition("?token=")
        assert fetch(url)[0] == 200
        assert fetch(base)[0] == 403
        status, text = fetch(base, {"Authorization": f"Bearer {token}"})
        assert status == 200
        assert "25 releases" in text
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (code, "", "")


def test_it_ends_while_a_page_waits_for_a_cluster_that_never_answers(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        kubeconfig = tmp_path / "config"
        port = silent.getsockname()[1]
        kubeconfig.write_text(
            "apiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts: [{name: a, context: {cluster: a, user: a}}]\n"
            f"clusters: [{{name: a, cluster: {{server: 'http://127.0.0.1:{port}'}}}}]\n"
            "users: [{name: a, user: {}}]\n"
        )
        environment = {"KUBECONFIG": str(kubeconfig), "HELM_HOME": str(tmp_path), "HOME": str(tmp_path)}
        with started(environment, "--page-timeout", "1") as (process, url):
            base, _, token = url.partition("?token=")
            status, text = fetch(base, {"Authorization": f"Bearer {token}"})
            assert (status, "there was no answer within 1 seconds" in text) == (504, True)
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (143, "")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["extra"], "Error: This command takes no arguments\n"),
        (["--page-timeout", "0"], "Error: --page-timeout has to be 1 at least\n"),
        (["--address", ""], "Error: --address is empty\n"),
        (["--address", "no such host"], "Error: listen tcp: lookup no such host: no such host\n"),
        (["--port", "70000"], "Error: listen tcp: address 70000: invalid port\n"),
    ],
)
def test_it_refuses_what_cannot_be(world: dict[str, str], args: Sequence[str], message: str) -> None:
    outcome = run(["dashboard", *args], environment=world)
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith(message)


def test_a_port_that_is_taken_says_how_to_get_another(world: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = run(["dashboard", "--port", str(port)], environment=world)
    assert outcome.stderr == (
        f"Error: listen tcp 127.0.0.1:{port}: bind: address already in use\nhint: --port 0 takes any free port\n"
    )


@pytest.mark.parametrize("module", ["starlette", "uvicorn"])
def test_without_the_extra_it_says_what_to_install(
    world: dict[str, str], monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    outcome = run(["dashboard"], environment=world)
    assert outcome.code == 1
    assert outcome.stderr.startswith(f"Error: the command dashboard needs the Python package '{module}'\n")
    assert outcome.stderr.endswith("hint: pip install 'pilothouse[dashboard]'\n")


def test_help_says_what_is_shown_and_to_whom() -> None:
    outcome = run(["dashboard", "--help"])
    for words in ("--address", "--port", "--show-secrets", "--page-timeout", "It changes nothing", "ssh -L"):
        assert words in outcome.stdout
