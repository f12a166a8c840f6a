from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from serving import INDEX, Served, serving


@pytest.fixture
def charts(tmp_path: Path) -> Path:
    folder = tmp_path / "charts"
    folder.mkdir()
    (folder / "index.yaml").write_text(INDEX)
    (folder / "web-1.9.0.tgz").write_bytes(b"\x1f\x8b\x08" + bytes(range(97)))
    return folder


@pytest.fixture
def served(charts: Path) -> Iterator[Served]:
    with serving(charts) as one:
        yield one
