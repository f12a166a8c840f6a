"""Label and field selectors of queries, and the label selectors of objects.

Grammar and messages: k8s.io/apimachinery/pkg/labels and pkg/fields of 1.20.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .kinds import Kind
from .status import Refusal, bad_request, go_quote
from .store import Object

Matcher = Callable[[Object], bool]

_TOKEN = re.compile(r"\s*(?:(==|!=|[=!,()<>])|([^\s=!,()<>]+))")
_PUNCTUATION = frozenset(("", "=", "==", "!=", "!", ",", "(", ")", "<", ">"))
_COMMON_FIELDS = ("metadata.name", "metadata.namespace")
_FIELDS: dict[str, tuple[str, ...]] = {
    "/pods": (
        "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase",
        "status.podIP", "status.nominatedNodeName",
    ),
    "/events": (
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
        "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "source",
        "type",
    ),
    "/namespaces": ("status.phase",),
    "/nodes": ("spec.unschedulable",),
    "/secrets": ("type",),
    "/replicationcontrollers": ("status.replicas",),
    "apps/replicasets": ("status.replicas",),
    "batch/jobs": ("status.successful",),
}  # fmt: skip
_OTHER_SENTENCE = frozenset(("/pods", "/events", "/namespaces", "/nodes", "/secrets", "/replicationcontrollers"))


class Requirement:
    """One part of a label selector."""

    __slots__ = ("key", "operator", "values")

    def __init__(self, key: str, operator: str, values: tuple[str, ...] = ()) -> None:
        self.key = key
        self.operator = operator
        self.values = values

    def matches(self, labels: Any) -> bool:
        """Whether an object's labels fulfil it."""
        given = labels.get(self.key) if isinstance(labels, dict) else None
        if self.operator == "in":
            return given is not None and given in self.values
        if self.operator == "notin":
            return given is None or given not in self.values
        if self.operator == "exists":
            return given is not None
        if self.operator == "absent":
            return given is None
        try:
            number, limit = int(given or ""), int(self.values[0])
        except ValueError:
            return False
        return number > limit if self.operator == ">" else number < limit


def label_matcher(text: str) -> Matcher:
    """What a ``labelSelector`` selects. Raises Refusal."""
    requirements = parse_labels(text)
    return lambda thing: all(part.matches(thing["metadata"].get("labels")) for part in requirements)


def parse_labels(text: str) -> list[Requirement]:
    """The requirements of a label selector's text. Raises Refusal."""
    tokens = [found[1] or found[2] for found in _TOKEN.finditer(text)]
    requirements: list[Requirement] = []
    position = 0
    while position < len(tokens):
        requirement, position = _requirement(tokens, position)
        requirements.append(requirement)
        if position < len(tokens):
            if tokens[position] != ",":
                raise _unexpected(tokens, position, "',' or 'end of string'", found="found '%s', expected: %s")
            position += 1
            if position == len(tokens):
                raise bad_request("found '', expected: identifier after ','")
    return requirements


def _requirement(tokens: list[str], position: int) -> tuple[Requirement, int]:
    if tokens[position] == "!":
        return Requirement(_word(tokens, position + 1), "absent"), position + 2
    key = _word(tokens, position)
    operator = tokens[position + 1] if position + 1 < len(tokens) else ","
    if operator == ",":
        return Requirement(key, "exists"), position + 1
    if operator in ("=", "=="):
        value, position = _value(tokens, position + 2)
        return Requirement(key, "in", (value,)), position
    if operator == "!=":
        value, position = _value(tokens, position + 2)
        return Requirement(key, "notin", (value,)), position
    if operator in ("<", ">"):
        return Requirement(key, operator, (_word(tokens, position + 2),)), position + 3
    if operator in ("in", "notin"):
        values, position = _values(tokens, position + 2)
        return Requirement(key, operator, values), position
    expected = "'=', '!=', '==', 'in', notin'"
    raise bad_request(f"unable to parse requirement: found '{operator}', expected: {expected}")


def _word(tokens: list[str], position: int) -> str:
    word = _at(tokens, position)
    if word in _PUNCTUATION:
        raise bad_request(f"unable to parse requirement: found '{word}', expected: identifier")
    return word


