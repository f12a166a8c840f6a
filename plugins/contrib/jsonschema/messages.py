"""Violations in the words of Helm 3 (those of xeipuu/gojsonschema, which it checks with), in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ....core.golib.json import encode
from .numbers import shown

MAX_COLLECTED = 1_000
"""How many violations of one chart are looked at; the rest is not searched for."""


class Finding:
    """One violation: where in the chart's values, what Helm 3 says of it, and the value at fault."""

    __slots__ = ("place", "text", "value")

    def __init__(self, place: tuple[Any, ...], description: str, value: Any) -> None:
        self.place = place
        self.text = f"{_field(place)}: {description}"
        self.value = value


def findings(errors: Iterable[Any]) -> list[Finding]:
    """The violations behind the library's errors, sorted by place and words, each once."""
    found: dict[str, Finding] = {}
    for error in errors:
        for finding in _of(error):
            found.setdefault(finding.text, finding)
        if len(found) >= MAX_COLLECTED:
            break
    return sorted(found.values(), key=lambda finding: ([str(name) for name in finding.place], finding.text))


def _field(place: tuple[Any, ...]) -> str:
    return ".".join(map(str, place)) or "(root)"


def _of(error: Any) -> Iterator[Finding]:
    """An error and, for a choice between schemas, the errors of the one that comes closest."""
    place = tuple(error.absolute_path)
    yield Finding(place, _description(error, place), error.instance)
    if error.validator in ("anyOf", "oneOf") and error.context:
        by_branch: dict[Any, list[Any]] = {}
        for inner in error.context:
            by_branch.setdefault(inner.relative_schema_path[0], []).append(inner)
        for inner in min(by_branch.values(), key=len):
            yield from _of(inner)


def _description(error: Any, place: tuple[Any, ...]) -> str:
    """What is wrong, in one sentence."""
    keyword, wanted, value = error.validator, error.validator_value, error.instance
    if keyword in _SENTENCES:
        return _SENTENCES[keyword].format(shown(wanted) if isinstance(wanted, int | float) else wanted)
    describe = _DESCRIPTIONS.get(keyword)
    if describe is not None:
        return describe(error, wanted, value, place)
    return "False always fails validation" if keyword is None else f"Does not fit {keyword}"


_SENTENCES = {
    "additionalItems": "No additional items allowed on array",
    "anyOf": "Must validate at least one schema (anyOf)",
    "contains": "At least one of the items must match",
    "exclusiveMaximum": "Must be less than {}",
    "exclusiveMinimum": "Must be greater than {}",
    "format": "Does not match format '{}'",
    "maxItems": "Array must have at most {} items",
    "maxLength": "String length must be less than or equal to {}",
    "maxProperties": "Must have at most {} properties",
    "minItems": "Array must have at least {} items",
    "minLength": "String length must be greater than or equal to {}",
    "minProperties": "Must have at least {} properties",
    "multipleOf": "Must be a multiple of {}",
    "not": "Must not validate the schema (not)",
    "oneOf": "Must validate one and only one schema (oneOf)",
    "pattern": "Does not match pattern '{}'",
}


def _type(error: Any, wanted: Any, value: Any, place: tuple[Any, ...]) -> str:
    expected = f"[{','.join(wanted)}]" if isinstance(wanted, list) and len(wanted) > 1 else wanted
    expected = expected[0] if isinstance(expected, list) else expected
    return f"Invalid type. Expected: {expected}, given: {type_of(value)}"


def type_of(value: Any) -> str:
    """The JSON type of a value."""
    if value is None:
        return "null"
    kinds: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
    return kinds.get(type(value), "object")


def _required(error: Any, wanted: Any, value: Any, place: tuple[Any, ...]) -> str:
    # The library has the missing name only in its sentence, quoted as Python does.
    missing = next((name for name in wanted if error.message == f"{name!r} is a required property"), "")
    return f"{missing} is required"


def _enum(error: Any, wanted: Any, value: Any, place: tuple[Any, ...]) -> str:
    allowed = ", ".join(encode(one, escape_html=False) for one in wanted)
    return f"{_field(place)} must be one of the following: {allowed}"


def _const(error: Any, wanted: Any, value: Any, place: tuple[Any, ...]) -> str:
    return f"{_field(place)} does not match: {encode(wanted, escape_html=False)}"


def _additional(error: Any, wanted: Any, value: Any, place: tuple[Any, ...]) -> str:
    return f"Additional property {error.message} is not allowed"


def _unique(error: Any, wanted: Any, value: Any, place: tuple[Any, ...]) -> str:
    places: dict[str, int] = {}
    first = second = len(value) - 1
    for index, item in enumerate(map(encode, value)):
        if item in places:
            first, second = places[item], index
            break
        places[item] = index
    return f"{type_of(value)} items[{first},{second}] must be unique"


def _limit(sentence: str, exclusive: str, keyword: str) -> Callable[..., str]:
    """Draft 4 says beside a limit whether it belongs to what is allowed."""

    def describe(error: Any, wanted: Any, value: Any, place: tuple[Any, ...]) -> str:
        return (exclusive if error.schema.get(keyword) is True else sentence).format(shown(wanted))

    return describe


def _dependency(error: Any, wanted: Any, value: Any, place: tuple[Any, ...]) -> str:
    return next(
        (
            f"Has a dependency on {name}"
            for names in wanted.values()
            if isinstance(names, list)
            for name in names
            if name not in value
        ),
        "Has a dependency that is missing",
    )


def _property_name(error: Any, wanted: Any, value: Any, place: tuple[Any, ...]) -> str:
    return f'Property name of "{error.message}" does not match'


_DESCRIPTIONS: dict[str | None, Callable[..., str]] = {
    "additionalProperties": _additional,
    "const": _const,
    "dependencies": _dependency,
    "dependentRequired": _dependency,
    "enum": _enum,
    "maximum": _limit("Must be less than or equal to {}", "Must be less than {}", "exclusiveMaximum"),
    "minimum": _limit("Must be greater than or equal to {}", "Must be greater than {}", "exclusiveMinimum"),
    "propertyNames": _property_name,
    "required": _required,
    "type": _type,
    "unevaluatedProperties": _additional,
    "uniqueItems": _unique,
}
