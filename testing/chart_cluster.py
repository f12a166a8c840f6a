"""A cluster for one test of a chart: empty, in the test's own process, gone afterwards."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from ..api import connect
from .chart_failures import asked
from .chart_objects import ChartObject, find_object
from .homes import SandboxCluster

if TYPE_CHECKING:
    from ..api import Release, Session
    from ..core.model.chart import Chart
    from ..core.model.preview import ReleasePreview
    from ..core.testkit import Outcome
    from .chart_rendering import TestedChart

    AnyChart = str | os.PathLike[str] | Chart | TestedChart


class ChartCluster:
    """An embedded cluster with releases of its own. `session` is the whole Python API on it."""

    def __init__(
        self,
        folder: str | os.PathLike[str] = "",
        *,
        environment: Mapping[str, str] | None = None,
        plugins: str = "",
    ) -> None:
        self._sandbox = SandboxCluster(folder, environment=environment, plugins=plugins)
        self._session: Session | None = None

    def __enter__(self) -> Self:
        self._sandbox.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        if self._session is not None:
            self._session.close()
        self._sandbox.__exit__(*error)

    @property
    def session(self) -> Session:
        """The Python API with this cluster."""
        if self._session is None:
            self._session = connect(environment=self._sandbox.environment)
        return self._session

    def run(self, *words: str) -> Outcome:
        """Run a command line against this cluster."""
        return self._sandbox.run(*words)

    def install(
        self, chart: AnyChart, name: str = "test", values: Mapping[str, Any] | None = None, **options: Any
    ) -> Release:
        """Install a chart as a new release; `options` are those of `pilothouse.Session.install` (``wait=True``).

        Raises PilothouseError.
        """
        __tracebackhide__ = True
        return asked(lambda: self.session.install(_loaded(chart), name, values=values, **options))

    def upgrade(self, name: str, chart: AnyChart, values: Mapping[str, Any] | None = None, **options: Any) -> Release:
        """Upgrade a release; `options` are those of `pilothouse.Session.upgrade`.

        Raises PilothouseError.
        """
        __tracebackhide__ = True
        return asked(lambda: self.session.upgrade(name, _loaded(chart), values=values, **options))

    def release(self, name: str = "test") -> Release:
        """The newest revision of a release. Raises ReleaseNotFoundError."""
        return self.session.get(name)

    def objects(self, kind: str, namespace: str = "") -> list[ChartObject]:
        """The live objects of a kind (``Deployment``, ``apps/v1/Deployment``), in one namespace or in all.

        Raises UnknownKindError.
        """
        api_version, _, bare = kind.rpartition("/")
        found = self._sandbox.objects(api_version or self._api_version(bare), bare, namespace)
        return [ChartObject(one) for one in found]

    def get(self, kind: str, name: str | None = None, *, namespace: str | None = None) -> ChartObject:
        """The live object of a kind and a name; without `name` the only one of that kind.

        Raises NoSuchObjectError, an AssertionError that lists what there is.
        """
        __tracebackhide__ = True
        bare = kind.rpartition("/")[2]
        return find_object(self.objects(kind), bare, name, namespace, "the cluster")

    def has(self, kind: str, name: str | None = None) -> bool:
        """Whether there is a live object of a kind and, where it is given, a name."""
        return any(name in (None, one.name) for one in self.objects(kind))

    def drift(self, name: str = "test") -> list[str]:
        """The objects of a release that are not as it has left them: ``change Deployment/web``.

        Raises PilothouseError.
        """
        kernel = self.session.kernel
        preview: ReleasePreview = kernel.first(
            "helm_find_drift", release=self.release(name).record, kube=self._sandbox.client
        )
        return [f"{one.action} {one.kind}/{one.name}" for one in preview.objects if one.action not in ("none", "keep")]

    def _api_version(self, kind: str) -> str:
        """The group and version of a kind: the core group's, else the most stable one that the cluster has."""
        served = [one.rpartition("/")[0] for one in self._sandbox.client.api_versions() if one.endswith(f"/{kind}")]
        return min(served, key=lambda one: ("/" in one, "beta" in one or "alpha" in one, one), default="v1")


def _loaded(chart: AnyChart) -> str | os.PathLike[str] | Chart:
    """What the API takes: a tested chart as it was loaded."""
    loaded = getattr(chart, "chart", None)
    return chart if loaded is None else loaded
