"""The page about serving, carried out: its certificates are made, its rules are in force, and clients come."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pilothouse.core import testkit
from tiller_process import TillerProcess, tiller_process
from transports.certificates import Authority

PAGE = Path(__file__).parents[4] / "docs" / "tiller.md"
CHART = {
    "Chart.yaml": "name: web\nversion: 0.1.0\n",
    "templates/web.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n",
}


def block(language: str, name: str) -> str:
    """The block of the page whose first line is a file's name."""
    for text in re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        if text.startswith(f"# {name}\n"):
            return str(text)
    raise AssertionError(name)


class Clients:
    """A server with the page's files and rules, and clients of it."""

    def __init__(self, folder: Path, served: TillerProcess) -> None:
        self.folder = folder
        self.served = served

    def run(
        self, words: str, certificate: str = "", *, authority: str = "ca", host: str = "127.0.0.1"
    ) -> testkit.Outcome:
        """Run the program with a client's certificate, or in the clear."""
        address = f"{host}:{self.served.address.rpartition(':')[2]}"
        command = ["--host", address, "--tiller-connection-timeout", "5", *words.split()]
        if certificate:
            command += ["--tls-verify", "--tls-ca-cert", str(self.folder / f"{authority}.crt")]
            command += ["--tls-cert", str(self.folder / f"{certificate}.crt")]
            command += ["--tls-key", str(self.folder / f"{certificate}.key")]
        variables = {"PATH": os.environ["PATH"], "HELM_HOME": str(self.folder / "home"), "PILOTHOUSE_HINTS": "never"}
        done = subprocess.run(
            [sys.executable, "-m", "pilothouse", *command],
            cwd="/", env=variables, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        return testkit.Outcome(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificates")
    folder = tmp_path_factory.mktemp("served")
    (folder / "certificates.sh").write_text(block("sh", "certificates.sh"))
    made = subprocess.run(["sh", "certificates.sh"], cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert {path.name for path in folder.glob("*.crt")} == {"ca.crt", "tiller.crt", "anna.crt", "ci.crt"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.glob("*.key"))
    testkit.write_plugins(folder / "plugins", {"team_rules": block("python", "plugins/team_rules.py")})
    for name, text in CHART.items():
        path = folder / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    flags = ["--tls-verify"]
    for flag, name in (("--tls-ca-cert", "ca.crt"), ("--tls-cert", "tiller.crt"), ("--tls-key", "tiller.key")):
        flags += [flag, str(folder / name)]
    with tiller_process(folder, *flags, PILOTHOUSE_PLUGINS_DIR=str(folder / "plugins")) as served:
        served.start()
        yield Clients(folder, served)


def test_rules_go_by_what_the_client_s_certificate_says(clients: Clients) -> None:
    install = f"install {clients.folder / 'web'} --name"
    assert clients.run(f"{install} shop", "anna")[::2] == (
        1,
        "Error: anna may not ask for InstallRelease shop\n",
    )
    assert clients.run(f"{install} web-shop", "anna").code == 0
    assert clients.run("delete shop", "anna")[::2] == (
        1,
        "Error: anna may not ask for UninstallRelease shop\n",
    )
    assert clients.run("list --short", "anna") == (0, "web-shop\n", "")
    assert clients.run(f"{install} shop", "ci").code == 0
    assert clients.run("delete --purge web-shop", "anna").code == 0
    assert clients.run("list --short", "ci", host="localhost") == (0, "shop\n", "")


def test_nobody_else_is_let_in(clients: Clients) -> None:
    theirs = Authority("our Tiller")
    stranger = theirs.issue("anna", client=True)
    (clients.folder / "stranger.crt").write_bytes(stranger.certificate)
    (clients.folder / "stranger.key").write_bytes(stranger.key)
    (clients.folder / "theirs.crt").write_bytes(theirs.certificate)
    outcomes = {
        "in the clear": clients.run("list"),
        "with a certificate of another authority": clients.run("list", "stranger"),
        "with the server's certificate": clients.run("list", "tiller"),
        "trusting another authority": clients.run("list", "anna", authority="theirs"),
        "calling it by another name": clients.run("list --tls-hostname tiller.example.com", "anna"),
    }
    assert {who: (code, output) for who, (code, output, _) in outcomes.items()} == dict.fromkeys(outcomes, (1, ""))
    assert all(outcome.stderr.startswith("Error: ") for outcome in outcomes.values())


def test_who_called_stands_in_the_log(clients: Clients) -> None:
    clients.run(f"install {clients.folder / 'web'} --name other", "anna")
    refusal = "anna may not ask for InstallRelease other"
    clients.served.wait_for(refusal)
    line = f'[tiller] InstallRelease "other" for anna 127.0.0.1:PORT: PERMISSION_DENIED: {refusal}'
    assert any(found.startswith(line) for found in clients.served.log)
