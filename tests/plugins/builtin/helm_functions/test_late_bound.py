from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.golib.types import GoError, Map
from pilothouse.plugins.builtin.helm_functions.late_bound import LATE_BOUND


class Binding:
    """A template set that notes what it is asked."""

    strict = False

    def __init__(self, lint_mode: bool = False, failure: str = "") -> None:
        self.lint_mode = lint_mode
        self.failure = failure
        self.warnings: list[str] = []

    def has_template(self, name: str) -> bool:
        return True

    def execute_template(self, name: str, data: Any) -> str:
        return f"executed {name} with {data}"

    def render_text(self, text: str, data: Any, name: str, base_path: str) -> str:
        if self.failure:
            raise GoError(self.failure)
        return f"rendered {text} as {name} in {base_path}"

    def warn(self, message: str) -> None:
        self.warnings.append(message)


class Values(Map):
    """The root data of a chart."""

    __slots__ = ()
    go_type = "chartutil.Values"


def call(name: str, *arguments: Any, binding: Binding | None = None) -> Any:
    return LATE_BOUND[name](binding or Binding()).function(*arguments)


TEMPLATE = {"Name": "demo/templates/a.yaml", "BasePath": "demo/templates"}


def test_the_parameters_are_go_types() -> None:
    assert {name: factory(Binding()).parameters for name, factory in LATE_BOUND.items()} == {
        "include": ("string", "interface {}"),
        "required": ("string", "interface {}"),
        "tpl": ("string", "chartutil.Values"),
    }


def test_include_executes_a_named_template() -> None:
    assert call("include", "x", 5) == "executed x with 5"


@pytest.mark.parametrize("value", [" ", 0, 0.0, False, [], {}])
def test_required_lets_everything_pass_but_nil_and_the_empty_text(value: Any) -> None:
    assert call("required", "message", value) is value


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize(
    ("message", "error"),
    [("a zip is needed", "a zip is needed"), ("100% sure %s %%", "100%!s(MISSING)ure %!s(MISSING) %")],
)
def test_required_fails_with_its_message_as_a_format(value: Any, message: str, error: str) -> None:
    with pytest.raises(GoError) as caught:
        call("required", message, value)
    assert str(caught.value) == error


@pytest.mark.parametrize("value", [None, ""])
def test_required_only_warns_when_linting(value: Any) -> None:
    binding = Binding(lint_mode=True)
    assert call("required", "need 100%", value, binding=binding) == ""
    assert binding.warnings == ["[INFO] Missing required value: need 100%"]


@pytest.mark.parametrize("data", [{"Template": TEMPLATE}, Values(Template=TEMPLATE), {"Template": Values(TEMPLATE)}])
def test_tpl_renders_under_the_name_of_the_calling_template(data: dict[str, Any]) -> None:
    assert call("tpl", "text", data) == "rendered text as demo/templates/a.yaml in demo/templates"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (None, "Cannot retrieve Template.Basepath from values inside tpl function: x (BasePath is not a value)"),
        ({}, "Cannot retrieve Template.Basepath from values inside tpl function: x (BasePath is not a value)"),
        (
            {"Template": "a"},
            "Cannot retrieve Template.Basepath from values inside tpl function: x (BasePath is not a value)",
        ),
        (
            {"Template": {"Name": "a"}},
            "Cannot retrieve Template.Basepath from values inside tpl function: x (key not found: BasePath)",
        ),
        (
            {"Template": {"Name": "a", "BasePath": {}}},
            "Cannot retrieve Template.Basepath from values inside tpl function: x (key not found: BasePath)",
        ),
        (
            {"Template": {"BasePath": "a"}},
            "Cannot retrieve Template.Name from values inside tpl function: x (key not found: Name)",
        ),
        ({"Template": {"BasePath": 5.0}}, "interface conversion: interface {} is float64, not string"),
        ({"Template": {"BasePath": "a", "Name": None}}, "interface conversion: interface {} is nil, not string"),
    ],
)
def test_tpl_needs_the_name_of_the_calling_template(data: dict[str, Any] | None, error: str) -> None:
    with pytest.raises(GoError) as caught:
        call("tpl", "x", data)
    assert str(caught.value) == error


def test_tpl_wraps_errors_and_keeps_their_cause() -> None:
    with pytest.raises(GoError) as caught:
        call("tpl", 'a"b', {"Template": TEMPLATE}, binding=Binding(failure="went wrong"))
    assert str(caught.value) == 'Error during tpl function execution for "a\\"b": went wrong'
    assert str(caught.value.__cause__) == "went wrong"
