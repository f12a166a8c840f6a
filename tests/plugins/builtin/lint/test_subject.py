from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import TemplateError
from pilothouse.core.model.lint import LintOptions
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.lint.subject import ChartSubject

COUNTING = """
    from pilothouse.hookspecs import hookimpl

    @hookimpl(wrapper=True)
    def helm_load_chart(kernel):
        kernel.warn("load")
        return (yield)

    @hookimpl(wrapper=True)
    def helm_render_chart(kernel):
        kernel.warn("render")
        return (yield)

    @hookimpl(wrapper=True)
    def helm_find_value_uses(kernel):
        kernel.warn("follow")
        return (yield)

    @hookimpl
    def helm_post_render(files):
        return {name: text.upper() for name, text in files.items()}
"""


def test_everything_is_made_once(write_chart: Any, tmp_path: Path) -> None:
    kernel = make_kernel(tmp_path / "plugins", {"counting": COUNTING})
    subject = ChartSubject(str(write_chart()), LintOptions(), kernel)
    assert subject.rendered() is subject.rendered()
    assert (subject.chart().name, subject.values()) == ("web", {"a": 1.0})
    assert subject.rendered() == {"web/templates/a.yaml": "A: B\n"}
    assert (subject.value_uses(), subject.value_uses()) == ([], [])
    assert [line.rpartition(" ")[2] for line in kernel.console.stderr.splitlines()] == ["load", "render", "follow"]


def test_what_fails_fails_the_same_way_again(write_chart: Any) -> None:
    subject = ChartSubject(str(write_chart({"templates/a.yaml": "{{ fail 1 }}"})), LintOptions(), make_kernel())
    errors = []
    for _ in range(2):
        with pytest.raises(TemplateError) as caught:
            subject.rendered()
        errors.append(caught.value)
    assert errors[0] is errors[1] is subject.problem


def test_a_default_that_a_flag_made_null_is_back_and_a_null_default_is_gone(write_chart: Any) -> None:
    path = write_chart({"values.yaml": "a: 1\nb: null\nc: {d: null, e: -0}\n"})
    subject = ChartSubject(str(path), LintOptions(values_text="a: null\nf: null\n"), make_kernel())
    assert subject.values() == {"a": 1.0, "c": {"e": 0.0}}
