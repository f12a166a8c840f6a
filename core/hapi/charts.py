"""Charts on the wire: `hapi.chart.Chart` and the model of a chart, in both directions.

Unknown fields of a chart are kept (`WireChart`), those of its metadata, maintainers, templates and files are not: no
Helm ever had other fields there. A plain empty values text is written as no message, as for a chart without a
values.yaml.
"""

from __future__ import annotations

from typing import Any

from ..model.chart import Chart, File, Maintainer, Metadata
from .messages import CHART
from .values_text import read_values_text, values_message
from .wire import UNKNOWN, decode, encode

_PLAIN = (
    "name",
    "home",
    "sources",
    "version",
    "description",
    "keywords",
    "engine",
    "icon",
    "api_version",
    "condition",
    "tags",
    "app_version",
    "deprecated",
    "tiller_version",
    "annotations",
    "kube_version",
)
"""The fields of the metadata that are the same in the model."""


class WireChart(Chart):
    """A chart that was read with fields that this version does not know."""

    __slots__ = ("unknown",)

    unknown: bytes


def encode_chart(chart: Chart) -> bytes:
    """The bytes of a chart. Raises StorageError for a text that is not UTF-8."""
    return encode(chart_message(chart), CHART)


def decode_chart(data: bytes) -> Chart:
    """The chart in `data`. Raises DamagedRecordError."""
    return chart_from_message(decode(data, CHART))


def chart_message(chart: Chart) -> dict[str, Any]:
    """The message of a chart and of those below it."""
    metadata: dict[str, Any] = {name: getattr(chart.metadata, name) for name in _PLAIN}
    metadata["maintainers"] = [
        {"name": maintainer.name, "email": maintainer.email, "url": maintainer.url}
        for maintainer in chart.metadata.maintainers
    ]
    return {
        "metadata": metadata,
        "templates": [{"name": file.name, "data": file.data} for file in chart.templates],
        "dependencies": [chart_message(dependency) for dependency in chart.dependencies],
        "values": values_message(chart.values_text, written_when_empty=False),
        "files": [{"type_url": file.name, "value": file.data} for file in chart.files],
        UNKNOWN: chart.unknown if isinstance(chart, WireChart) else b"",
    }


def chart_from_message(message: dict[str, Any]) -> Chart:
    """The chart in a decoded message; what is absent has the model's defaults."""
    unknown = message.get(UNKNOWN)
    chart = (WireChart if unknown else Chart)(
        _metadata(message.get("metadata", {})),
        [File(item.get("name", ""), item.get("data", b"")) for item in message.get("templates", ())],
        read_values_text(message.get("values"), written_when_empty=False),
        [chart_from_message(item) for item in message.get("dependencies", ())],
        [File(item.get("type_url", ""), item.get("value", b"")) for item in message.get("files", ())],
    )
    if isinstance(chart, WireChart):
        chart.unknown = unknown or b""
    return chart


def _metadata(message: dict[str, Any]) -> Metadata:
    metadata = Metadata()
    for name in _PLAIN:
        if name in message:
            setattr(metadata, name, message[name])
    if "maintainers" in message:
        metadata.maintainers = [
            Maintainer(item.get("name", ""), item.get("email", ""), item.get("url", ""))
            for item in message["maintainers"]
        ]
    return metadata
