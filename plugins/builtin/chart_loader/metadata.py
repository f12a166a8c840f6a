"""Chart.yaml: its fields, read as Helm reads them into a Go struct.

Rules: pkg/chartutil/chartfile.go, pkg/proto/hapi/chart/metadata.pb.go, ghodss/yaml (see `core.golib.unmarshal`).
"""

from __future__ import annotations

from typing import Any

from ....core.errors import ChartError
from ....core.golib.types import GoError
from ....core.golib.unmarshal import BOOL, STRING, ListType, MapType, StructType, unmarshal
from ....core.model.chart import Maintainer, Metadata

_MAINTAINER = StructType("chart.Maintainer", {"name": STRING, "email": STRING, "url": STRING})

_ATTRIBUTES = {
    "name": "name",
    "home": "home",
    "sources": "sources",
    "version": "version",
    "description": "description",
    "keywords": "keywords",
    "engine": "engine",
    "icon": "icon",
    "apiVersion": "api_version",
    "condition": "condition",
    "tags": "tags",
    "appVersion": "app_version",
    "deprecated": "deprecated",
    "tillerVersion": "tiller_version",
    "annotations": "annotations",
    "kubeVersion": "kube_version",
}
"""The attribute of `Metadata` for each field of Chart.yaml (but `maintainers`)."""

_METADATA = StructType(
    "chart.Metadata",
    {
        **dict.fromkeys(_ATTRIBUTES, STRING),
        "sources": ListType(STRING),
        "keywords": ListType(STRING),
        "maintainers": ListType(_MAINTAINER, "[]*chart.Maintainer"),
        "deprecated": BOOL,
        "annotations": MapType(STRING),
    },
)


def read_metadata(content: bytes, path: str = "Chart.yaml") -> Metadata:
    """The metadata in the bytes of a Chart.yaml; no field is required here. `path` is what an error calls the file.

    Raises ChartError with the text of the YAML error or of the value that does not fit its field.
    """
    try:
        fields = unmarshal(content, _METADATA)
    except GoError as error:
        from ....core.source_place import yaml_details, yaml_hint

        raise ChartError(str(error), details=yaml_details(path, content, error), hint=yaml_hint(error)) from None
    metadata = Metadata()
    for field, value in fields.items():
        if field == "maintainers":
            metadata.maintainers = [_maintainer(item) for item in value if item is not None]
        else:
            setattr(metadata, _ATTRIBUTES[field], value)
    return metadata


def _maintainer(fields: dict[str, Any]) -> Maintainer:
    return Maintainer(fields.get("name", ""), fields.get("email", ""), fields.get("url", ""))
