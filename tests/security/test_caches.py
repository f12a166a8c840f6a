from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from security.attacks import chart, pilothouse

EXPECTED = (0, "---\n# Source: c/templates/a.yaml\nx: 1\n", "")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache directory that was filled by a first run, as far as it keeps anything of files that are just written."""
    folder = tmp_path / "cache"
    render(tmp_path)
    assert list(folder.rglob("*.trees"))
    return folder


def render(tmp_path: Path) -> tuple[int, str, str]:
    path = chart(tmp_path / "c", {"templates/a.yaml": "x: {{ add 0 1 }}"})
    return pilothouse("template", str(path), environment={"PILOTHOUSE_CACHE_DIR": str(tmp_path / "cache")})


def files(cache: Path) -> list[Path]:
    return [path for path in sorted(cache.rglob("*")) if path.is_file()]


@pytest.mark.parametrize("seed", range(6))
def test_damaged_caches_change_nothing(tmp_path: Path, cache: Path, seed: int) -> None:
    chance = random.Random(seed)
    for path in files(cache):
        data = bytearray(path.read_bytes())
        for _ in range(chance.choice((1, 20))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data[: chance.choice((len(data), len(data) // 2, 5))])
    assert render(tmp_path) == EXPECTED


@pytest.mark.parametrize("content", [b"", b"\0", b"\xff" * 1000, b"[" * 100_000, b"\xdb\xff\xff\xff\x7f"])
def test_planted_caches_change_nothing(tmp_path: Path, cache: Path, content: bytes) -> None:
    for path in files(cache):
        path.write_bytes(content)
    assert render(tmp_path) == EXPECTED


def test_caches_that_others_may_write_or_that_are_links_or_pipes_change_nothing(tmp_path: Path, cache: Path) -> None:
    for path in files(cache):
        path.chmod(0o666)
    assert render(tmp_path) == EXPECTED
    for path in files(cache):
        moved = path.rename(tmp_path / path.name)
        path.symlink_to(moved)
    assert render(tmp_path) == EXPECTED
    for path in sorted(cache.rglob("*")):
        if not path.is_dir():
            path.unlink()
            os.mkfifo(path)
    assert render(tmp_path) == EXPECTED


def test_a_cache_directory_that_is_a_link_or_open_to_others_is_not_used(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for folder in (cache, tmp_path / "elsewhere"):
        folder.chmod(0o777)
    before = files(cache)
    assert render(tmp_path) == EXPECTED
    assert files(cache) == before
