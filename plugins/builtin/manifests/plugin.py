"""The extension points that manifests answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.manifest import ClassifiedManifests, Manifest
    from ....core.model.render import RenderedFiles


@hookimpl
def helm_classify_manifests(files: RenderedFiles, order: str) -> ClassifiedManifests:
    """Documents, chart hooks and their order. Raises ManifestError."""
    from .classify import classify

    return classify(files, order)


@hookimpl
def helm_sort_manifests(manifests: list[Manifest], order: str) -> list[Manifest]:
    """Helm's order of kinds, then file names."""
    from .kind_order import sort_by_kind

    return sort_by_kind(manifests, order)
