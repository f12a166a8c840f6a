"""Texts rendered as templates of a chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jinja_charts import make_chart, make_kernel, render_chart
from pilothouse.core.kernel import Kernel


@pytest.fixture(scope="session")
def kernel() -> Kernel:
    """One for all tests that need nothing particular."""
    return make_kernel()


@pytest.fixture
def render(kernel: Kernel) -> Callable[..., str]:
    """Renders one text as the template of a chart; further templates by name in `templates`."""

    def text_of(text: str, values: dict[str, Any] | None = None, **more: Any) -> str:
        templates = {"a.yaml.j2": text, **more.pop("templates", {})}
        chart = make_chart(templates, files=more.pop("files", None))
        return render_chart(chart, values, kernel=more.pop("kernel", kernel), **more)["web/templates/a.yaml"]

    return text_of


@pytest.fixture
def render_all(kernel: Kernel) -> Callable[..., list[str]]:
    """Renders many texts as so many templates of one chart, in one process; their results in order."""

    def texts_of(texts: list[str], values: dict[str, Any] | None = None, **more: Any) -> list[str]:
        chart = make_chart({f"{index:04}.j2": text for index, text in enumerate(texts)}, **more)
        files = render_chart(chart, values, kernel=kernel)
        return [files[name] for name in sorted(files)]

    return texts_of
