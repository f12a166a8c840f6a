"""Folders to run in: a home of Helm's configuration, and one with a cluster of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from typing import Any, Self

from ..core.kernel import Kernel
from ..core.model.kube_object import ClusterTarget
from ..core.model.repository import HomeSetup
from ..core.protocols import KubeClient
from ..core.testkit import Outcome, make_kernel, run


class TemporaryHome:
    """A home folder that is laid out as ``init --client-only`` does, without repositories, and gone after the block.

    ::

        with TemporaryHome() as home:
            assert home.run("repo", "list").code == 1

    `folder` is taken instead of a temporary one, and stays. `environment` is added to that of every run. Attributes:
    `path`, the home; `environment`, what names it, for programs beside this one.
    """

    def __init__(
        self, folder: str | os.PathLike[str] = "", *, environment: Mapping[str, str] | None = None, plugins: str = ""
    ) -> None:
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        if not folder:
            self._temporary = tempfile.TemporaryDirectory(prefix="pilothouse-home-")
            folder = self._temporary.name
        self.path = os.path.abspath(folder)
        self.environment: dict[str, str] = {"HELM_HOME": self.path, "HOME": self.path}
        if plugins:
            self.environment["PILOTHOUSE_PLUGINS_DIR"] = os.path.abspath(plugins)
        self.environment.update(environment or {})

    def __enter__(self) -> Self:
        setup = HomeSetup("", "", skip_refresh=True, skip_repositories=True)
        self.kernel().first("helm_open_repositories").initialise(setup)
        return self

    def __exit__(self, *_: object) -> None:
        if self._temporary is not None:
            self._temporary.cleanup()

    def run(self, *words: str, environment: Mapping[str, str] | None = None) -> Outcome:
        """Run one command line in this home, with further variables for this run."""
        return run(words, environment={**self.environment, **(environment or {})})

    def kernel(self, **flags: str) -> Kernel:
        """A kernel in this home; `flags` are settings by name."""
        return make_kernel(environment=self.environment, flags=flags)


class SandboxCluster(TemporaryHome):
    """A home whose cluster is an empty sandbox: what runs in it installs releases without a Kubernetes.

    ::

        with SandboxCluster() as cluster:
            cluster.run("install", chart, "--name", "web", "--wait")
            assert cluster.objects("v1", "Service")
    """

    def __init__(
        self, folder: str | os.PathLike[str] = "", *, environment: Mapping[str, str] | None = None, plugins: str = ""
    ) -> None:
        super().__init__(folder, environment={"PILOTHOUSE_CLUSTER": "sandbox", **(environment or {})}, plugins=plugins)
        self._client: KubeClient | None = None

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.transport.close()
            self._client = None
        super().__exit__()

    @property
    def client(self) -> KubeClient:
        """The cluster as plugins see it."""
        if self._client is None:
            client: KubeClient = self.kernel().first("helm_connect_kube", target=ClusterTarget("sandbox"))
            self._client = client
        return self._client

    def objects(self, api_version: str, kind: str, namespace: str = "") -> list[dict[str, Any]]:
        """The live objects of a kind, in one namespace or in all."""
        return self.client.list_objects(self.client.resource(api_version, kind), namespace)
