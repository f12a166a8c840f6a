"""A small engine for tests of the template language: a few functions in place of Sprig's, and plain data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pilothouse.core.errors import TemplateError
from pilothouse.core.golib.types import GoError, GoFunction, IntSlice, StringMap, StringSlice, go
from pilothouse.plugins.builtin.gotpl.engine import Engine, Renderable

MAIN = "demo/templates/main.yaml"


def _fail(message: str) -> str:
    raise GoError(message)


FUNCTIONS: dict[str, GoFunction] = {
    "add1": go(lambda number: number + 1, "int"),
    "dict": go(lambda *items: dict(zip(items[::2], items[1::2], strict=True)), "...any"),
    "fail": go(_fail, "string"),
    "keysOf": go(lambda table: sorted(table), "map"),
    "list": go(lambda *items: list(items), "...any"),
    "nothing": go(lambda: None),
    "repeat": go(lambda count, text: text * count, "int", "string"),
    "set": go(lambda table, key, value: [table.__setitem__(key, value), ""][1], "map", "string", "any"),
    "split": go(lambda text: StringMap({f"_{i}": part for i, part in enumerate(text.split(","))}), "string"),
    "splitList": go(lambda text: StringSlice(text.split(",")), "string"),
    "ternary": go(lambda one, other, choice: one if choice else other, "any", "any", "bool"),
    "until": go(lambda count: IntSlice(range(count)), "int"),
    "upper": go(lambda text: text.upper(), "string"),
}

LATE_BOUND = {
    "include": lambda binding: go(binding.execute_template, "string", "any"),
    "tpl": lambda binding: go(
        lambda text, data: binding.render_text(text, data, data["Template"]["Name"], "demo/templates"), "string", "map"
    ),
}


@pytest.fixture
def make_engine() -> Callable[..., Engine]:
    """Makes engines with the small function table."""

    def make(**options: Any) -> Engine:
        return Engine(FUNCTIONS, LATE_BOUND, **options)

    return make


@pytest.fixture
def render_files(make_engine: Callable[..., Engine]) -> Callable[..., dict[str, str]]:
    """Renders files (name to text) with `values` as ``.Values``; raises TemplateError."""

    def render(files: dict[str, str], values: dict[str, Any] | None = None, **options: Any) -> dict[str, str]:
        root = {"Values": {} if values is None else values}
        templates = {name: Renderable(text, root, "demo/templates") for name, text in files.items()}
        return make_engine(**options).render(templates)

    return render


@pytest.fixture
def render(render_files: Callable[..., dict[str, str]]) -> Callable[..., str]:
    """Renders one text; gives the output, or the error's message cut to what follows the file's name."""

    def render_text(text: str, values: dict[str, Any] | None = None, **options: Any) -> str:
        try:
            return render_files({MAIN: text}, values, **options)[MAIN]
        except TemplateError as error:
            return error.message.replace(MAIN, "F")

    return render_text
