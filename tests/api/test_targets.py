"""The same program on a real cluster, and with a Tiller that is served."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pilothouse
import pytest
from cluster.control_plane import ControlPlane

Connect = Callable[..., pilothouse.Session]
NAMESPACE = "python-api"


def life_of_a_release(helm: pilothouse.Session, chart: Path, namespace: str) -> list[tuple[int, str, str]]:
    """Install, upgrade, fail, roll back, delete; the history in the end."""
    loaded = helm.load(chart)
    release = helm.install(loaded, "demo", values={"replicas": 2}, namespace=namespace, wait=True, timeout=60)
    assert (release.status, release.notes, release.values()) == ("DEPLOYED", "2 of demo", {"replicas": 2})
    assert release.objects()["ConfigMap", "demo-web"]["data"]["replicas"] == "2"
    with pytest.raises(pilothouse.errors.ReleaseError, match="a release named demo already exists"):
        helm.install(loaded, "demo", namespace=namespace)
    upgraded = helm.upgrade("demo", chart, values={"phase": "x"}, reuse_values=True)
    assert (upgraded.revision, upgraded.notes) == (2, "2 of demo")
    with pytest.raises(pilothouse.PilothouseError, match=r"^UPGRADE FAILED: "):
        helm.upgrade("demo", chart, set="phase={a}")
    assert helm.rollback("demo", 1).values() == {"replicas": 2}
    status = helm.status("demo")
    assert (status.status, "demo-web" in status.resources) == ("DEPLOYED", True)
    assert [(one.name, one.revision) for one in helm.list("demo", namespace=namespace)] == [("demo", 4)]
    with ThreadPoolExecutor(3) as pool:
        assert [one.revision for one in pool.map(helm.get, ["demo"] * 6)] == [4] * 6
    helm.delete("demo")
    found = [(one.revision, one.status, one.description) for one in helm.history("demo")]
    helm.delete("demo", purge=True)
    with pytest.raises(pilothouse.PilothouseError, match='"demo" not found'):
        helm.get("demo")
    return found


WANTED = [(1, "SUPERSEDED"), (2, "SUPERSEDED"), (3, "SUPERSEDED"), (4, "DELETED")]


def test_a_release_lives_on_a_real_cluster(connect: Connect, chart: Path, control_plane: ControlPlane) -> None:
    control_plane.api.request("POST", "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})
    helm = connect(cluster="", kubeconfig=control_plane.kubeconfig, tiller_namespace=NAMESPACE)
    found = life_of_a_release(helm, chart, NAMESPACE)
    assert [one[:2] for one in found] == WANTED


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a Tiller that works on a sandbox of its own."""
    environment = {"HOME": str(folder), "PATH": os.defpath, "PILOTHOUSE_CLUSTER": "sandbox"}
    process = subprocess.Popen(
        [sys.executable, "-m", "pilothouse", "tiller", "--listen", "127.0.0.1:0", "--probe-listen", "127.0.0.1:0"],
        env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        address = ""
        for line in process.stderr:
            found = re.search(r"GRPC listening on (\S+)", line)
            address = found[1] if found else address
            if "Max history per release is" in line:
                break
        yield address
    finally:
        process.terminate()
        process.communicate()


def test_a_release_lives_with_a_served_tiller(connect: Connect, chart: Path, tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    with served(folder) as address:
        assert address
        helm = connect(cluster="", host=address, settings={"tiller-connection-timeout": 2})
        assert [one[:2] for one in life_of_a_release(helm, chart, "default")] == WANTED
    with pytest.raises(pilothouse.errors.ReleaseError):
        helm.list()


def test_variables_for_tls_are_not_overlooked(connect: Connect, tmp_path: Path) -> None:
    helm = connect(host="127.0.0.1:1", environment={"HOME": str(tmp_path), "HELM_TLS_VERIFY": "true"})
    with pytest.raises(pilothouse.errors.TillerTlsError):
        helm.list()
    helm = connect(host="127.0.0.1:1", tls=pilothouse.TlsFiles(enable=True, cert_file="/nowhere"))
    with pytest.raises(pilothouse.errors.TillerTlsError, match="/nowhere"):
        helm.list()
