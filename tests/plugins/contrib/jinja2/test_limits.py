from __future__ import annotations

from collections.abc import Callable

import pytest
from jinja_charts import make_chart, make_kernel, render_chart
from pilothouse.core.errors import TemplateError
from pilothouse.core.process_limits import ProcessLimitError

Render = Callable[..., str]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{% for i in range(10**9) %}x{% endfor %}", "Range too big"),
        ("{{ 'a' * 10**9 }}", "text of 1000000000 characters is longer than the limit"),
        ("{{ [1] * 10**12 }}", "is longer than the limit"),
        ("{{ 9**(9**9) }}", "the power is too large"),
        ("{{ '%999999999d' % 1 }}", "% does not fill in texts here"),
        ("{{ repeat(1000000000, 'a') }}", "longer than the limit"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "templates are nested too deeply"),
        ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "templates are nested too deeply"),
        ("{% if 1 %}" * 5000 + "{% endif %}" * 5000, "templates are nested too deeply"),
        ("{% for i in [1] %}" * 30 + "{% endfor %}" * 30, "too many statically nested blocks"),
        ("{% set t = {} %}{% do set(t, 't', t) %}{{ toYaml(t) }}|{{ t }}", "nested"),
        (
            "{% for i in range(70) %}{% for j in range(1000) %}{{ 'a' * 1000 }}{% endfor %}{% endfor %}",
            "is longer than the limit",
        ),
    ],
    ids=lambda text: text[:24],
)
def test_what_is_counted_ends_at_its_limit(render: Render, text: str, reason: str) -> None:
    with pytest.raises(TemplateError) as caught:
        render(text)
    assert reason in caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% for i in range(99999) %}{{ sha256sum('a' * 60000000) | length }}{% endfor %}",
    ],
    ids=["loop", "function"],
)
def test_computing_without_end_is_stopped(text: str) -> None:
    kernel = make_kernel(**{"cpu-limit": "1"})
    with pytest.raises(ProcessLimitError) as caught:
        render_chart(make_chart({"a.j2": text}), kernel=kernel)
    assert caught.value.message == "more than 1 seconds of processor time (PILOTHOUSE_CPU_LIMIT) are needed"


@pytest.mark.parametrize(
    "text",
    [
        "{% set ns = namespace(x=['a' * 1000]) %}{% for i in range(99999) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{{ '%999999999d' | format(1) }}",
        "{{ 'a' | center(2000000000) }}",
        "{% set ns = namespace(x=1) %}{% for i in range(99) %}{% set ns.x = [ns.x, 'a' * 60000000] %}{% endfor %}",
    ],
    ids=["list", "format", "center", "texts"],
)
def test_hoarding_is_stopped(render: Render, text: str) -> None:
    with pytest.raises(ProcessLimitError) as caught:
        render(text)
    assert caught.value.message == "more than 600 MiB of memory (PILOTHOUSE_MEMORY_LIMIT) are needed"


def test_all_files_together_have_a_limit(render: Render) -> None:
    much = "{{ 'a' * 60000000 }}"
    with pytest.raises(TemplateError, match="more than 67108864 characters of output"):
        render(much, templates={"b.j2": much})


def test_limits_of_none_are_none() -> None:
    kernel = make_kernel(**{"cpu-limit": "0", "memory-limit": "0"})
    assert render_chart(make_chart({"a.j2": "{{ 1 }}"}), kernel=kernel) == {"web/templates/a": "1"}
