"""Worlds on both kinds of clusters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cluster.control_plane import ControlPlane
from pilothouse.core.model.kube_object import ClusterTarget
from pilothouse.core.protocols import KubeTransport
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.sandbox.transport import SandboxTransport
from stand_ins.previewed_world import PreviewedWorld


@pytest.fixture(scope="session")
def real_cluster(control_plane: ControlPlane) -> Iterator[KubeTransport]:
    transport: KubeTransport = make_kernel().first(
        "helm_connect_kube_transport", target=ClusterTarget(kubeconfig=str(control_plane.kubeconfig))
    )
    yield transport
    transport.close()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[KubeTransport]:
    transport = SandboxTransport(str(tmp_path / "sandbox.db"))
    yield transport
    transport.close()


@pytest.fixture(params=["sandbox", "real_cluster"])
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> PreviewedWorld:
    """A world in the sandbox, then one on a real control plane."""
    return PreviewedWorld(request.getfixturevalue(request.param), monkeypatch)


@pytest.fixture
def in_sandbox(sandbox: KubeTransport, monkeypatch: pytest.MonkeyPatch) -> Callable[..., PreviewedWorld]:
    """Makes worlds in the sandbox, with settings."""
    return lambda **environment: PreviewedWorld(sandbox, monkeypatch, **environment)
