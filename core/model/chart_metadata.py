"""The fields of Chart.yaml under their names in files: from a document to the model and back.

Rules: pkg/proto/hapi/chart/metadata.pb.go (field names and types).
"""

from __future__ import annotations

from typing import Any

from ..golib.unmarshal import BOOL, STRING, ListType, MapType, StructType, Type
from .chart import Maintainer, Metadata

_MAINTAINER = StructType("chart.Maintainer", {"name": STRING, "email": STRING, "url": STRING})

ATTRIBUTES = {
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

METADATA_FIELDS: dict[str, Type] = {
    **dict.fromkeys(ATTRIBUTES, STRING),
    "sources": ListType(STRING),
    "keywords": ListType(STRING),
    "maintainers": ListType(_MAINTAINER, "[]*chart.Maintainer"),
    "deprecated": BOOL,
    "annotations": MapType(STRING),
}
"""The type of each field, for `core.golib.unmarshal`."""

METADATA = StructType("chart.Metadata", METADATA_FIELDS)
"""The type of Chart.yaml."""


def metadata_of(fields: dict[str, Any]) -> Metadata:
    """The metadata in fields that were read by `METADATA`; fields that are no metadata are passed over."""
    metadata = Metadata()
    for field, value in fields.items():
        if field == "maintainers":
            metadata.maintainers = [_maintainer(item) for item in value if item is not None]
        elif field in ATTRIBUTES:
            setattr(metadata, ATTRIBUTES[field], value)
    return metadata


def _maintainer(fields: dict[str, Any]) -> Maintainer:
    return Maintainer(fields.get("name", ""), fields.get("email", ""), fields.get("url", ""))


def metadata_document(metadata: Metadata) -> dict[str, Any]:
    """The fields that are set, under their names in Chart.yaml."""
    fields: dict[str, Any] = {field: getattr(metadata, attribute) for field, attribute in ATTRIBUTES.items()}
    fields["maintainers"] = [
        {name: text for name in maintainer.__slots__ if (text := getattr(maintainer, name))}
        for maintainer in metadata.maintainers
    ]
    return {field: value for field, value in fields.items() if value}
