from __future__ import annotations

import posixpath

from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import path


@given(st.text("ab./", max_size=12))
def test_a_clean_path_is_clean_and_means_the_same(text: str) -> None:
    cleaned = path.clean(text)
    assert path.clean(cleaned) == cleaned
    assert cleaned == posixpath.normpath("/" + text.lstrip("/") if text.startswith("/") else text)


@given(st.text("ab./", max_size=12))
def test_a_path_is_its_directory_and_its_last_element(text: str) -> None:
    assert path.extension(text) in text
    assert path.base(text).count("/") == (set(text) == {"/"})
    assert path.directory(text) == path.clean(text[: text.rfind("/") + 1])


def test_absolute_paths_begin_with_a_slash() -> None:
    assert [path.is_absolute(text) for text in ("/", "/a", "a/b", "")] == [True, True, False, False]
