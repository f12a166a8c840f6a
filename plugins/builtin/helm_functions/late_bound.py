"""The functions that need the running engine: include, required and tpl. Rule: pkg/engine/engine.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib import fmt, strconv
from ....core.golib.types import GoError, GoFunction, go, type_name

if TYPE_CHECKING:
    from ....core.template_binding import LateBoundFunction, TemplateBinding

_VALUES = "chartutil.Values"
_TABLES = frozenset(("map[string]interface {}", _VALUES))


def include(binding: TemplateBinding) -> GoFunction:
    """``include NAME DATA``: the text of a named template."""
    return go(binding.execute_template, "string", "any")


def required(binding: TemplateBinding) -> GoFunction:
    """``required MESSAGE VALUE``: the value; an error with the message for nil and the empty text.

    The message is a format without arguments, so a percent sign in it must be doubled. Lint only remarks on it.
    """

    def check(message: str, value: Any) -> Any:
        if value is not None and not (value.__class__ is str and not value):
            return value
        if not binding.lint_mode:
            raise GoError(fmt.sprintf(message, ()))
        binding.warn(f"[INFO] Missing required value: {message}")
        return ""

    return go(check, "string", "any")


def tpl(binding: TemplateBinding) -> GoFunction:
    """``tpl TEXT DATA``: the text rendered as a template of its own, which sees the charts' named templates.

    The data must have `Template.Name` and `Template.BasePath`, as the root data of every template has.
    """

    def render(text: str, data: dict[str, Any] | None) -> str:
        base_path = _template_text(text, data, "BasePath", "Basepath")
        name = _template_text(text, data, "Name", "Name")
        try:
            return binding.render_text(text, data, name, base_path)
        except GoError as error:
            quoted = strconv.quote(text)
            raise GoError(f"Error during tpl function execution for {quoted}: {error}") from error

    return go(render, "string", _VALUES)


def _template_text(text: str, data: dict[str, Any] | None, key: str, shown: str) -> str:
    """The text under `key` in the data's `Template`. `shown` is how Helm's message spells the key."""
    table: Any = None if data is None else data.get("Template")
    reason = ""
    if not _is_table(table):
        reason = f"{key} is not a value"
    elif key not in table or table[key].__class__ is dict:
        reason = f"key not found: {key}"
    if reason:
        raise GoError(f"Cannot retrieve Template.{shown} from values inside tpl function: {text} ({reason})")
    value = table[key]
    if value.__class__ is not str:
        kind = "nil" if value is None else type_name(value)
        raise GoError(f"interface conversion: interface {{}} is {kind}, not string")
    return str(value)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and type_name(value) in _TABLES


LATE_BOUND: dict[str, LateBoundFunction] = {"include": include, "required": required, "tpl": tpl}
