from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.testkit import Outcome
from stand_ins.s3_server import BUCKET, CHARTS, S3Server

Run = Callable[..., Outcome]

WITHOUT_BOTO3 = """
import sys
sys.modules["boto3"] = None
from pilothouse.__main__ import main
sys.exit(main())
"""


@pytest.fixture
def settings(s3: S3Server, tmp_path: Path) -> dict[str, str]:
    return {
        "HELM_HOME": str(tmp_path / "home"),
        "PILOTHOUSE_CLUSTER": "sandbox",
        "TILLER_STORAGE": "s3",
        "PILOTHOUSE_S3_BUCKET": BUCKET,
        "PILOTHOUSE_S3_PREFIX": "ours/helm/",
        "PILOTHOUSE_S3_ENDPOINT": s3.url,
    }


@pytest.fixture
def run(settings: dict[str, str]) -> Run:
    def run(*words: str | Path, **more: str) -> Outcome:
        return testkit.run(list(map(str, words)), environment={**settings, **more})

    return run


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v1\nname: web\nversion: 1.0.0\n")
    (folder / "templates" / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    return folder


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_release_lives_in_a_bucket_from_install_to_purge(
    s3: S3Server, run: Run, chart: Path, tmp_path: Path, encrypted: bool
) -> None:
    more = {}
    if encrypted:
        assert run("encryption", "new-key", tmp_path / "keys").code == 0
        more = {
            "TILLER_STORAGE": "encrypted",
            "PILOTHOUSE_ENCRYPTED_STORAGE": "s3",
            "PILOTHOUSE_ENCRYPTION_KEY_FILE": str(tmp_path / "keys"),
        }
    assert run("install", chart, "--name", "web", **more).code == 0
    assert run("upgrade", "web", chart, **more).code == 0
    assert run("rollback", "web", "1", **more).code == 0
    history = [line.split() for line in run("history", "web", **more).stdout.splitlines()[1:]]
    assert [(line[0], line[6]) for line in history] == [("1", "SUPERSEDED"), ("2", "SUPERSEDED"), ("3", "DEPLOYED")]
    records = [name for name in s3.names() if "~" not in name]
    folder = "ours/helm/kube-system"
    assert records == ["ours/helm/.conditional-writes"] * (records[0] == "ours/helm/.conditional-writes") + [
        f"{folder}/web.v1",
        f"{folder}/web.v2",
        f"{folder}/web.v3",
    ]
    assert run("list", "-q", **more).stdout == "web\n"
    assert run("delete", "web", "--purge", **more).code == 0
    assert [name for name in s3.names() if not name.endswith(".conditional-writes")] == []


def test_a_name_that_is_taken_is_told_in_helms_words(run: Run, chart: Path) -> None:
    assert run("install", chart, "--name", "web").code == 0
    taken = run("install", chart, "--name", "web")
    assert taken.stderr.splitlines()[0] == "Error: a release named web already exists."


@pytest.mark.parametrize(
    ("words", "purpose"),
    [
        (["list"], "the store s3"),
        (["fetch", "s3://charts/web-1.0.0.tgz"], "an address of s3://"),
        (["repo", "add", "x", f"s3://{CHARTS}"], "an address of s3://"),
        (["s3", "reindex", f"s3://{CHARTS}"], "an address of s3://"),
    ],
)
def test_without_the_package_the_line_of_pip_is_told(
    settings: dict[str, str], tmp_path: Path, words: list[str], purpose: str
) -> None:
    environment = {**os.environ, **settings, "PILOTHOUSE_HINTS": "always"}
    testkit.run(["init", "--client-only", "--skip-repos"], environment=settings)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_BOTO3, *words], env=environment, capture_output=True, text=True, check=False
    )
    lines = done.stderr.splitlines()
    assert (done.returncode, lines[0].endswith(f"{purpose} needs the Python package 'boto3'")) == (1, True)
    assert lines[-1] == "hint: pip install 'pilothouse[s3]'"
