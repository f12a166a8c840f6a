from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.plugins.builtin.comparison.paths import path_text, read_path, step_fits

STEPS = st.tuples(st.sampled_from(".["), st.text(min_size=1, max_size=8).filter(lambda name: name != "*")).map("".join)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("spec.replicas", (".spec", ".replicas")),
        ("spec.containers[app].image", (".spec", ".containers", "[app", ".image")),
        ('metadata.annotations["a.b/c"]', (".metadata", ".annotations", "?a.b/c")),
        ("spec.containers[*]", (".spec", ".containers", "[*")),
    ],
)
def test_paths_are_read(text: str, steps: tuple[str, ...]) -> None:
    assert read_path(text) == steps


@given(st.lists(STEPS, min_size=1, max_size=5).map(tuple))
def test_every_path_can_be_written_and_read_again(path: tuple[str, ...]) -> None:
    pattern = read_path(path_text(path))
    assert len(pattern) == len(path)
    assert all(step_fits(step, wanted) for step, wanted in zip(path, pattern, strict=True))
