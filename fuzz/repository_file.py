"""Fuzzes repositories.yaml: read, listed, searched, resolved in, written again."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path

from mutation import run
from pilothouse.core.errors import PilothouseError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import ChartLocation
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.repositories.repository_file import load_repository_file

_TODAY = (
    b'apiVersion: v1\ngenerated: "2020-01-01T00:00:00Z"\nrepositories:\n- caFile: ""\n  cache: web-index.yaml\n'
    b'  certFile: ""\n  keyFile: ""\n  name: web\n  password: p\n  url: http://127.0.0.1:9/x?y=z\n  username: u\n'
    b"- name: local\n  url: http://127.0.0.1:8879/charts\n"
)
_OLD = b"web: http://127.0.0.1:9/\nlocal: http://127.0.0.1:8879/charts\n"
_WORDS = (
    *(b"\n", b"- ", b": ", b"&a ", b"*a", b"<<: ", b"|\n", b"'", b'"', b"{", b"}", b"[", b"~", b"null", b"\t", b"\xff"),
    *(b"../", b"/etc/passwd", b"name: ", b"url: ", b"cache: ", b"file:///", b"://", b"%zz", b"\x1b[2J", b"0001-01-01"),
)


def target(path: Path, kernel: Kernel, data: bytes) -> None:
    """Put the data into a home directory and ask everything that reads it, without a network."""
    path.write_bytes(data)
    service = kernel.first("helm_open_repositories")
    with contextlib.suppress(PilothouseError):
        load_repository_file(str(path)).write(str(path))
    with contextlib.suppress(PilothouseError):
        for entry in service.entries():
            with contextlib.suppress(PilothouseError):
                list(service.index(entry).rows())
    for reference in ("web/chart", "local/chart", "http://127.0.0.1:9/a.tgz"):
        with contextlib.suppress(PilothouseError):
            service.resolve(ChartLocation(reference))
    kernel.finish()


def main() -> int:
    """Feed a home directory with one index in it."""
    with tempfile.TemporaryDirectory() as home:
        cache = Path(home, "repository", "cache")
        cache.mkdir(parents=True)
        (cache / "web-index.yaml").write_text("apiVersion: v1\nentries: {}\n")
        kernel = make_kernel(environment={"HELM_HOME": home})
        path = cache.parent / "repositories.yaml"
        return run(lambda data: target(path, kernel, data), (_TODAY, _OLD), _WORDS)


if __name__ == "__main__":
    sys.exit(main())
