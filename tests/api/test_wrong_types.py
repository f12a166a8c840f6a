"""Arguments of the wrong type, from programs that nobody checks types in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pilothouse
import pytest

Connect = Callable[..., pilothouse.Session]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda helm, chart: helm.install(chart, "demo", description=3), "description takes a text, not int"),
        (lambda helm, chart: helm.install(chart, 3), "name takes a text, not int"),
        (lambda helm, chart: helm.install(chart, "demo", timeout="5m"), "timeout takes a whole number, not str"),
        (lambda helm, chart: helm.install(chart, "demo", timeout=True), "timeout takes a whole number, not bool"),
        (lambda helm, chart: helm.install(chart, "demo", timeout=None), "timeout takes a whole number, not NoneType"),
        (lambda helm, chart: helm.install(chart, "demo", wait="no"), "wait takes True or False, not str"),
        (lambda helm, chart: helm.install(chart, "demo", set=3), "set takes a text, or a list of texts, not int"),
        (lambda helm, chart: helm.install(chart, "demo", set=[3]), "set takes a text, or a list of texts, not list"),
        (lambda helm, chart: helm.install(chart, "demo", values=[1]), "values takes a table, not list"),
        (lambda helm, chart: helm.upgrade("demo", 3), "chart takes a text, a path or a chart, not int"),
        (lambda helm, chart: helm.load(3), "reference takes a text or a path, not int"),
        (lambda helm, chart: helm.lint(chart, 3), "paths takes a text or a path, not int"),
        (lambda helm, chart: helm.repositories.add(3, "http://x"), "name takes a text, not int"),
    ],
)
def test_they_are_refused_before_anything_is_done(
    connect: Connect, chart: Path, call: Callable[[pilothouse.Session, Path], Any], message: str
) -> None:
    with connect() as helm:
        with pytest.raises(pilothouse.errors.UsageError) as caught:
            call(helm, chart)
        assert caught.value.message == message
        assert helm.list() == []


def test_an_argument_that_there_is_not_is_pythons_own_error(connect: Connect, chart: Path) -> None:
    with connect() as helm, pytest.raises(TypeError, match="timout"):
        helm.install(chart, "demo", timout=3)  # type: ignore[call-arg]
