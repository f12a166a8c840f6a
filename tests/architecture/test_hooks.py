"""Every extension point is documented, tested, and shown by an example that works."""

from __future__ import annotations

import inspect
import re
import textwrap
from pathlib import Path

import pytest
from pilothouse import hookspecs
from pilothouse.core.discovery import examine
from pilothouse.core.plugin_record import PluginRecord

TESTS = Path(__file__).parents[1] / "hooks"
IMPORTS = """
import json
import os

from pilothouse.core.entries import *
from pilothouse.core.model.chart import *
from pilothouse.hookspecs import hookimpl
"""


def documentation(name: str) -> tuple[str, str]:
    """What the docstring of an extension point says, and its example."""
    text, _, example = inspect.cleandoc(getattr(hookspecs, name).__doc__ or "").partition("Example::\n")
    return " ".join(text.split()), textwrap.dedent(example)


@pytest.mark.parametrize("name", hookspecs.POINTS)
def test_every_extension_point_has_a_file_of_tests(name: str) -> None:
    assert (TESTS / f"test_{name}.py").is_file()


def test_every_file_of_tests_has_an_extension_point() -> None:
    tested = {path.stem.removeprefix("test_") for path in TESTS.glob("test_helm_*.py")}
    assert tested == set(hookspecs.POINTS)


@pytest.mark.parametrize("name", hookspecs.POINTS)
def test_documentation_answers_what_an_author_asks(name: str) -> None:
    text, example = documentation(name)
    kind = hookspecs.POINTS[name].kind
    assert re.search(r"\. Called ", text), "when is it called?"
    for argument in inspect.signature(getattr(hookspecs, name)).parameters:
        assert argument == "kernel" or f"`{argument}`" in text or argument in example, f"what is {argument}?"
    if kind != "tell":
        assert re.search(r"\bReturn ", text), "what is returned?"
    if kind in ("first", "pipe"):
        assert re.search(r"\bNone\b", text), "what does None mean?"
    assert re.search(r"\b[Bb]lock\b", text), "may it block?"
    assert "Default implementer" in text, "who answers by default?"
    assert example, "what does it look like?"


@pytest.mark.parametrize("name", hookspecs.POINTS)
def test_documentation_says_what_may_be_raised(name: str) -> None:
    text, _ = documentation(name)
    kind = hookspecs.POINTS[name].kind
    if kind in ("first", "pipe"):
        assert re.search(r"\bRaises? |never fails", text), "what may it raise?"


@pytest.mark.parametrize("name", hookspecs.POINTS)
def test_the_example_is_accepted(name: str, tmp_path: Path) -> None:
    _, example = documentation(name)
    path = tmp_path / "example.py"
    path.write_text(IMPORTS + example, encoding="utf-8")
    record = examine(PluginRecord("example", "example", "file", path=str(path)))
    assert (record.broken, record.misspelt) == ("", ())
    assert name in [hook.hook for hook in record.hooks]
