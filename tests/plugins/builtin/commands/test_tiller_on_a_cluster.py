"""`init` and `reset` against a real API server, whose rules for objects and defaults are no stand-in's."""

from __future__ import annotations

from pathlib import Path

import pytest
from cluster.control_plane import ControlPlane
from pilothouse.core.testkit import Outcome, run

NAMESPACE = "tiller-world"


@pytest.fixture(scope="module")
def namespace(control_plane: ControlPlane) -> str:
    manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    assert control_plane.api.request("POST", "/api/v1/namespaces", manifest)[0] == 201
    return NAMESPACE


def test_a_tiller_is_installed_upgraded_and_removed(
    control_plane: ControlPlane, namespace: str, tmp_path: Path
) -> None:
    def helm(*words: str) -> Outcome:
        environment = {
            "HOME": str(tmp_path),
            "TILLER_NAMESPACE": namespace,
            "PILOTHOUSE_HINTS": "never",
        }
        return run([*words, "--kubeconfig", str(control_plane.kubeconfig)], environment=environment, program="helm")

    def last_line(*words: str) -> str:
        outcome = helm(*words)
        assert outcome.code == 0, outcome.stderr
        return outcome.stdout.splitlines()[-1]

    old = ("--tiller-image", "ghcr.io/helm/tiller:v2.16.0")
    (tmp_path / "k.pem").write_text("key")
    tls = ("--tiller-tls", "--tiller-tls-key", str(tmp_path / "k.pem"), "--tiller-tls-cert", str(tmp_path / "k.pem"))
    assert "https://v2.helm.sh/docs/securing_installation/" in last_line("init", "--skip-repos", *old, *tls)
    assert last_line("init", "--skip-repos") == (
        "(Use --client-only to suppress this message, or --upgrade to upgrade Tiller to the current version.)"
    )
    assert last_line("init", "--skip-repos", "--upgrade") == (
        "Tiller (the Helm server-side component) has been updated to ghcr.io/helm/tiller:v2.17.0 ."
    )
    refused = helm("init", "--skip-repos", "--upgrade", *old)
    assert (refused.code, refused.stderr) == (
        1,
        "Error: error when upgrading: current Tiller version ghcr.io/helm/tiller:v2.17.0 is newer than client version "
        "ghcr.io/helm/tiller:v2.16.0, use --force-upgrade to downgrade\n",
    )
    objects = (
        f"/apis/apps/v1/namespaces/{namespace}/deployments/tiller-deploy",
        f"/api/v1/namespaces/{namespace}/services/tiller-deploy",
        f"/api/v1/namespaces/{namespace}/secrets/tiller-secret",
    )
    labels = {"app": "helm", "name": "tiller"}
    assert [control_plane.api.get(path)["metadata"]["labels"] for path in objects] == [labels] * 3
    assert last_line("reset") == (
        "Tiller (the Helm server-side component) has been uninstalled from your Kubernetes Cluster."
    )
    assert helm("reset") == (1, "", "Error: could not find tiller\n")
