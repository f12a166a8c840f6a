"""Schemas as charts have them, looked through before anything is checked with them.

Rule: Helm 3 (pkg/chartutil/jsonschema.go) for what a schema applies to. A schema is as hostile as its chart: its size,
its depth and what it refers to are limited here, what it costs to check with it in `keywords` (CVE-2025-55199,
CVE-2025-32387, CVE-2022-23526).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import ChartError
from ....core.golib import regexp
from ....core.golib.json_decoder import JsonError, decode
from ....core.golib.regexp_syntax import RegexpError
from ....core.golib.utf8 import decode as decode_text
from .numbers import exact

if TYPE_CHECKING:
    from ....core.model.chart import Chart

FILE = "values.schema.json"

MAX_SIZE = 1024 * 1024
"""Bytes of one schema."""

MAX_DEPTH = 100
"""How many objects and lists of a schema may be inside one another."""

_DATA = frozenset(("const", "default", "enum", "example", "examples"))
"""Keywords whose values are data, whatever they look like."""


def schema_error(chart: Chart, problem: str, *, place: tuple[Any, ...] = (), hint: str = "") -> ChartError:
    """The error for a schema that cannot be used. `place` is where in it, from the root."""
    where = f" at {pointer(place)}" if place else ""
    return ChartError(f'the {FILE} of chart "{chart.name}" is no usable schema{where}: {problem}', hint=hint)


def pointer(place: tuple[Any, ...]) -> str:
    """A place in a document as JSON Pointer writes it (RFC 6901)."""
    return "".join("/" + str(name).replace("~", "~0").replace("/", "~1") for name in place)


def read_schema(chart: Chart) -> Any:
    """The schema of a chart as a JSON value, None when it has none.

    Raises ChartError for what is no JSON, too large or too deep, and for patterns that are none.
    """
    file = chart.file(FILE)
    if file is None:
        return None
    if len(file.data) > MAX_SIZE:
        raise schema_error(chart, f"it has {len(file.data)} bytes, more than the maximum of {MAX_SIZE}")
    try:
        schema = exact(decode(decode_text(file.data.removeprefix(b"\xef\xbb\xbf"))))
    except JsonError as error:
        raise schema_error(chart, str(error)) from None
    if not isinstance(schema, dict | bool):
        raise schema_error(chart, "a schema is an object, true or false")
    _look_through(chart, schema, ())
    return schema


def _look_through(chart: Chart, schema: Any, place: tuple[Any, ...]) -> None:
    """Check the depth and every pattern of a part of a schema."""
    if len(place) > MAX_DEPTH:
        raise schema_error(chart, f"it is nested deeper than the maximum of {MAX_DEPTH} levels")
    if isinstance(schema, list):
        for index, item in enumerate(schema):
            _look_through(chart, item, (*place, index))
        return
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        inside = (*place, key)
        if key == "pattern" and isinstance(value, str):
            _check_pattern(chart, value, inside)
        elif key == "patternProperties" and isinstance(value, dict):
            for pattern in value:
                _check_pattern(chart, pattern, (*inside, pattern))
        if key not in _DATA:
            _look_through(chart, value, inside)


def _check_pattern(chart: Chart, pattern: str, place: tuple[Any, ...]) -> None:
    try:
        regexp.compile(pattern)
    except RegexpError as error:
        raise schema_error(
            chart, str(error), place=place, hint="patterns are those of Go, without looking ahead or back"
        ) from None


def without_dialects(schema: Any) -> Any:
    """A copy of a schema without ``$schema``: all of it is of one draft, and no part leaves what holds for all."""
    if isinstance(schema, list):
        return [without_dialects(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value if key in _DATA else without_dialects(value)
        for key, value in schema.items()
        if not (key == "$schema" and isinstance(value, str))
    }
