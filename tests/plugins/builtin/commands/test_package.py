from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.testkit import run, write_plugins

MADE = Path(__file__).parent.parent / "provenance" / "made_by_gnupg"
LOCKED = ("--sign", "--key", "locked", "--keyring", str(MADE / "locked.sec.gpg"))

REPOSITORIES = """
from pilothouse.hookspecs import hookimpl

class Local:
    def __init__(self, kernel):
        self.kernel = kernel

    def save_locally(self, archive):
        self.kernel.console.line(f"keep {archive}")

@hookimpl
def helm_open_repositories(kernel):
    return Local(kernel)

@hookimpl
def helm_update_requirements(path, options, kernel):
    kernel.console.line(f"update {path} {options.keyring} {options.locked}")
    return True
"""

Package = Callable[..., tuple[int, str, str]]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """Runs the command in a folder with a chart called web; paths of the folder are printed as TMP."""
    chart = tmp_path / "web"
    chart.mkdir()
    (chart / "Chart.yaml").write_text("apiVersion: v1\nname: web\nversion: 0.1.0\n")
    (chart / "values.yaml").write_text("a: 1\n")
    write_plugins(tmp_path / "plugins", {"local": REPOSITORIES})
    monkeypatch.chdir(tmp_path)

    def call(*words: str, hints: str = "never", **variables: str) -> tuple[int, str, str]:
        environment = {
            "PILOTHOUSE_PLUGINS_DIR": str(tmp_path / "plugins"), "HOME": str(tmp_path), "PILOTHOUSE_HINTS": hints,
            **variables,
        }  # fmt: skip
        done = run(("package", *words), environment=environment)
        return done.code, *(text.replace(str(tmp_path), "TMP") for text in (done.stdout, done.stderr))

    return call


def packed(name: str = "TMP/web-0.1.0.tgz") -> str:
    return f"Successfully packaged chart and saved it to: {name}\n"


def test_a_chart_is_packed_and_kept_in_the_repository_of_this_machine(package: Package, tmp_path: Path) -> None:
    assert package("web") == (0, packed() + "keep TMP/web-0.1.0.tgz\n", "")
    assert (tmp_path / "web-0.1.0.tgz").is_file()


def test_charts_are_packed_one_after_the_other(package: Package) -> None:
    assert package("./web/", "web", "--save=false") == (0, packed() * 2, "")


def test_the_path_is_shown_as_the_destination_was_given(package: Package, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert package("web", "--save=false", "-d", "out") == (0, packed("out/web-0.1.0.tgz"), "")
    assert package("web", "--save=false", "-d", "none") == (
        1, "", "Error: Failed to save: stat none: no such file or directory\n"
    )  # fmt: skip


def test_versions_of_the_command_line_win(package: Package) -> None:
    assert package("web", "--save=false", "--version", "2.0.0", "--app-version", "7", "--debug") == (
        0, "[debug] Setting version to 2.0.0\n[debug] Setting appVersion to 7\n" + packed("TMP/web-2.0.0.tgz"), ""
    )  # fmt: skip
    assert package("web", "--version", "new") == (1, "", "Error: Invalid Semantic Version\n")


def test_debugging_tells_where_it_is_kept(package: Package) -> None:
    assert package("web", "--debug")[1].endswith(
        "[debug] Successfully saved TMP/web-0.1.0.tgz to TMP/.helm/repository/local\n\n"
    )


def test_requirements_are_fetched_first_when_wanted(package: Package) -> None:
    assert package("web", "-u", "--save=false", "--keyring", "ring") == (
        0, "update TMP/web ring False\n" + packed(), ""
    )  # fmt: skip


def test_a_requirement_that_is_missing_is_an_error(package: Package, tmp_path: Path) -> None:
    (tmp_path / "web" / "requirements.yaml").write_text("dependencies: [{name: db}, {name: mq}]\n")
    assert package("web", "--save=false") == (
        1, "", "Error: found in requirements.yaml, but missing in charts/ directory: db, mq\n"
    )  # fmt: skip
    for name in ("db", "mq"):
        (tmp_path / "web" / "charts" / name).mkdir(parents=True)
        (tmp_path / "web" / "charts" / name / "Chart.yaml").write_text(f"name: {name}\nversion: 0.1.0\n")
    assert package("web", "--save=false") == (0, packed(), "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "need at least one argument, the path to the chart"),
        (("none",), "chart metadata (Chart.yaml) missing"),
        (("web", "--sign"), "--key is required for signing a package"),
        (("web", "--sign", "--key", "x", "--keyring", ""), "--keyring is required for signing a package"),
    ],
)
def test_what_is_missing_is_named(package: Package, words: tuple[str, ...], message: str) -> None:
    assert package(*words) == (1, "", f"Error: {message}\n")


def test_the_folder_is_named_like_the_chart(package: Package, tmp_path: Path) -> None:
    (tmp_path / "web").rename(tmp_path / "api")
    assert package("api") == (1, "", "Error: directory name (api) and Chart.yaml name (web) must match\n")


