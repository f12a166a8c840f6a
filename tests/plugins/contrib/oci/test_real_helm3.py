"""Charts that a real Helm 3 and we push and pull, by the same registry."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cluster.helm3 import helm3_program
from stand_ins.registry import PASSWORD, USER, RegistryServer

if TYPE_CHECKING:
    from conftest import MakeArchive, Run


class Helm3:
    """The program, for somebody with folders of their own."""

    def __init__(self, folder: Path) -> None:
        self.program = helm3_program()
        self.places = {name: str(folder) for name in ("HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME", "HOME")}

    def __call__(self, *words: object, stdin: str = "") -> str:
        done = subprocess.run(
            [str(self.program), *map(str, words)],
            env={"PATH": os.environ["PATH"], **self.places},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def helm3(tmp_path: Path) -> Helm3:
    return Helm3(tmp_path / "helm3")


def test_helm_3_pulls_what_we_push(
    helm3: Helm3, run: Run, registry: RegistryServer, archive: MakeArchive, tmp_path: Path
) -> None:
    path = archive("web", "1.2.3+b4", **{"values.yaml": "a: 1\n"})
    pushed = run("oci", "push", path, registry.address("ours"))
    assert pushed.code == 0
    (tmp_path / "pulled").mkdir()
    words = (registry.address("ours/web"), "--version", "1.2.3+b4", "--plain-http")
    said = helm3("pull", *words, "--destination", tmp_path / "pulled")
    assert (tmp_path / "pulled" / "web-1.2.3+b4.tgz").read_bytes() == path.read_bytes()
    assert pushed.stdout.splitlines()[1] in said.splitlines()
    assert "version: 1.2.3+b4" in helm3("show", "chart", *words)


def test_we_pull_what_helm_3_pushes(
    helm3: Helm3, run: Run, registry: RegistryServer, archive: MakeArchive, tmp_path: Path
) -> None:
    path = archive("api", "2.0.0")
    helm3("push", path, registry.address("theirs"), "--plain-http")
    (tmp_path / "pulled").mkdir()
    assert run("oci", "pull", registry.address("theirs/api:2.0.0"), "-d", tmp_path / "pulled").code == 0
    assert (tmp_path / "pulled" / "api-2.0.0.tgz").read_bytes() == path.read_bytes()
    again = run("oci", "push", path, registry.address("theirs"))
    assert again.code == 0, "the same archive is the same chart"


def test_helm_3_logs_in_and_we_use_what_it_has_stored(
    helm3: Helm3, run: Run, locked_registry: RegistryServer, archive: MakeArchive, tmp_path: Path
) -> None:
    words = ("--username", USER, "--password-stdin")
    helm3("registry", "login", locked_registry.host, *words, stdin=PASSWORD)
    stored = next((tmp_path / "helm3").rglob("config.json"))
    outcome = run(
        "oci", "push", archive("web", "3.0.0"), locked_registry.address("own"), DOCKER_CONFIG=str(stored.parent)
    )
    assert outcome.code == 0, outcome
