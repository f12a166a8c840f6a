"""What needs no cluster, without a session: each call has one of its own, with the settings of the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.model.lint import LintOptions
from .session import connect

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from ..core.model.chart import Chart
    from .records import LintResult, Rendered
    from .values import Texts, Values


def load(
    reference: str | os.PathLike[str], *, version: str = "", repo: str = "", devel: bool = False
) -> Chart:
    """Find and read a chart; see `Session.load`."""
    with connect() as helm:
        return helm.load(reference, version=version, repo=repo, devel=devel)


def render(
    chart: str | os.PathLike[str] | Chart,
    *,
    values: Values | None = None,
    files: Texts = (),
    set: Texts = (),
    set_string: Texts = (),
    set_file: Texts = (),
    name: str = "release-name",
    namespace: str = "",
    is_upgrade: bool = False,
    kube_version: str = "1.14",
    api_versions: Iterable[str] = (),
) -> Rendered:
    """Render a chart; see `Session.render`."""
    with connect() as helm:
        return helm.render(
            chart,
            values=values,
            files=files,
            set=set,
            set_string=set_string,
            set_file=set_file,
            name=name,
            namespace=namespace,
            is_upgrade=is_upgrade,
            kube_version=kube_version,
            api_versions=api_versions,
        )


def lint(
    *paths: str | os.PathLike[str],
    values: Values | None = None,
    files: Texts = (),
    namespace: str = LintOptions.namespace,
    strict: bool = False,
    enable: Texts = (),
) -> list[LintResult]:
    """Check charts; see `Session.lint`."""
    with connect() as helm:
        return helm.lint(*paths, values=values, files=files, namespace=namespace, strict=strict, enable=enable)