def _value(tokens: list[str], position: int) -> tuple[str, int]:
    if position >= len(tokens) or tokens[position] == ",":
        return "", position
    return _word(tokens, position), position + 1


def _values(tokens: list[str], position: int) -> tuple[tuple[str, ...], int]:
    if position >= len(tokens) or tokens[position] != "(":
        raise _unexpected(tokens, position, "'('", found="found '%s' expected: %s")
    values = []
    position += 1
    while True:
        value, position = _value(tokens, position) if _at(tokens, position) != ")" else ("", position)
        values.append(value)
        if _at(tokens, position) == ")":
            return tuple(values), position + 1
        if _at(tokens, position) != ",":
            raise _unexpected(tokens, position, "',' or ')'", found="found '%s', expected: %s")
        position += 1


def _at(tokens: list[str], position: int) -> str:
    return tokens[position] if position < len(tokens) else ""


def _unexpected(tokens: list[str], position: int, expected: str, *, found: str) -> Refusal:
    return bad_request("unable to parse requirement: " + found % (_at(tokens, position), expected))


def field_matcher(text: str, kind: Kind) -> Matcher:
    """What a ``fieldSelector`` selects. Raises Refusal for fields by which the kind cannot be selected."""
    tests: list[tuple[tuple[str, ...], str, bool]] = []
    for part in text.split(","):
        if not part:
            continue
        name, operator, value = _field_term(part)
        if name not in _COMMON_FIELDS and name not in _FIELDS.get(kind.store, ()):
            raise bad_request(_unknown_field(name, kind))
        tests.append((tuple(name.split(".")), value, operator == "!="))
    return lambda thing: all((_field(thing, path) == value) != negated for path, value, negated in tests)


def only_name(text: str) -> str:
    """The name that a field selector asks for, where it asks for one and nothing else; empty otherwise."""
    name, _, value = text.partition("=")
    return value.lstrip("=") if name == "metadata.name" and not re.search("[,!]", value) else ""


def _field_term(part: str) -> tuple[str, str, str]:
    for operator in ("!=", "==", "="):
        name, found, value = part.partition(operator)
        if found:
            return name, operator, value
    raise bad_request(f"invalid selector: '{part}'; can't understand '{part}'")


def _unknown_field(name: str, kind: Kind) -> str:
    if kind.store in _OTHER_SENTENCE:
        return f"field label not supported: {name}"
    known = ", ".join(go_quote(field) for field in _COMMON_FIELDS)
    return f"{go_quote(name)} is not a known field selector: only {known}"


def _field(thing: Object, path: tuple[str, ...]) -> str:
    value: Any = thing
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def object_selector(selector: Any) -> Matcher:
    """What an object's own label selector (``matchLabels`` and so on) selects; nothing where it has none."""
    requirements = [Requirement(part.key, part.operator, part.values) for part in requirements_of(selector)]
    if not isinstance(selector, dict):
        return lambda thing: False
    return lambda thing: all(part.matches(thing["metadata"].get("labels")) for part in requirements)


def requirements_of(selector: Any) -> list[Requirement]:
    """The requirements of an object's label selector."""
    if not isinstance(selector, dict):
        return []
    found = [Requirement(key, "in", (value,)) for key, value in (selector.get("matchLabels") or {}).items()]
    words = {"In": "in", "NotIn": "notin", "Exists": "exists", "DoesNotExist": "absent"}
    for expression in selector.get("matchExpressions") or ():
        operator = words.get(expression.get("operator"), "in")
        found.append(Requirement(str(expression.get("key")), operator, tuple(expression.get("values") or ())))
    return found


def selector_text(selector: Any) -> str:
    """A label selector as tables show it. Rule: k8s.io/apimachinery/pkg/apis/meta/v1.FormatLabelSelector"""
    parts = []
    for part in sorted(requirements_of(selector), key=lambda part: part.key):
        if part.operator == "in" and len(part.values) == 1:
            parts.append(f"{part.key}={part.values[0]}")
        elif part.operator in ("in", "notin"):
            parts.append(f"{part.key} {part.operator} ({','.join(sorted(part.values))})")
        else:
            parts.append(part.key if part.operator == "exists" else f"!{part.key}")
    return ",".join(parts) or "<none>"