def test_reproducible_archives_are_the_same_each_time(package: Package, tmp_path: Path) -> None:
    archive = tmp_path / "web-0.1.0.tgz"
    contents = []
    for epoch in ("", "", "1577836800"):
        assert package("web", "--save=false", "--reproducible", SOURCE_DATE_EPOCH=epoch)[0] == 0
        contents.append(archive.read_bytes())
    assert contents[0] == contents[1] != contents[2]


def test_a_signed_chart_is_verified_with_the_public_key(package: Package, tmp_path: Path) -> None:
    sign = ("--sign", "--key", "rsa", "--keyring", str(MADE / "rsa.sec.gpg"))
    assert package("web", "--save=false", *sign) == (0, packed(), "")
    keyring = str(MADE / "rsa.pub.gpg")
    assert tuple(run(("verify", "web-0.1.0.tgz", "--keyring", keyring), environment={})) == (0, "", "")
    shown = package("web", "--save=false", "--debug", *sign)[1]
    assert shown == f"{packed()}[debug] {(tmp_path / 'web-0.1.0.tgz.prov').read_text()}\n"


def test_a_chart_is_packed_even_when_it_cannot_be_signed(package: Package, tmp_path: Path) -> None:
    assert package("web", "--save=false", "--sign", "--key", "nobody", "--keyring", str(MADE / "rsa.sec.gpg")) == (
        1, packed(), "Error: private key not found\n"
    )  # fmt: skip
    assert (tmp_path / "web-0.1.0.tgz").is_file()


def test_a_passphrase_comes_from_the_environment(package: Package) -> None:
    assert package("web", "--save=false", *LOCKED, HELM_KEY_PASSPHRASE="correct horse") == (0, packed(), "")
    assert package("web", "--save=false", *LOCKED, HELM_KEY_PASSPHRASE="wrong") == (
        1, packed(), "Error: openpgp: invalid data: private key checksum failure\n"
    )  # fmt: skip


@pytest.mark.parametrize("line", [b"correct horse\nnot read\n", b"correct horse", b"correct horse\r\n"])
def test_a_passphrase_comes_from_a_descriptor_and_wins_over_the_environment(package: Package, line: bytes) -> None:
    reading, writing = os.pipe()
    os.write(writing, line)
    os.close(writing)
    words = ("web", "web", "--save=false", *LOCKED, "--passphrase-fd", str(reading))
    try:
        assert package(*words, HELM_KEY_PASSPHRASE="wrong") == (0, packed() * 2, "")
    finally:
        os.close(reading)


def test_a_descriptor_that_is_not_open_is_an_error(package: Package) -> None:
    assert package("web", "--save=false", *LOCKED, "--passphrase-fd", "987") == (
        1, packed(), "Error: cannot read a passphrase from descriptor 987: bad file descriptor\n"
    )  # fmt: skip


def test_no_passphrase_is_ever_printed(package: Package) -> None:
    for word in ("correct horse", "canary-4711"):
        _, stdout, stderr = package(
            "web", "--save=false", *LOCKED, "--debug", hints="always", HELM_KEY_PASSPHRASE=word,
            PILOTHOUSE_TRACE_PLUGINS="true",
        )  # fmt: skip
        assert word not in stdout + stderr


def command(tmp_path: Path) -> dict[str, Any]:
    """How the program is started as a process of its own."""
    return {
        "args": [sys.executable, "-m", "pilothouse", "package", "web", "--save=false", *LOCKED],
        "cwd": tmp_path,
        "env": {"PATH": os.defpath, "HOME": str(tmp_path), "PILOTHOUSE_HINTS": "never"},
    }


PROMPT = 'Password for key "locked <locked@example.com>" >  '


def test_a_passphrase_is_asked_for_without_showing_it(package: Package, tmp_path: Path) -> None:
    master, terminal = pty.openpty()
    process = subprocess.Popen(
        **command(tmp_path), stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    shown = ""
    while not shown.endswith(PROMPT):
        shown += process.stdout.read(1)
    os.write(master, b"correct horse\n")
    rest, errors = process.communicate(timeout=60)
    os.set_blocking(master, False)
    try:
        echoed = os.read(master, 100)
    except BlockingIOError:
        echoed = b""
    os.close(terminal)
    os.close(master)
    assert (process.returncode, rest, errors, echoed.strip()) == (0, "\n", "", b"")
    assert (tmp_path / "web-0.1.0.tgz.prov").is_file()


def test_without_a_terminal_nothing_is_asked(package: Package, tmp_path: Path) -> None:
    done = subprocess.run(**command(tmp_path), input="correct horse\n", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.replace(str(tmp_path), "TMP"), done.stderr) == (
        1, f"{packed()}{PROMPT}\n", "Error: inappropriate ioctl for device\n"
    )  # fmt: skip
