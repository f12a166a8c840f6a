from __future__ import annotations

import pytest
from pilothouse.plugins.builtin.scaffold.names import base, folder


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("", (".", ".")),
        (".", (".", ".")),
        ("..", ("..", ".")),
        ("a", ("a", ".")),
        ("a/", ("a", "a")),
        ("./a/", ("a", "a")),
        ("a/b", ("b", "a")),
        ("a//b", ("b", "a")),
        ("a/../b", ("b", ".")),
        ("/a", ("a", "/")),
        ("//a", ("a", "/")),
        ("/", ("/", "/")),
        ("a\\b", ("a\\b", ".")),
    ],
)
def test_a_path_is_parted_as_go_does(path: str, parts: tuple[str, str]) -> None:
    assert (base(path), folder(path)) == parts
