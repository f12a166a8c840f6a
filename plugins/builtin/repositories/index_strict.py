"""Strict reading of an index: unknown and repeated keys are errors, and top-level values have to be of their types.

Rules: pkg/repo/index.go (IndexValidation, validateIndex), gopkg.in/yaml.v2 2.2.4 decode.go (UnmarshalStrict).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib import time, time_zone
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.golib.utf8 import encode
from ....core.golib.yaml_error import YamlError
from ....core.golib.yaml_numbers import is_timestamp
from ....core.golib.yaml_parser import ALIAS, MAPPING, SCALAR
from ....core.golib.yaml_scalars import resolve_plain
from ....core.golib.yaml_tags import MERGE, PREFIX, resolve_tagged

if TYPE_CHECKING:
    from ....core.golib.yaml_parser import Document, Node

RFC3339 = "2006-01-02T15:04:05Z07:00"

_TEXT, _TEXTS, _TIME, _MAP = "string", "[]string", "time.Time", "map[string]interface {}"
_FIELDS = {"serverInfo": _MAP, "apiVersion": _TEXT, "generated": _TIME, "entries": _MAP, "publicKeys": _TEXTS}
_STRUCT = "repo.IndexValidation"
_TAGS = {type(None): "!!null", bool: "!!bool", int: "!!int", float: "!!float", str: "!!str"}
_LONG = 10


def check_strictly(document: Document) -> None:
    """Look for what UnmarshalStrict refuses. What an alias stands for is looked at once, where its anchor is.

    Raises YamlError that lists all that was found.
    """
    checker = _Checker()
    checker.root(document.root)
    checker.finish()


def check_entries(document: Document) -> None:
    """As `check_strictly`, for a document that holds what is below `entries` in an index."""
    checker = _Checker()
    checker.entries(document.root)
    checker.finish()


class _Checker:
    """Goes through the nodes in order and collects what is wrong, each as a line of the error."""

    __slots__ = ("lines", "problems")

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.lines: list[int] = []

    def root(self, node: Node) -> None:
        """The document: a mapping of the known fields, or nothing."""
        node = _target(node)
        if node.kind is MAPPING:
            self._struct(node, _STRUCT, _FIELDS)
        elif not _is_null(node):
            self._misfit(node, _STRUCT)

    def finish(self) -> None:
        """Raise YamlError that lists what was found, if anything was."""
        if self.problems:
            raise YamlError("yaml: unmarshal errors:\n  " + "\n  ".join(self.problems), self.lines[0])

    def entries(self, node: Node) -> None:
        """The value of `entries`."""
        self._value(node, _MAP)

    def _struct(self, node: Node, name: str, fields: dict[str, str]) -> None:
        done: set[str] = set()
        children = iter(node.children)
        for key, value in zip(children, children, strict=True):
            if _is_merge(key):
                for source in _merged(value):
                    self._struct(source, name, fields)
                continue
            field = self._text(key)
            if field is None:
                continue
            if field in done:
                self._problem(key, f"field {field} already set in type {name}")
            elif field in fields:
                done.add(field)
                self._value(value, fields[field])
            else:
                self._problem(key, f"field {field} not found in type {name}")

    def _value(self, node: Node, kind: str) -> None:
        """A value for a field of the Go type `kind`."""
        target = _target(node)
        if _is_null(target):
            return
        if kind == _MAP and target.kind is MAPPING:
            self._mapping(target, is_typed=False)
        elif kind == _TIME and target.kind is MAPPING:
            self._struct(target, _TIME, {})
        elif kind == _TIME and target.kind is SCALAR:
            _check_time(target)
        elif kind == _TEXTS and target.kind not in (MAPPING, SCALAR):
            for child in target.children:
                self._value(child, _TEXT)
        elif kind != _TEXT or target.kind is not SCALAR:
            self._misfit(target, kind)

    def _anything(self, node: Node) -> None:
        """A value of any type: its mappings may not have a key twice."""
        if node.kind is MAPPING:
            self._mapping(node, is_typed=True)
        elif node.kind not in (SCALAR, ALIAS):
            for child in node.children:
                self._anything(child)

    def _mapping(self, node: Node, *, is_typed: bool, seen: set[Any] | None = None) -> None:
        """A map of anything. Keys are texts, or of the type that they look like where `is_typed`."""
        seen = set() if seen is None else seen
        children = iter(node.children)
        for key, value in zip(children, children, strict=True):
            if _is_merge(key):
                for source in _merged(value):
                    self._mapping(source, is_typed=is_typed, seen=seen)
                continue
            name: Any
            if is_typed:
                resolved = _resolved(_target(key))
                name, shown = (resolved.__class__, resolved), _go_syntax(resolved)
            else:
                name = self._text(key)
                if name is None:
                    continue
                shown = quote(name)
            self._anything(value)
            if name in seen:
                # go-yaml puts what is left out behind the colon, the tree where something comes next.
                is_left_out = value.kind is SCALAR and value.plain and not value.value
                self._problem(key if is_left_out else value, f"key {shown} already set in map")
            seen.add(name)

    def _text(self, node: Node) -> str | None:
        """The text of a key, None when it is none."""
        target = _target(node)
        if target.kind is not SCALAR:
            self._misfit(target, _TEXT)
            return None
        return "" if _is_null(target) else target.value

    def _misfit(self, node: Node, wanted: str) -> None:
        self._problem(node, f"cannot unmarshal {_described(node)} into {wanted}")

    def _problem(self, node: Node, text: str) -> None:
        self.problems.append(f"line {node.line + 1}: {text}")
        self.lines.append(node.line + 1)


def _target(node: Node) -> Node:
    """The node, or what an alias stands for."""
    while node.kind is ALIAS and node.target is not None:
        node = node.target
    return node


def _is_merge(key: Node) -> bool:
    return key.kind is SCALAR and key.value == "<<" and (key.plain or key.tag == MERGE)


def _merged(node: Node) -> list[Node]:
    """The mappings that a merge key names; what else it names is for the decoder to refuse."""
    node = _target(node)
    sources = [node] if node.kind in (MAPPING, SCALAR) else [_target(child) for child in node.children[::-1]]
    return [source for source in sources if source.kind is MAPPING]


def _resolved(node: Node) -> Any:
    """The value of a scalar; collections, which are no keys, are for the decoder to refuse."""
    if node.kind is not SCALAR:
        return node
    if not node.tag:
        return resolve_plain(node.value) if node.plain else node.value
    return resolve_tagged(node.tag, node.value)


def _is_null(node: Node) -> bool:
    return node.kind is SCALAR and _resolved(node) is None


def _check_time(node: Node) -> None:
    """Raise YamlError when a scalar is no time: one without quotes in a form that YAML has, or RFC 3339."""
    if node.plain and not node.tag and is_timestamp(node.value):
        return
    try:
        time.parse(RFC3339, node.value, time_zone.UTC)
    except GoError as error:
        raise YamlError(str(error), node.line + 1, node.column + 1) from None


def _described(node: Node) -> str:
    """The tag of a node, with the beginning of its text when it is a scalar."""
    if node.kind is MAPPING:
        return "!!map"
    if node.kind is not SCALAR:
        return "!!seq"
    if node.tag:
        tag = "!!" + node.tag.removeprefix(PREFIX) if node.tag.startswith(PREFIX) else node.tag
    elif node.plain and is_timestamp(node.value):
        tag = "!!timestamp"
    else:
        tag = _TAGS[_resolved(node).__class__]
    text = encode(node.value)
    shown = text[: _LONG - 3] + b"..." if len(text) > _LONG else text
    return f"{tag} `{shown.decode('utf-8', 'surrogateescape')}`"


def _go_syntax(key: Any) -> str:
    """A key as Go source text (fmt's %#v)."""
    if key is None:
        return "<nil>"
    if key.__class__ is bool:
        return "true" if key else "false"
    if key.__class__ is float:
        from ....core.golib.floats import format_g

        return format_g(key)
    return quote(key) if key.__class__ is str else str(key)
