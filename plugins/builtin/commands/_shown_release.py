"""A release from its record as text. Rule: printRelease in cmd/helm/printer.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.golib.yaml import dump
from ._client import open_client
from ._release_dump import release_dump

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.release import Release


def shown_release(kernel: Kernel, release: Release) -> str:
    """Everything about a release: values given and computed, chart hooks, manifest. Raises ValuesError."""
    metadata = release.chart.metadata
    return release_dump(
        revision=release.revision,
        released=release.info.last_deployed,
        chart=f"{metadata.name}-{metadata.version}",
        given_values=release.values_text,
        computed_values=dump(open_client(kernel).values(release, computed=True)),
        hooks=[(hook.manifest.name, hook.manifest.content) for hook in release.hooks],
        manifest=release.manifest,
    )
