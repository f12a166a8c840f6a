from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.plugins.builtin.requirements.archives import BadPatternError, archives_of


@pytest.fixture
def charts(tmp_path: Path) -> str:
    for name in ("a-2.tgz", "a-1.tgz", "a-b-1.tgz", "a.tgz", "a-1.tgz.prov", "[a-1.tgz"):
        (tmp_path / name).write_bytes(b"")
    return str(tmp_path)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a", ["a-1.tgz", "a-2.tgz", "a-b-1.tgz"]),
        ("b", []),
        ("*", ["[a-1.tgz", "a-1.tgz", "a-2.tgz", "a-b-1.tgz"]),
        ("[ab]", ["a-1.tgz", "a-2.tgz", "a-b-1.tgz"]),
        ("", []),
    ],
)
def test_archives_are_found_by_the_name_of_their_chart(charts: str, name: str, found: list[str]) -> None:
    assert [path.removeprefix(f"{charts}/") for path in archives_of(name, charts)] == found


def test_a_broken_pattern_is_noticed_where_a_name_reaches_it(charts: str, tmp_path: Path) -> None:
    with pytest.raises(BadPatternError, match="syntax error in pattern"):
        archives_of("[", charts)
    assert archives_of("z[", charts) == []


def test_without_a_folder_there_are_no_archives(tmp_path: Path) -> None:
    assert archives_of("[", str(tmp_path / "none")) == []
