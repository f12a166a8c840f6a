"""A scripted registry with one chart, ``charts/web:1.0.0``, for answers that no honest one gives."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from stand_ins.chart_repository import chart_archive
from stand_ins.http_server import Answer, HttpServer

ARCHIVE = chart_archive("web", "1.0.0")
CONFIG = b'{"name":"web","version":"1.0.0"}'
PATH = "/v2/charts/web"


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def manifest(**changes: Any) -> bytes:
    """The manifest of the chart; `changes` are for the layer of its archive."""
    layer = {
        "mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
        "digest": digest(ARCHIVE),
        "size": len(ARCHIVE),
    }
    config = {"mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": digest(CONFIG), "size": len(CONFIG)}
    return json.dumps({"schemaVersion": 2, "config": config, "layers": [{**layer, **changes}]}).encode()


def serve(server: HttpServer, content: bytes | None = None, archive: bytes = ARCHIVE) -> str:
    """Have a server be the registry; the address of the chart."""
    content = manifest() if content is None else content
    server.put("/v2/", b"{}")
    server.put(f"{PATH}/tags/list", json.dumps({"name": "charts/web", "tags": ["1.0.0"]}).encode())
    server.put(f"{PATH}/manifests/1.0.0", content)
    server.put(f"{PATH}/manifests/{digest(content)}", content)
    server.put(f"{PATH}/blobs/{digest(ARCHIVE)}", archive)
    server.put(f"{PATH}/blobs/{digest(CONFIG)}", CONFIG)
    return f"oci://{server.origin}/charts/web"


def tokens(token: str) -> Answer:
    """The answer of a realm."""
    return Answer(json.dumps({"token": token}).encode())


def challenge(realm: str) -> Answer:
    """A registry that sends its users to a realm."""
    header = f'Bearer realm="{realm}",service="registry",scope="repository:charts/web:pull"'
    return Answer(b"{}", 401, headers={"WWW-Authenticate": header})
