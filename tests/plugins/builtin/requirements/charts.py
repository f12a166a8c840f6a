"""Builds charts with requirements for tests."""

from __future__ import annotations

from typing import Any

from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.plugins.builtin.values.coalesce import coalesce_values


def chart(name: str, *subcharts: Chart, requirements: str = "", values: str = "", version: str = "1.0.0") -> Chart:
    files = [File("requirements.yaml", requirements.encode())] if requirements else []
    return Chart(Metadata(name, version), values_text=values, dependencies=list(subcharts), files=files)


def coalesce(top: Chart, overrides: dict[str, Any]) -> dict[str, Any]:
    return coalesce_values(top, overrides, lambda text: None)


def tree(top: Chart) -> list[Any]:
    """Names of the subcharts, each followed by the list of its own when it has some."""
    names: list[Any] = []
    for subchart in top.dependencies:
        names.append(subchart.name)
        if subchart.dependencies:
            names.append(tree(subchart))
    return names
