"""Manifests of charts: which blobs a chart is made of. Rule: the media types of Helm 3."""

from __future__ import annotations

import json
from typing import Any

from ....core.errors import RepositoryError
from ....core.golib.strconv import quote
from ....core.record import Record
from ....core.text import printable
from .references import is_digest

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.cncf.helm.config.v1+json"
ARCHIVE = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov"

_OLD_ARCHIVE = "application/tar+gzip"
"""What the first versions of Helm 3 called archives."""


class Descriptor(Record):
    """A blob: its digest and size, and what is in it."""

    media_type: str
    digest: str
    size: int

    def document(self) -> dict[str, Any]:
        """As manifests have it."""
        return {"mediaType": self.media_type, "digest": self.digest, "size": self.size}


class ChartManifest(Record):
    """What a chart in a registry is made of."""

    config: Descriptor
    archive: Descriptor
    provenance: Descriptor | None = None


def write(manifest: ChartManifest, annotations: dict[str, str]) -> bytes:
    """A manifest as bytes, the same for the same chart."""
    layers = [manifest.archive, *([manifest.provenance] if manifest.provenance else [])]
    document = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": manifest.config.document(),
        "layers": [layer.document() for layer in layers],
        "annotations": annotations,
    }
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


def read(content: bytes, shown: str) -> ChartManifest:
    """The manifest of a chart; `shown` is what errors call it. Raises RepositoryError for one of anything else."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise RepositoryError(f"{shown} has no manifest that can be read")
    if isinstance(document.get("manifests"), list):
        raise RepositoryError(f"{shown} is no chart, but an image for several platforms")
    config = _descriptor(document.get("config"), shown)
    if config.media_type != CONFIG:
        kind = quote(printable(config.media_type)[:100])
        raise RepositoryError(f"{shown} is no chart", details=(f"it is of the type {kind}",))
    layers = document.get("layers")
    if not isinstance(layers, list) or len(layers) > 100:
        raise RepositoryError(f"{shown} has no list of layers")
    descriptors = [_descriptor(layer, shown) for layer in layers]
    archives = [one for one in descriptors if one.media_type in (ARCHIVE, _OLD_ARCHIVE)]
    if len(archives) != 1:
        raise RepositoryError(f"{shown} has {len(archives)} archives of charts, one is expected")
    signatures = [one for one in descriptors if one.media_type == PROVENANCE]
    return ChartManifest(config, archives[0], signatures[0] if signatures else None)


def _descriptor(document: Any, shown: str) -> Descriptor:
    if isinstance(document, dict):
        kind, digest, size = document.get("mediaType"), document.get("digest"), document.get("size")
        if isinstance(kind, str) and isinstance(digest, str) and type(size) is int and size >= 0:
            if not is_digest(digest):
                raise RepositoryError(f"{shown} has a digest that cannot be verified: {quote(printable(digest)[:100])}")
            return Descriptor(kind, digest, size)
    raise RepositoryError(f"{shown} has no manifest that can be read")
