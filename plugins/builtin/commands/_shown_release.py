"""A release from its record as text. Rule: printRelease in cmd/helm/printer.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import ValuesError
from ....core.golib.yaml import YamlError, dump, load_map
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
        computed_values=dump(computed_values(kernel, release)),
        hooks=[(hook.manifest.name, hook.manifest.content) for hook in release.hooks],
        manifest=release.manifest,
    )


def given_values(release: Release) -> dict[str, Any]:
    """The values that the user gave to a release. Raises ValuesError for a text that is no table."""
    try:
        return load_map(release.values_text, "chartutil.Values")
    except YamlError as error:
        raise ValuesError(str(error)) from None


def computed_values(kernel: Kernel, release: Release) -> dict[str, Any]:
    """The values that the templates of a release saw. Raises ValuesError."""
    values: dict[str, Any] = kernel.first(
        "helm_coalesce_values", chart=release.chart, overrides=given_values(release)
    )
    return values
