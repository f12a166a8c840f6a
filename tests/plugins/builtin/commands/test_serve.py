from __future__ import annotations

import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from cluster.control_plane import free_ports, wait_until
from pilothouse.core.testkit import run

STAND_IN = """
from pilothouse.core.run import Termination
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_serve_charts(options, kernel):
    kernel.console.line(f"{options.folder}|{options.address}|{options.url}")
    return True
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "charts"
    path.mkdir()
    return path


def environment(tmp_path: Path, *, stand_in: bool = True) -> dict[str, str]:
    variables = {"HOME": str(tmp_path), "HELM_HOME": str(tmp_path / "home"), "PILOTHOUSE_HINTS": "never"}
    if stand_in:
        plugins = tmp_path / "plugins"
        plugins.mkdir(exist_ok=True)
        (plugins / "server.py").write_text(STAND_IN)
        variables["PILOTHOUSE_PLUGINS_DIR"] = str(plugins)
    return variables


@pytest.mark.parametrize(
    ("words", "options", "url"),
    [
        ((), "|127.0.0.1:8879|", "http://127.0.0.1:8879"),
        (("--address", "x:1"), "|x:1|", "http://x:1"),
        (("--address", "x:1", "--url", "http://y/z"), "|x:1|http://y/z", "http://y/z"),
        (("surplus",), "|127.0.0.1:8879|", "http://127.0.0.1:8879"),
    ],
)
def test_the_index_is_written_and_the_folder_served(
    tmp_path: Path, folder: Path, words: tuple[str, ...], options: str, url: str
) -> None:
    outcome = run(["serve", "--repo-path", str(folder), *words], environment=environment(tmp_path))
    address = options.split("|")[1]
    told = f"Regenerating index. This may take a moment.\nNow serving you on {address}\n"
    assert outcome == (0, f"{told}{folder}{options}\n", "")
    assert (folder / "index.yaml").read_text().startswith("apiVersion: v1\nentries: {}\n")


def test_a_folder_that_is_named_without_its_flag_is_not_served_in_silence(tmp_path: Path, folder: Path) -> None:
    variables = {**environment(tmp_path), "PILOTHOUSE_HINTS": "always"}
    outcome = run(["serve", "--repo-path", str(folder), "mine"], environment=variables)
    assert f"mine is ignored; --repo-path names the folder to serve, now it is {folder}\n" in outcome.stderr


def test_only_the_folder_of_this_machine_is_made_by_init(tmp_path: Path) -> None:
    variables = {**environment(tmp_path), "PILOTHOUSE_HINTS": "always"}
    outcome = run(["serve", "--repo-path", str(tmp_path / "none")], environment=variables)
    assert outcome == (1, "", f"Error: stat {tmp_path}/none: no such file or directory\n")
    outcome = run(["serve"], environment=variables)
    assert "hint: `init --client-only` makes the folder of the local repository\n" in outcome.stderr


def test_the_folder_is_the_local_repository_unless_given(tmp_path: Path) -> None:
    local = tmp_path / "home" / "repository" / "local"
    local.mkdir(parents=True)
    outcome = run(["serve"], environment=environment(tmp_path))
    assert (outcome.code, outcome.stdout.splitlines()[-1]) == (0, f"{local}|127.0.0.1:8879|")


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    outcome = run(["serve", "surplus", "--address", "x"], environment=environment(tmp_path))
    assert outcome == (1, "", f"Error: stat {tmp_path}/home/repository/local: no such file or directory\n")


def test_a_file_cannot_be_served(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    outcome = run(["serve", "--repo-path", str(tmp_path / "file")], environment=environment(tmp_path))
    assert outcome == (
        1,
        "Regenerating index. This may take a moment.\n",
        f"Error: open {tmp_path}/file/index.yaml: not a directory\n",
    )


def test_an_address_that_is_none_is_found_when_listening(tmp_path: Path, folder: Path) -> None:
    words = ["serve", "--repo-path", str(folder), "--address", "nonsense"]
    assert run(words, environment=environment(tmp_path, stand_in=False)) == (
        1,
        "Regenerating index. This may take a moment.\nNow serving you on nonsense\n",
        "Error: listen tcp: address nonsense: missing port in address\n",
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_as_it_ends_helms(tmp_path: Path, folder: Path, number: signal.Signals) -> None:
    address = f"127.0.0.1:{free_ports(1)[0]}"
    program = [sys.executable, "-m", "pilothouse", "serve", "--repo-path", str(folder), "--address", address]
    with subprocess.Popen(program, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            wait_until(lambda: urllib.request.urlopen(f"http://{address}/charts/").status == 200, "a page")
            process.send_signal(number)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, out.decode(), err.decode()) == (
        -number,
        f"Regenerating index. This may take a moment.\nNow serving you on {address}\n",
        "",
    )
