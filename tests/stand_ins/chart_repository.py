"""A chart repository behind a real HTTP server, and home directories that know repositories.

Example::

    with HttpServer() as server:
        repository = ChartRepository(server)
        repository.add("alpha", "1.0.0")
        home = write_home(tmp_path / "home", ("main", repository.url))
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from stand_ins.archives import tgz
from stand_ins.http_server import HttpServer


def chart_archive(name: str, version: str, **files: str) -> bytes:
    """The archive of a chart, with further files by their names (``values_yaml``)."""
    texts = {"Chart.yaml": f"apiVersion: v1\nname: {name}\nversion: {version}\n"}
    texts.update({file.replace("_yaml", ".yaml"): text for file, text in files.items()})
    return tgz([(f"{name}/{file}", text.encode()) for file, text in texts.items()])


class ChartRepository:
    """Charts below a path of a server, each addition at once in the index."""

    def __init__(self, server: HttpServer, at: str = "") -> None:
        self.url = server.url + at
        self._server = server
        self._at = at
        self._entries: dict[str, list[dict[str, Any]]] = {}
        self._publish()

    def add(
        self, name: str, version: str, *, urls: list[str] | None = None, content: bytes | None = None, **fields: Any
    ) -> bytes:
        """Offer a version of a chart and return its archive; with `urls`, at these instead of its own file's."""
        archive = chart_archive(name, version) if content is None else content
        file = f"{name}-{version}.tgz"
        entry = {"name": name, "version": version, "digest": hashlib.sha256(archive).hexdigest(), **fields}
        self._entries.setdefault(name, []).append({**entry, "urls": [file] if urls is None else urls})
        self._server.put(f"{self._at}/{file}", archive)
        self._publish()
        return archive

    def _publish(self) -> None:
        index = {"apiVersion": "v1", "entries": self._entries}
        self._server.put(f"{self._at}/index.yaml", json.dumps(index).encode())


def write_home(folder: Path, *entries: tuple[str, str], **fields: str) -> Path:
    """A home directory that knows repositories by names and addresses; `fields` are for all of them."""
    (folder / "repository" / "cache").mkdir(parents=True)
    rows = [{"name": name, "cache": f"{name}-index.yaml", "url": url, **fields} for name, url in entries]
    document = {"apiVersion": "v1", "generated": "2020-01-01T00:00:00Z", "repositories": rows}
    (folder / "repository" / "repositories.yaml").write_text(json.dumps(document))
    return folder
