"""Fuzzes index.yaml: both readers, what is made of an index, and what is searched and looked up in it."""

from __future__ import annotations

import contextlib
import sys

from mutation import run
from pilothouse.core.errors import PilothouseError
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.repositories.index import parse_index
from pilothouse.plugins.builtin.repositories.index_lookup import load

_KERNEL = make_kernel()
_EVERYDAY = (
    b'apiVersion: v1\nentries:\n  web:\n  - apiVersion: v1\n    appVersion: "1"\n    created: "2020-01-01T00:00:00Z"\n'
    b"    description: A site, with words: and more\n    digest: 0123\n    keywords:\n    - a\n    - b\n"
    b"    maintainers:\n    - email: a@b\n      name: A\n    name: web\n    sources:\n    - https://x\n    urls:\n"
    b"    - web-1.10.0.tgz\n    version: 1.10.0\n  - name: web\n    urls:\n    - web-1.9.0.tgz\n    version: 1.9.0\n"
    b"  zoo:\n  - annotations:\n      x: 'y'\n    deprecated: true\n    description: |-\n      Many\n      lines\n"
    b'    name: zoo\n    removed: true\n    urls: []\n    version: 0.1.0-rc.1+b\ngenerated: "2020-01-01T00:00:00Z"\n'
)
_JSON = b'{"apiVersion": "v1", "entries": {"a": [{"name": "a", "version": "1.0.0"}]}, "publicKeys": ["k"]}'
_OLD = (
    b"web-1.0.0.tgz:\n  name: web-1.0.0\n  url: http://x/web-1.0.0.tgz\n  created: 2020-01-01 00:00:00\n"
    b"  checksum: '0'\n  chartfile:\n    name: web\n    version: 1.0.0\n"
)
_ODD = (
    b"apiVersion: v1\nentries:\n  a: &a\n  - {name: a, version: 1}\n  b: *a\n  c: null\n  d:\n  - null\n"
    b"serverInfo: {x: 1}\n"
)
_WORDS = (
    *(b"\n", b"  - ", b"- ", b": ", b"&a ", b"*a", b"<<: ", b"!!str ", b"|\n", b">-\n", b"'", b'"', b"{", b"}", b"["),
    *(b"#", b"---\n", b"null", b"~", b"\t", b"\xff", b"\x1b[2J", b"version: ", b"urls:\n", b"entries:\n", b"2001-1-1"),
)


def target(data: bytes) -> None:
    """Read the data as an index, keep it, and ask everything of what was kept."""
    with contextlib.suppress(PilothouseError):
        index = load(parse_index(data, "index.yaml", _KERNEL).dump())
        for row in index.rows():
            assert isinstance(row.name + row.version + row.app_version + row.description + row.keywords, str)
        for name in index.names():
            for version in index.versions(name):
                assert all(isinstance(url, str) for url in version.urls)
            for wanted in ("", "1.0.0", ">0-0", "no version"):
                with contextlib.suppress(PilothouseError):
                    index.find(name, wanted)
    _KERNEL.finish()


if __name__ == "__main__":
    sys.exit(run(target, (_EVERYDAY, _JSON, _OLD, _ODD), _WORDS))
