"""The keywords that are not left to the library: those of properties, patterns and references, and exact multiples.

Patterns are RE2's, which takes linear time. Each reference that is followed is counted: a schema that refers to itself,
or to the same part from two sides again and again, ends in `TooMuchError`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....core.errors import PilothouseError
from ....core.golib import regexp
from .numbers import is_multiple

MAX_REFERENCES = 20_000
"""How many references may be followed while the values of one chart are checked."""

MAX_REFERENCE_DEPTH = 60
"""How many references may be inside one another."""


class TooMuchError(PilothouseError):
    """A schema asks for more than is done for it."""


class Budget:
    """What checking with one schema has used up."""

    def __init__(self) -> None:
        self.followed = 0
        self.depth = 0

    def enter(self) -> None:
        """Follow a reference. Raises TooMuchError."""
        self.followed += 1
        self.depth += 1
        if self.depth > MAX_REFERENCE_DEPTH:
            raise TooMuchError(f"references lead deeper than the maximum of {MAX_REFERENCE_DEPTH}")
        if self.followed > MAX_REFERENCES:
            raise TooMuchError(f"more than the maximum of {MAX_REFERENCES} references are followed")

    def leave(self) -> None:
        """Come back from a reference."""
        self.depth -= 1


def keywords(base: Any, budget: Budget) -> dict[str, Any]:
    """The functions of keywords that take the place of the library's in a dialect, whose validator class is `base`."""
    table: dict[str, Any] = {
        "properties": _properties,
        "propertyNames": _property_names,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "multipleOf": _multiple_of,
        "uniqueItems": _unique_items,
    }
    if "unevaluatedProperties" in base.VALIDATORS:
        table["unevaluatedProperties"] = lambda *arguments: _unevaluated_properties(budget, *arguments)
    if "unevaluatedItems" in base.VALIDATORS:
        # It checks the same items again by all schemas beside it: one inside another, that doubles at each level.
        table["unevaluatedItems"] = _counted(base.VALIDATORS["unevaluatedItems"], budget)
    for name in ("$ref", "$dynamicRef", "$recursiveRef"):
        if name in base.VALIDATORS:
            table[name] = _counted(base.VALIDATORS[name], budget)
    return table


def _error(text: str, **facts: Any) -> Any:
    from jsonschema.exceptions import ValidationError

    return ValidationError(text, **facts)


def _descend(validator: Any, name: str, value: Any, subschema: Any) -> Iterator[Any]:
    """The errors of a property. For the schema false the library would forget which property it was."""
    if subschema is False:
        yield _error("false", validator=None, validator_value=None, instance=value, schema=False, path=(name,))
    else:
        yield from validator.descend(value, subschema, path=name)


def _counted(follow: Any, budget: Budget) -> Any:
    """A keyword that refers to another schema, counted."""

    def counted(validator: Any, reference: Any, instance: Any, schema: Any) -> Iterator[Any]:
        budget.enter()
        try:
            # All at once: between two errors nobody else may count this reference as open.
            found = list(follow(validator, reference, instance, schema) or ())
        finally:
            budget.leave()
        yield from found

    return counted


def _properties(validator: Any, properties: dict[str, Any], instance: Any, schema: Any) -> Iterator[Any]:
    if validator.is_type(instance, "object"):
        for name, subschema in properties.items():
            if name in instance:
                yield from _descend(validator, name, instance[name], subschema)


def _property_names(validator: Any, names: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if validator.is_type(instance, "object"):
        its_validator = validator.evolve(schema=names)
        for name in instance:
            if not its_validator.is_valid(name):
                yield _error(name)


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[Any]:
    if validator.is_type(instance, "string") and not regexp.compile(pattern).match(instance):
        yield _error("pattern")


def _pattern_properties(validator: Any, patterns: dict[str, Any], instance: Any, schema: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    for pattern, subschema in patterns.items():
        compiled = regexp.compile(pattern)
        for name, value in instance.items():
            if compiled.match(name):
                yield from _descend(validator, name, value, subschema)


def _additional_properties(validator: Any, additional: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    patterns = [regexp.compile(pattern) for pattern in schema.get("patternProperties", {})]
    for name, value in instance.items():
        if name in schema.get("properties", {}) or any(pattern.match(name) for pattern in patterns):
            continue
        if additional is False:
            # Which property it is goes where messages find it.
            yield _error(name)
        else:
            yield from _descend(validator, name, value, additional)


def _multiple_of(validator: Any, of: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if validator.is_type(instance, "number") and not is_multiple(instance, of):
        yield _error("multipleOf")


def _unique_items(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if wanted and validator.is_type(instance, "array") and len(set(map(_hashable, instance))) < len(instance):
        yield _error("uniqueItems")


def _hashable(value: Any) -> Any:
    """What is the same for values that JSON Schema calls equal, and different for others; it can be looked up."""
    if isinstance(value, dict):
        return dict, frozenset([(name, _hashable(item)) for name, item in value.items()])
    if isinstance(value, list):
        return list, tuple(map(_hashable, value))
    return isinstance(value, bool), value


def _unevaluated_properties(
    budget: Budget, validator: Any, unevaluated: Any, instance: Any, schema: Any
) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    known = _evaluated(validator, schema, instance, budget)
    for name, value in instance.items():
        if name in known:
            continue
        if unevaluated is False:
            yield _error(name)
        else:
            yield from _descend(validator, name, value, unevaluated)


def _evaluated(validator: Any, schema: Any, instance: dict[str, Any], budget: Budget) -> set[str]:
    """The properties of an object that some keyword of a schema, or of one that applies beside it, speaks of.

    Rule: JSON Schema 2020-12, section 11 (unevaluatedProperties), where annotations are collected.
    """
    if not isinstance(schema, dict):
        return set()
    known = {name for name in schema.get("properties", {}) if name in instance}
    for pattern in schema.get("patternProperties", {}):
        known |= {name for name in instance if regexp.compile(pattern).match(name)}
    if "additionalProperties" in schema:
        return set(instance)
    for beside, its_validator in _applied_beside(validator, schema, instance, budget):
        budget.enter()
        known |= _evaluated(its_validator, beside, instance, budget)
        if isinstance(beside, dict) and "unevaluatedProperties" in beside:
            known = set(instance)
        budget.leave()
    return known


def _applied_beside(
    validator: Any, schema: dict[str, Any], instance: dict[str, Any], budget: Budget
) -> Iterator[tuple[Any, Any]]:
    """The schemas that apply to the same object as a schema, each with a validator for it."""
    for name in ("$ref", "$dynamicRef", "$recursiveRef"):
        if name in schema:
            resolved = validator._resolver.lookup(schema[name])  # noqa: SLF001 - nothing public resolves references
            yield resolved.contents, validator.evolve(schema=resolved.contents, _resolver=resolved.resolver)
    candidates = [part for name in ("allOf", "anyOf", "oneOf") for part in schema.get(name, ())]
    candidates += [part for name, part in schema.get("dependentSchemas", {}).items() if name in instance]
    if "if" in schema:
        if validator.evolve(schema=schema["if"]).is_valid(instance):
            candidates += [schema["if"], schema.get("then", True)]
        else:
            candidates.append(schema.get("else", True))
    for part in candidates:
        its_validator = validator.evolve(schema=part)
        if its_validator.is_valid(instance):
            yield part, its_validator
