"""Jinja's own filters that are different here, because they would print what YAML does not have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinja2.filters import make_attrgetter
from jinja2.runtime import Undefined
from jinja2.utils import pass_environment

from ....core.golib.limits import check_text
from .printing import json_text, text_of


def default(value: Any, default_value: Any = "", boolean: bool = False) -> Any:
    """The value, or another one where it is missing or null; with `boolean`, where it is false or empty too."""
    if value is None or isinstance(value, Undefined) or (boolean and not value):
        return default_value
    return value


@pass_environment
def join(environment: Any, values: Iterable[Any], separator: Any = "", attribute: Any = None) -> str:
    """The values as they are printed, with `separator` between. With `attribute`, that of each value."""
    if attribute is not None:
        values = map(make_attrgetter(environment, attribute), values)
    texts, size = [], 0
    for value in values:
        texts.append(text_of(value))
        size += len(texts[-1])
        check_text(size)
    return text_of(separator).join(texts)


def fill_in(template: Any, *values: Any, **named: Any) -> str:
    """Python's ``%`` with the values as they are printed; numbers stay numbers, for ``%d`` and ``%.2f``."""
    given = {name: _printable(value) for name, value in named.items()}
    return text_of(template) % (given or tuple([_printable(value) for value in values]))


def _printable(value: Any) -> Any:
    return value if value.__class__ in (int, float, str) else text_of(value)


FILTERS: dict[str, Any] = {
    "d": default,
    "default": default,
    "format": fill_in,
    "join": join,
    "string": text_of,
    "tojson": json_text,
}
"""Filters that take the place of Jinja's of the same name."""

WITHOUT = ("attr", "pprint")
"""Filters that are not there: `attr` asks for Python's attributes, of which there are none, `pprint` shows Python's
forms, with addresses in memory among them."""
