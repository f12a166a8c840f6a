"""Whatever a template says, rendering gives a text or the declared error, the same one every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pilothouse.plugins.builtin.gotpl.deep_stack import ensure_recursion_limit

# Rendering raises the limit; hypothesis wants it to stay as it was when a test began.
ensure_recursion_limit()

OPERANDS = st.sampled_from(
    [
        ".", "$", "$x", ".Values", ".Values.s", ".Values.l", ".Values.m.a", ".Values.no.x", "nil", "true", "1", "-2.5",
        "1i", '"s"', '""', "'c'", "(list 1 nil)", '(dict "a" .)', "(index .Values.l 0)", "nothing", "upper",
        "(until 3)", '(split "a,b")._0', "(include .Values.s .)", '(printf "%d%s" 1)', "(len .)", "(and . $x)", ".x.y",
        "$x.z",
    ]
)  # fmt: skip
NAMES = st.sampled_from(
    ["print", "printf", "upper", "eq", "lt", "index", "len", "not", "or", "html", "js", "urlquery", "call", "repeat"]
)
CALLS = st.builds(lambda name, operands: " ".join([name, *operands]), NAMES, st.lists(OPERANDS, max_size=3))
PIPES = st.lists(OPERANDS | CALLS, min_size=1, max_size=3).map(" | ".join)
ACTIONS = st.builds(lambda start, pipe: f"{start}{pipe} }}}}", st.sampled_from(["{{ ", "{{ $x = ", "text {{- "]), PIPES)
OPENERS = st.sampled_from(["if", "with", "range", "range $x :=", "range $i, $x :=", "range $i, $x =", "with $x :="])


def block(body: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda opener, pipe, first, second: f"{{{{ {opener} {pipe} }}}}{first}{{{{ else }}}}{second}{{{{ end }}}}",
        OPENERS, PIPES, body, body,
    )  # fmt: skip


BODIES = st.recursive(ACTIONS, lambda inner: block(inner) | st.tuples(inner, inner).map("".join), max_leaves=8)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BODIES)
def test_every_template_ends_in_a_text_or_a_declared_error(render: Callable[..., str], body: str) -> None:
    values: dict[str, Any] = {"s": "text", "l": ["a", None, 2.0], "m": {"a": {"b": None}}}
    text = "{{ $x := .Values }}" + body
    assert render(text, values) == render(text, values)
