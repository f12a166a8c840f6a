from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.testkit import Outcome, run

REMOVED = "Tiller (the Helm server-side component) has been uninstalled from your Kubernetes Cluster.\n"


class Cluster:
    """Runs command lines on an embedded cluster, whose home is not Helm's."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.environment = {
            "HOME": str(folder),
            "HELM_HOME": str(self.home),
            "PILOTHOUSE_CLUSTER": "sandbox",
            "PILOTHOUSE_HINTS": "never",
        }

    def run(self, *words: str, **variables: str) -> Outcome:
        return run(words, environment={**self.environment, **variables}, program="helm")


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    return Cluster(tmp_path)


@pytest.fixture
def release(cluster: Cluster, tmp_path: Path) -> str:
    """A release in the cluster."""
    (tmp_path / "chart" / "templates").mkdir(parents=True)
    (tmp_path / "chart" / "templates" / "map.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n"
    )
    (tmp_path / "chart" / "Chart.yaml").write_text("apiVersion: v1\nname: chart\nversion: 1.0.0\n")
    outcome = cluster.run("install", str(tmp_path / "chart"), "--name", "one")
    assert outcome.code == 0, outcome.stderr
    return "one"


def test_a_tiller_is_removed(cluster: Cluster) -> None:
    cluster.run("init", "--skip-repos")
    assert cluster.run("reset") == (0, REMOVED, "")
    assert cluster.run("reset") == (1, "", "Error: could not find tiller\n")
    assert cluster.run("reset", "--force") == (1, "", "Error: could not find tiller\n")


def test_releases_keep_their_tiller_unless_forced(cluster: Cluster, release: str) -> None:
    cluster.run("init", "--skip-repos")
    assert cluster.run("reset") == (
        1,
        "",
        "Error: there are still 1 deployed releases "
        "(Tip: use --force to remove Tiller. Releases will not be deleted.)\n",
    )
    assert cluster.run("reset", "-f") == (0, REMOVED, "")
    assert cluster.run("list", "--short").stdout == f"{release}\n"


def test_the_tiller_behind_a_tunnel_is_asked_unless_forced(cluster: Cluster) -> None:
    tunnel = {"PILOTHOUSE_TILLER": "tunnel"}
    for words in (["reset"], ["reset", "--force"], ["reset", "--force", "surplus"]):
        assert cluster.run(*words, **tunnel) == (1, "", "Error: could not find tiller\n")
    cluster.run("init", "--skip-repos", "--wait")
    refusal = f"cannot connect to port 44134 of Pod {pod_of(cluster)}"
    assert cluster.run("reset", **tunnel) == (
        1,
        "",
        f"Error: forwarding ports: error upgrading connection: {refusal}\n",
    )
    assert cluster.run("reset", "--force", **tunnel) == (0, REMOVED, "")


def pod_of(cluster: Cluster) -> str:
    """The name of Tiller's Pod."""
    return cluster.run("sandbox", "get", "pods", "--namespace", "kube-system").stdout.splitlines()[1].split()[0]


def test_the_home_goes_when_that_is_asked_for(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.run("init", "--skip-repos")
    outcome = cluster.run("reset", "--remove-helm-home")
    assert outcome == (0, f"Deleting {cluster.home} \n{REMOVED}", "")
    assert not cluster.home.exists()


@pytest.fixture
def tiller(tmp_path: Path) -> Any:
    """Runs `reset` against a cluster that is a plugin's, with a given home."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "cluster.py").write_text(
        """
from pilothouse.core.model.kube_object import ApiResource
from pilothouse.hookspecs import hookimpl

class Kube:
    def resource(self, api_version, kind):
        return ApiResource("", "v1", kind, kind.lower() + "s", True)

    def delete(self, target):
        pass

@hookimpl
def helm_connect_kube():
    return Kube()
"""
    )

    def reset(*words: str, home: Path | str) -> Outcome:
        environment = {
            "HOME": str(tmp_path),
            "HELM_HOME": str(home),
            "PILOTHOUSE_PLUGINS_DIR": str(folder),
            "PILOTHOUSE_HINTS": "never",
        }
        return run(["reset", "--force", *words], environment=environment)

    return reset


def test_a_link_in_the_place_of_the_home_goes_alone(tiller: Any, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    outcome = tiller("--remove-helm-home", home=tmp_path / "link")
    assert outcome == (0, f"Deleting {tmp_path}/link \n{REMOVED}", "")
    assert sorted(os.listdir(tmp_path)) == ["elsewhere", "plugins"]


def test_a_home_that_is_not_there_is_passed_over(tiller: Any, tmp_path: Path) -> None:
    assert tiller("--remove-helm-home", home=tmp_path / "none") == (0, REMOVED, "")


@pytest.mark.parametrize("home", ["/", ""])
def test_more_than_helms_home_is_never_deleted(tiller: Any, tmp_path: Path, home: str) -> None:
    path = home or str(tmp_path)
    outcome = tiller("--remove-helm-home", home=path)
    assert outcome == (1, f"Deleting {path} \n", f"Error: Could not remove {path}: it is more than Helm's\n")
    assert os.listdir(tmp_path) == ["plugins"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], 'could not get Kubernetes config for context "x": context "x" does not exist'),
        (
            ["--force"],
            'could not get kubernetes client: could not get Kubernetes config for context "x": '
            'context "x" does not exist',
        ),
        (["surplus"], 'could not get Kubernetes config for context "x": context "x" does not exist'),
        (["--force", "surplus"], "This command does not accept arguments"),
    ],
)
def test_the_cluster_comes_before_the_arguments(cluster: Cluster, words: list[str], message: str) -> None:
    outcome = cluster.run("reset", "--kube-context", "x", *words, PILOTHOUSE_CLUSTER="")
    assert outcome == (1, "", f"Error: {message}\n")


def test_arguments_are_refused(cluster: Cluster) -> None:
    assert cluster.run("reset", "surplus") == (1, "", "Error: This command does not accept arguments\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            [],
            'Get "http://localhost:8080/api/v1/namespaces/ops/pods?labelSelector=app%3Dhelm%2Cname%3Dtiller": dial tcp',
        ),
        (
            ["--force"],
            'error uninstalling Tiller: Delete "http://localhost:8080/api/v1/namespaces/ops/services/tiller-deploy": '
            "dial tcp",
        ),
    ],
)
def test_a_cluster_that_does_not_answer_is_an_error_in_helms_words(
    cluster: Cluster, words: list[str], message: str
) -> None:
    outcome = cluster.run("reset", "--tiller-namespace", "ops", *words, PILOTHOUSE_CLUSTER="")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith(f"Error: {message} ")
