from __future__ import annotations

import ctypes

import pytest
from pilothouse.plugins.builtin.tiller_server.memory import give_back_memory


class Library:
    """A C library that notes what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def malloc_trim(self, keep: int) -> int:
        self.asked.append(keep)
        return 1


def test_all_free_memory_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    give_back_memory()
    assert library.asked == [0]


def test_a_c_library_that_cannot_give_back_memory_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    give_back_memory()


def test_a_program_without_a_c_library_to_speak_to_keeps_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise OSError("no dynamic loading")

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    give_back_memory()
