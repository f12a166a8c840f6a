"""Chart.yaml of a new chart."""

from __future__ import annotations

from ....core.golib.yaml import dump
from ....core.model.chart import Metadata
from ....core.model.chart_metadata import metadata_document


def new_metadata(name: str) -> Metadata:
    """The metadata of a new chart. Rule: run in cmd/helm/create.go."""
    metadata = Metadata(name, "0.1.0")
    metadata.api_version = "v1"
    metadata.app_version = "1.0"
    metadata.description = "A Helm chart for Kubernetes"
    return metadata


def chart_file(name: str) -> str:
    """The text of Chart.yaml."""
    return dump(metadata_document(new_metadata(name)))
