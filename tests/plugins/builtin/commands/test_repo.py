from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pilothouse.core import testkit
from stand_ins.chart_repository import ChartRepository, write_home
from stand_ins.http_server import Answer, HttpServer


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


@pytest.fixture
def repository(server: HttpServer) -> ChartRepository:
    repository = ChartRepository(server)
    repository.add("alpha", "1.0.0")
    return repository


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return write_home(tmp_path / "home")


def helm(home: Path, *args: str) -> testkit.Outcome:
    return testkit.run(args, environment={"HELM_HOME": str(home), "PILOTHOUSE_HINTS": "never"})


def test_repositories_are_added_listed_and_removed(home: Path, repository: ChartRepository) -> None:
    url = repository.url
    assert helm(home, "repo", "add", "one", url) == (0, '"one" has been added to your repositories\n', "")
    assert helm(home, "repo", "add", "two", f"{url}/", "--no-update")[:2] == (
        0, '"two" has been added to your repositories\n',
    )  # fmt: skip
    assert helm(home, "repo", "add", "one", url, "--no-update") == (
        1,
        "",
        "Error: repository name (one) already exists, please specify a different name\n",
    )
    assert helm(home, "repo", "list") == (0, f"NAME\tURL{' ' * (len(url) - 2)}\none \t{url} \ntwo \t{url}/\n", "")
    assert helm(home, "repo", "list", "-o", "json").stdout == (
        f'[{{"Name":"one","URL":"{url}"}},{{"Name":"two","URL":"{url}/"}}]\n'
    )
    assert helm(home, "repo", "list", "-o", "yaml").stdout == (
        f"- Name: one\n  URL: {url}\n- Name: two\n  URL: {url}/\n\n"
    )
    assert helm(home, "repo", "list", "-o", "xml") == (1, "", "Error: unsupported format xml\n")
    assert helm(home, "repo", "rm", "two", "zzz", "one") == (
        1,
        '"two" has been removed from your repositories\n',
        'Error: no repo named "zzz" found\n',
    )
    assert helm(home, "repo", "remove", "one").code == 0
    assert helm(home, "repo", "list") == (0, "NAME\tURL\n", "")
    assert helm(home, "repo", "list", "-o", "json") == (0, "null\n", "")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ("add", "x"),
            "This command needs 2 arguments: name for the chart repository, the url of the chart repository",
        ),
        (("remove",), "need at least one argument, name of chart repository"),
        (("update",), "no repositories found. You must add one before updating"),
    ],
)
def test_what_is_missing_is_said_in_helms_words(args: tuple[str, ...], message: str, home: Path) -> None:
    assert helm(home, "repo", *args) == (1, "", f"Error: {message}\n")


def test_without_a_home_nothing_is_removed(tmp_path: Path) -> None:
    gone = helm(tmp_path / "none", "repo", "remove", "x")
    assert (gone.code, gone.stderr.splitlines()[0]) == (
        1,
        f"Error: Couldn't load repositories file ({tmp_path}/none/repository/repositories.yaml).",
    )


def test_indexes_are_refreshed_and_failures_told(
    home: Path, server: HttpServer, repository: ChartRepository, tmp_path: Path
) -> None:
    url = repository.url
    home = write_home(tmp_path / "h", ("gone", f"{url}/gone"), ("local", "http://127.0.0.1:1"), ("good", url))
    begin = "Hang tight while we grab the latest from your chart repositories...\n"
    gone = (
        f'...Unable to get an update from the "gone" chart repository ({url}/gone):\n'
        f"\tFailed to fetch {url}/gone/index.yaml : 404 Not Found\n"
    )
    good = '...Successfully got an update from the "good" chart repository\n'
    everything = f"{begin}{gone}...Skip local chart repository\n{good}"
    assert helm(home, "repo", "update") == (0, f"{everything}Update Complete.\n", "")
    assert helm(home, "repo", "update", "--strict") == (1, everything, "Error: Update Failed. Check log for details\n")
    assert helm(home, "repo", "up", "good", "gone") == (0, f"{begin}{good}Update Complete.\n", "")
    assert helm(home, "repo", "update", "zzz") == (
        1,
        "",
        "Error: no repositories found matching the provided name. Verify if the repo exists\n",
    )
    assert helm(home, "update", "good") == (
        0,
        f"{begin}{good}Update Complete.\n",
        "Command \"update\" is deprecated, Use 'helm repo update'\n\n",
    )


def test_a_password_in_a_url_does_not_show_when_an_index_cannot_be_fetched(tmp_path: Path, server: HttpServer) -> None:
    server.answer("/index.yaml", Answer(status=500))
    home = write_home(tmp_path / "h", ("x", f"http://me:hush@{server.origin}"))
    shown = helm(home, "repo", "update")
    assert "hush" not in shown.stdout + shown.stderr
    assert f"(http://me:***@{server.origin})" in shown.stdout


def test_a_password_that_is_not_given_needs_a_terminal(home: Path, repository: ChartRepository) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pilothouse", "repo", "add", "x", repository.url, "--username", "me"],
        env={**os.environ, "HELM_HOME": str(home), "PILOTHOUSE_HINTS": "never"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "Password:\n",
        "Error: inappropriate ioctl for device\n",
    )


def read_terminal(terminal: int, until: bytes = b"") -> bytes:
    """What is printed on a terminal up to some text, or to its end."""
    shown = b""
    while not until or until not in shown:
        assert select.select([terminal], [], [], 30)[0], shown
        try:
            piece = os.read(terminal, 1000)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    return shown


def test_a_password_is_asked_for_at_a_terminal_without_showing_it(
    home: Path, server: HttpServer, repository: ChartRepository
) -> None:
    server.credentials = "me:secret"
    (home / "repository" / "repositories.yaml").chmod(0o600)
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover
        os.environ["HELM_HOME"] = str(home)
        os.execv(
            sys.executable,
            [sys.executable, "-m", "pilothouse", "repo", "add", "x", repository.url, "--username", "me"],
        )
    shown = read_terminal(terminal, until=b"Password:")
    os.write(terminal, b"secret\n")
    shown += read_terminal(terminal, until=b"repositories")
    shown += read_terminal(terminal)
    assert os.waitpid(child, 0)[1] == 0
    assert shown.replace(b"\r", b"") == b'Password:\n"x" has been added to your repositories\n'
    assert server.asked[-1].authorization == "Basic bWU6c2VjcmV0"
